"""Voice messages, spoken into the microphone that Chromium feigns: it beeps each second."""

import io
import re

import av
import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.harness import cast, upload
from tests.harness.browser import launch
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza
from tests.harness.web_client import WebClient

SECONDS = 2
PLAYING = "[data-playing=true]"
RATE_HZ = 48_000
LOUD = 3_000
"""Of 32767: a beep, not silence."""


def recorder(client: WebClient) -> Locator:
    return client.page.locator("[data-voice]")


def button(client: WebClient, name: str) -> Locator:
    return client.page.get_by_role("button", name=name, exact=True)


def voices(client: WebClient) -> Locator:
    return client.log.get_by_role("group", name=re.compile("^Voice message"))


async def spoken(client: WebClient, seconds: int = SECONDS) -> None:
    """Wait until so much is recorded."""
    times = "|".join(f"0:{second:02}" for second in range(seconds, 60))
    await expect(recorder(client)).to_contain_text(re.compile(times))


async def speak(client: WebClient) -> None:
    await button(client, "Record a voice message").click()
    await spoken(client)


def is_link(stanza: Stanza) -> bool:
    return stanza.kind == "message" and "/files/" in (stanza.body or "")


def decode(content: bytes) -> tuple[str, str, float, int]:
    """Container, codec, seconds and how loud it gets."""
    with av.open(io.BytesIO(content), "r") as sound:
        stream = sound.streams.audio[0]
        resampler = av.AudioResampler("s16", "mono", RATE_HZ)
        frames = [part for frame in sound.decode(stream) for part in resampler.resample(frame)]
        loudest = max(max(memoryview(frame.planes[0]).cast("h")) for frame in frames)
        seconds = sum(frame.samples for frame in frames) / RATE_HZ
        return sound.format.name, stream.codec_context.name, seconds, loudest


async def test_a_voice_message_is_heard_before_it_is_sent_as_opus_in_ogg_and_played(
    at: At, peer: Peer
) -> None:
    phone, alexander = await peer(cast.ALEXANDER), await at(cast.ALEXANDER)
    mary = await at(cast.MARY)
    await mary.open(alexander.bare)
    await speak(mary)
    await button(mary, "Stop and listen").click()
    await button(mary, "Play").click()
    await expect(recorder(mary).locator(PLAYING)).to_be_visible()
    await button(mary, "Send the voice message").click()
    link = (await phone.expect(is_link)).body or ""
    container, codec, seconds, loudest = decode(upload.ask(link).body)
    await alexander.open(mary.bare)
    voice = voices(alexander).last
    await voice.get_by_role("button", name="Play").click()
    position = voice.get_by_role("slider", name="Position")
    await expect(position).not_to_have_value("0")
    await voice.get_by_role("button", name=re.compile("^Speed 1")).click()

    assert link.endswith(".ogg")
    assert (container, codec) == ("ogg", "opus")
    assert seconds >= SECONDS - 0.5
    assert loudest > LOUD
    await expect(voice).to_have_accessible_name(re.compile(r"^Voice message, \d+ seconds$"))
    await expect(voice.get_by_role("button", name=re.compile("^Speed 1.5"))).to_be_visible()


async def test_who_holds_the_button_sends_by_letting_go_and_deletes_by_moving_away(at: At) -> None:
    rachel = await at(cast.RACHEL)
    await rachel.open(rachel.stack.jid(cast.MARIA))
    mouse, record = rachel.page.mouse, button(rachel, "Record a voice message")
    await record.hover()
    await mouse.down()
    await spoken(rachel)
    await mouse.move(300, 200)
    await expect(recorder(rachel)).to_contain_text("Let go to delete.")
    await mouse.up()
    await expect(recorder(rachel)).to_have_count(0)
    before = await voices(rachel).count()
    await record.hover()
    await mouse.down()
    await spoken(rachel)
    await mouse.up()

    await expect(voices(rachel)).to_have_count(before + 1)
    await expect(recorder(rachel)).to_have_count(0)


async def test_a_recording_waits_for_who_opens_another_conversation(at: At) -> None:
    emilie = await at(cast.EMILIE)
    maria, rachel = emilie.stack.jid(cast.MARIA), emilie.stack.jid(cast.RACHEL)
    await emilie.open(maria)
    await speak(emilie)
    await emilie.open(rachel)
    await expect(recorder(emilie)).to_have_count(0)
    await emilie.open(maria)
    await expect(recorder(emilie)).to_have_attribute("data-voice", "review")
    await button(emilie, "Delete the recording").click()
    await expect(recorder(emilie)).to_have_count(0)


async def test_the_microphone_stays_off_after_a_recording_that_was_deleted(at: At) -> None:
    emilie = await at(cast.EMILIE)
    await emilie.open(emilie.stack.jid(cast.MARIA))
    await speak(emilie)
    await button(emilie, "Stop and listen").click()
    await button(emilie, "Delete the recording").click()
    await emilie.send(body := words("written instead"))
    await emilie.delivery(body, "sent")

    await expect(button(emilie, "Record a voice message")).to_be_visible()
    await expect(recorder(emilie)).to_have_count(0)


async def test_who_refuses_the_microphone_is_told_what_to_do(
    stack: Stack, chromium: Browser
) -> None:
    usual = launch()
    deny = "--use-fake-ui-for-media-stream=deny"
    strict = await chromium.browser_type.launch(**usual | {"args": [*usual["args"], deny]})
    maria = WebClient(await strict.new_page(base_url=stack.origin), stack, cast.MARIA)
    await maria.sign_in()
    await maria.open(stack.jid(cast.RACHEL))
    await button(maria, "Record a voice message").click()

    await expect(maria.page.get_by_role("alert")).to_contain_text("may not use the microphone")
    await maria.page.keyboard.press("Escape")
    await expect(button(maria, "Record a voice message")).to_be_focused()
    await strict.close()


@pytest.mark.usefixtures("offline")
async def test_a_voice_message_needs_a_keyboard_only_and_stands_in_nobodys_way(at: At) -> None:
    alexander = await at(cast.ALEXANDER)
    page = alexander.page
    await alexander.open(alexander.stack.jid(cast.RACHEL))
    await alexander.composer.focus()
    for name in ("Formatting", "Emoji", "Record a voice message"):
        await page.keyboard.press("Tab")
        await expect(button(alexander, name)).to_be_focused()
    await page.keyboard.press("Enter")
    await spoken(alexander)
    wrong = await examine(page, "recording")
    await expect(button(alexander, "Stop and listen")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(recorder(alexander)).to_have_attribute("data-voice", "review")
    wrong |= await examine(page, "review")
    await button(alexander, "Send the voice message").focus()
    await page.keyboard.press("Enter")
    await expect(recorder(alexander)).to_have_count(0)
    await expect(voices(alexander).last.get_by_role("button", name="Play")).to_be_visible()
    wrong |= await examine(page, "voice message")

    assert {} == wrong

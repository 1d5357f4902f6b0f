"""What helps with writing: people, emoji, topics, styles, corrections, drafts on all devices."""

import asyncio
import json
import re
from typing import Any
from xml.etree.ElementTree import Element

from playwright.async_api import Locator, expect
from slixmpp.stanza import Message

from tests.browser.client.conftest import At, words
from tests.browser.client.test_access import examine
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import PATIENCE_MS, WebClient

ROOM = "Research"
Mention = tuple[str, int, int]


class Lise(SlixmppClient):
    """Reads and writes references (XEP-0372)."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack, cast.LISE)
        self._xmpp.register_plugin("xep_0372")
        self.got: asyncio.Queue[tuple[str, list[Mention]]] = asyncio.Queue()
        for event in ("message", "groupchat_message"):
            self._xmpp.add_event_handler(event, self._read)

    def _read(self, message: Message) -> None:
        if message["body"] and not message.get_plugin("delay", check=True):
            found = message.xml.findall("{urn:xmpp:reference:0}reference")
            self.got.put_nowait((message["body"], [_mention(each) for each in found]))

    async def mentions(self, room: str, body: str, *mentions: Mention) -> None:
        message = self._xmpp.make_message(mto=room, mbody=body, mtype="groupchat")
        for uri, begin, end in mentions:
            reference = message["reference"]
            for name, value in (("type", "mention"), ("uri", uri)):
                reference[name] = value
            reference["begin"], reference["end"] = str(begin), str(end)
        message.send()

    async def reading(self) -> tuple[str, list[Mention]]:
        return await asyncio.wait_for(self.got.get(), PATIENCE_MS / 1000)


def _mention(reference: Element) -> Mention:
    begin, end = (int(reference.get(name, "-1")) for name in ("begin", "end"))
    return reference.get("uri", ""), begin, end


def options(client: WebClient) -> Locator:
    return client.page.locator("[data-completions] [role=option]")


async def types(client: WebClient, text: str) -> None:
    await client.composer.focus()
    await client.page.keyboard.type(text)


async def select(client: WebClient, text: str) -> None:
    """Of what is written."""
    await client.composer.evaluate(
        "(field, text) => field.setSelectionRange(field.value.indexOf(text),"
        " field.value.indexOf(text) + text.length)",
        text,
    )


async def test_a_mention_reaches_slixmpp_where_it_stands_at_last(stack: Stack, at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    room = await rosalind.room(ROOM)
    async with Lise(stack) as lise:
        await lise.join(room, "Lise")
        await rosalind.open(room)
        await types(rosalind, "👋🏽 @mei")
        await expect(options(rosalind)).to_have_text([re.compile("Lise Meitner")])
        keys = rosalind.page.keyboard
        await keys.press("Enter")
        await expect(rosalind.composer).to_have_value("👋🏽 @Lise Meitner ")
        await keys.press("Home")
        await keys.type("so ")
        await keys.press("End")
        await keys.type(f"{(end := words('look'))} @al")
        await expect(options(rosalind).first).to_contain_text("Alan Turing")
        await expect(options(rosalind).first).to_contain_text("not here now")
        await keys.type("l")
        await expect(options(rosalind)).to_have_text([re.compile("Everybody in this room")])
        await keys.press("Tab")
        await keys.press("Enter")
        body, mentions = await lise.reading()
        await expect(rosalind.message(body)).to_have_count(1)

    assert f"so 👋🏽 @Lise Meitner {end} @all" == body
    assert [(f"xmpp:{lise.bare}", 6, 19), (f"xmpp:{room}", len(body) - 4, len(body))] == mentions
    assert "@Lise Meitner" == body[6:19]


async def test_a_name_that_is_changed_mentions_nobody(stack: Stack, at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    async with Lise(stack) as lise:
        await rosalind.open(lise.bare)
        keys = rosalind.page.keyboard
        for end, mentioned in (("n!", []), ("r!", [(f"xmpp:{lise.bare}", 0, 13)])):
            await types(rosalind, "@")
            await expect(options(rosalind)).to_have_text(
                [re.compile("Lise Meitner"), re.compile("Rosalind Franklin.*you")]
            )
            await keys.press("Enter")
            await keys.press("Backspace")
            await keys.press("Backspace")
            await keys.type(end)
            await expect(options(rosalind)).to_have_count(0)
            await keys.press("Enter")
            assert (f"@Lise Meitne{end}", mentioned) == await lise.reading()


async def test_a_mention_by_slixmpp_stands_out(stack: Stack, at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    room = await rosalind.room(ROOM)
    async with Lise(stack) as lise:
        await lise.join(room, "Lise")
        await lise.mentions(
            room, f"{(word := words('Is'))} that you?", (f"xmpp:{rosalind.bare}", 0, 2)
        )
        await rosalind.unread(room, 1)
        await expect(rosalind.row(room)).to_contain_text("@")
        await rosalind.open(room)
        mention = rosalind.log.locator(".mention.own").last

        await expect(mention).to_have_text("Is")
        await expect(rosalind.log.locator("[data-key]").last).to_contain_text(word)


async def test_emoji_are_completed_by_their_names_and_picked(stack: Stack, at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    async with Lise(stack) as lise:
        await rosalind.open(lise.bare)
        keys = rosalind.page.keyboard
        await types(rosalind, "at 10:30 https://x.test/:thumbsup")
        await expect(options(rosalind)).to_have_count(0)
        await keys.type(" :thumbsu")
        await expect(options(rosalind).first).to_contain_text(":thumbsup:")
        await keys.press("Enter")
        await keys.type("and :tada:")
        await expect(rosalind.composer).to_have_value(re.compile("👍 and 🎉$"))
        await rosalind.page.get_by_role("button", name="Emoji", exact=True).click()
        await expect(rosalind.page.locator("input[role=combobox]")).to_be_focused()
        await keys.type("rocket")
        picked = rosalind.page.locator("[role=listbox] [role=option]")
        await expect(picked.first).to_have_accessible_name("rocket")
        await keys.press("Enter")
        await expect(rosalind.composer).to_be_focused()
        await keys.press("Enter")
        body, _ = await lise.reading()

    assert "at 10:30 https://x.test/:thumbsup 👍 and 🎉🚀" == body


async def test_styles_are_what_every_client_reads_and_can_be_undone(stack: Stack, at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    async with Lise(stack) as lise:
        await rosalind.open(lise.bare)
        keys, page = rosalind.page.keyboard, rosalind.page
        await types(rosalind, f"some {(word := words('words'))} here")
        await select(rosalind, word)
        await keys.press("Control+b")
        await keys.press("Control+i")
        await expect(rosalind.composer).to_have_value(f"some _*{word}*_ here")
        await keys.press("Control+z")
        await expect(rosalind.composer).to_have_value(f"some *{word}* here")
        await page.get_by_role("button", name="Formatting").click()
        bar = page.get_by_role("toolbar", name="Formatting")
        for name in ("Quote", "Strike through"):
            await bar.get_by_role("button", name=name).click()
            await expect(rosalind.composer).to_be_focused()
        await keys.press("Control+Shift+x")
        await expect(rosalind.composer).to_have_value(f"> some *{word}* here")
        await keys.press("Enter")
        body, _ = await lise.reading()
        await expect(rosalind.log.locator("blockquote strong").last).to_contain_text(word)

    assert f"> some *{word}* here" == body


async def test_topics_that_were_used_here_are_at_hand(stack: Stack, at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    async with Lise(stack) as lise:
        await rosalind.open(lise.bare)
        await lise.say(rosalind.bare, f"{words('about')} #crystals-2 and `#code`")
        await expect(rosalind.log.locator("[data-key]").last).to_contain_text("#crystals-2")
        await types(rosalind, "#cry")
        await expect(options(rosalind)).to_have_text([re.compile("#crystals-2")])
        await rosalind.page.keyboard.press("Escape")
        await expect(options(rosalind)).to_have_count(0)
        await rosalind.page.keyboard.type("s")
        await expect(options(rosalind)).to_have_count(0)
        await rosalind.composer.fill("")
        await types(rosalind, "#cry")
        await options(rosalind).click()

        await expect(rosalind.composer).to_have_value("#crystals-2 ")
        await expect(rosalind.composer).to_be_focused()
        await rosalind.composer.fill("")


async def test_the_last_words_are_corrected_by_keyboard(stack: Stack, at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    async with Lise(stack) as lise:
        await rosalind.open(lise.bare)
        keys = rosalind.page.keyboard
        await rosalind.send(body := words("crystel"))
        await rosalind.delivery(body, "delivered")
        await keys.press("ArrowUp")
        await expect(rosalind.composer).to_have_value(body)
        await keys.press("Escape")
        await expect(rosalind.composer).to_have_value("")
        await keys.press("ArrowUp")
        await expect(rosalind.composer).to_have_value(body)
        await rosalind.composer.fill(right := body.replace("crystel", "crystal"))
        await keys.press("Enter")
        await rosalind.shows(right)
        await expect(rosalind.composer).to_have_value("")
        assert [body, right] == [(await lise.reading())[0], (await lise.reading())[0]]
        await keys.press("ArrowUp")
        await expect(rosalind.composer).to_have_value(right)
        await rosalind.composer.fill("")
        await keys.press("Enter")
        await rosalind.page.get_by_role("button", name="Delete for everybody").click()

        await expect(rosalind.message(right)).to_have_count(0)


async def drafts(client: WebClient) -> dict[str, str]:
    """As the portal has them."""
    answer = await client.page.request.get("/api/v1/drafts")
    found = json.loads(await answer.text())["drafts"]
    return {each["conversation"]: each["body"] for each in found}


async def drafted(client: WebClient, wanted: dict[str, str]) -> None:
    """Wait until the portal has just these."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while await drafts(client) != wanted:
            await client.page.wait_for_timeout(100)


async def test_a_draft_is_on_ones_other_devices_and_nobody_elses(stack: Stack, at: At) -> None:
    here, there, barbara = await asyncio.gather(
        at(cast.ROSALIND), at(cast.ROSALIND), at(cast.BARBARA)
    )
    async with Lise(stack) as lise:
        await here.open(lise.bare)
        await lise.say(here.bare, asked := words("Which one?"))
        await here.shows(asked)
        await here.message(asked).hover()
        await here.page.locator("[data-toolbar] button[title=Reply]").click()
        await expect(here.composer).to_be_focused()
        await here.page.keyboard.type("the first @Lis")
        await expect(options(here)).to_have_count(1)
        await here.page.keyboard.press("Enter")
        draft = "the first @Lise Meitner "
        await expect(there.row(lise.bare)).not_to_contain_text(draft.strip())
        await drafted(here, {lise.bare: draft})
        await there.open(lise.bare)
        await expect(there.composer).to_have_value(draft)
        await expect(there.page.locator("[data-task=reply]")).to_contain_text(asked)
        assert {} == await drafts(barbara)
        await there.composer.press("End")
        await there.page.keyboard.press("Enter")
        body, mentions = await lise.reading()
        await expect(here.composer).to_have_value("")
        await expect(here.page.locator("[data-task]")).to_have_count(0)

    assert body.endswith(draft.strip())
    assert [lise.bare] == [uri.removeprefix("xmpp:") for uri, _, _ in mentions]
    await drafted(there, {})


async def test_what_helps_stands_in_nobodys_way(stack: Stack, at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    room = await rosalind.room(ROOM)
    async with Lise(stack) as lise:
        await lise.join(room, "Lise")
        await rosalind.open(room)
        await rosalind.page.get_by_role("button", name="Formatting").click()
        wrong: dict[str, Any] = {}
        for text in ("@", ":smile"):
            await rosalind.composer.fill("")
            await types(rosalind, text)
            await expect(options(rosalind).first).to_be_visible()
            wrong |= await examine(rosalind.page, text)
        await rosalind.composer.fill("")

    assert {} == wrong

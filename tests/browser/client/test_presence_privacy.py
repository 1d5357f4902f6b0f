"""What others are told of somebody: by a status, by being away, by switches."""

import asyncio

from playwright.async_api import Locator, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.harness import cast
from tests.harness.stanza import Condition, with_body
from tests.harness.web_client import WebClient


async def dialog(client: WebClient, name: str) -> Locator:
    await client.page.get_by_role("button", name="You", exact=True).click()
    await client.page.get_by_role("menuitem", name=name).click()
    return client.page.get_by_role("dialog", name=name)


async def set_status(client: WebClient, show: str, text: str, until: str = "I change it") -> None:
    form = await dialog(client, "Status and availability")
    await form.get_by_label(show).check()
    await form.get_by_label("Status", exact=True).fill(text)
    await form.get_by_label("Until").select_option(until)
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)


async def switch(client: WebClient, label: str, on: bool) -> None:
    form = await client.settings("Privacy")
    box = form.get_by_label(label)
    await expect(box).to_be_enabled()
    await box.set_checked(on)
    await expect(box).to_be_enabled()
    await expect(box).to_be_checked(checked=on)
    await client.page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


def shows(person: str, show: str | None, status: str | None) -> Condition:
    return lambda stanza: (
        stanza.kind == "presence"
        and (stanza.sender or "").startswith(f"{person}/web-")
        and stanza.element.findtext("{*}show") == show
        and stanza.element.findtext("{*}status") == status
    )


async def test_a_status_is_told_on_all_devices_and_stays_over_a_reload(at: At, peer: Peer) -> None:
    rosalind, barbara = await at(cast.ROSALIND), await peer(cast.BARBARA)
    text = words("In the lab")
    await set_status(rosalind, "Do not disturb", text, "In an hour")
    await barbara.expect(shows(rosalind.bare, "dnd", text))
    other = await at(cast.ROSALIND)
    await barbara.expect(shows(rosalind.bare, "dnd", text))
    await rosalind.page.reload()
    await rosalind.ready()
    form = await dialog(rosalind, "Status and availability")
    await expect(form.get_by_label("Do not disturb")).to_be_checked()
    await expect(form.get_by_label("Status", exact=True)).to_have_value(text)
    wrong = await examine(rosalind.page, "status")
    await rosalind.page.keyboard.press("Escape")
    await set_status(other, "Online", "")
    await barbara.expect(shows(rosalind.bare, None, None))

    assert {} == wrong


async def test_a_status_of_slixmpp_is_shown(at: At, peer: Peer) -> None:
    lise, srinivasa = await at(cast.LISE), await peer(cast.SRINIVASA)
    text = words("Taxi 1729")
    srinivasa.send(f"<presence><show>dnd</show><status>{text}</status></presence>")
    await lise.open(srinivasa.bare)

    await expect(lise.page.get_by_text(f"Do not disturb · {text}")).to_be_visible()


async def test_who_wants_no_receipts_markers_and_typing_told_sends_none(at: At, peer: Peer) -> None:
    lise, barbara = await at(cast.LISE), await peer(cast.BARBARA)
    for label in ("That a message has reached you", "That you have read", "That you are writing"):
        await switch(lise, label, on=False)
    other = await at(cast.LISE)
    asks = "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
    secret = words("did you read this?")
    for one in (lise, other):
        await one.open(barbara.bare)
    barbara.message(lise.bare, f"<body>{secret}</body>{asks}")
    for one in (lise, other):
        await one.shows(secret)
    await lise.send(said := words("said"))
    await barbara.expect(with_body(said))
    told = [each for each in barbara.inbox if (each.sender or "").startswith(lise.bare)]
    forbidden = ("received", "displayed", "composing", "paused")
    assert [] == [
        each for each in told for name in forbidden if each.child(f"{{*}}{name}") is not None
    ]
    for label in ("That a message has reached you", "That you have read", "That you are writing"):
        await switch(lise, label, on=True)
    again = barbara.message(lise.bare, f"<body>{words('and this?')}</body>{asks}")
    await barbara.expect(lambda stanza: _receipt(stanza.child("{*}received")) == again)


def _receipt(found: object) -> str | None:
    return None if found is None else found.get("id")  # type: ignore[attr-defined]


async def test_who_does_nothing_for_ten_minutes_is_away_since_then(at: At, peer: Peer) -> None:
    barbara = await peer(cast.BARBARA)
    rosalind, lise = await asyncio.gather(at(cast.ROSALIND), at(cast.LISE))
    await rosalind.page.clock.install()
    await rosalind.page.reload()
    await rosalind.ready()
    await rosalind.page.clock.fast_forward("10:30")
    away = await barbara.expect(shows(rosalind.bare, "away", None))
    assert away.child("{urn:xmpp:idle:1}idle") is not None
    await lise.open(rosalind.bare)
    await expect(lise.page.get_by_text("Away · Last seen")).to_be_visible()
    await rosalind.page.keyboard.press("Shift")
    await barbara.expect(shows(rosalind.bare, None, None))


async def test_privacy_stands_in_nobodys_way(at: At) -> None:
    rosalind = await at(cast.ROSALIND)
    await rosalind.settings("Privacy")

    assert {} == await examine(rosalind.page, "privacy")

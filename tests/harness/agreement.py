"""Two web clients, a script and the archive: whatever happens to the lines between them, in the end
they agree. What is done, and when, is drawn from a seed.

Marie is at a page and has a phone, which is the script; Emmy is at another page.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

from playwright.async_api import CDPSession, Locator, TimeoutError, ViewportSize
from slixmpp import JID

from tests.browser.phone import Phone
from tests.harness.link import Link
from tests.harness.web_client import LOG, WebClient

Said = tuple[str, str, tuple[tuple[str, int], ...]]
"""Who, what it says now, and how many have reacted how."""

AGREED_WITHIN_SECONDS = 180
"""A busy machine needs long until everybody has everything again."""
SOON_MS = 3_000
"""Longer nobody looks for something that may just have gone."""
EMOJI = ("👍", "❤️", "😂")
VIEWPORT: ViewportSize = {"width": 900, "height": 12_000}
"""All rows of a round are in the page."""

ROWS = f"""
() => [...document.querySelectorAll("{LOG} [data-key]")].map((row) => ({{
  key: row.dataset.key,
  own: row.classList.contains("own"),
  delivery: row.dataset.delivery ?? null,
  body: row.querySelector(".body")?.textContent.trim() ?? "",
  reactions: [...row.querySelectorAll("[data-emoji]")].map((chip) =>
    [chip.dataset.emoji, Number(chip.querySelector(".count").textContent)]),
}}))
"""
SHELL_IS_KEPT = "() => navigator.serviceWorker.controller?.state === 'activated'"


@dataclass
class Desk:
    """A page whose line may be cut, and which may sleep."""

    client: WebClient
    link: Link
    other: str
    inspector: CDPSession
    tag: str = ""
    """How all bodies of this round begin."""
    cut: bool = False
    asleep: bool = False

    @classmethod
    async def of(cls, client: WebClient, link: Link, other: str) -> "Desk":
        await client.page.wait_for_function(SHELL_IS_KEPT)
        inspector = await client.page.context.new_cdp_session(client.page)
        await client.open(other)
        return cls(client, link, other, inspector)

    # -- what somebody does -------------------------------------------------------

    async def say(self, body: str) -> None:
        await self._look()
        await self.client.send(body)

    async def edit(self, chance: random.Random, body: str) -> None:
        if await self._choose(chance, "Edit", own=True):
            await self.client.composer.fill(body)
            await self.client.composer.press("Enter")

    async def react(self, chance: random.Random) -> None:
        await self._choose(chance, f"React with {chance.choice(EMOJI)}", own=chance.random() < 0.3)

    async def retract(self, chance: random.Random) -> None:
        await self._choose(chance, "Delete for everybody", own=True)

    async def look_away(self) -> None:
        await self.client.page.evaluate("() => { location.hash = '#/'; }")

    async def load(self) -> None:
        await self.client.page.reload(wait_until="domcontentloaded")

    async def lose_line(self, told: bool) -> None:
        self.cut = True
        if told:
            self.link.reset()
        else:
            self.link.lose()

    async def restore_line(self) -> None:
        self.cut = False
        self.link.restore()

    async def sleep(self) -> None:
        self.asleep = True
        await self.inspector.send("Page.setWebLifecycleState", {"state": "frozen"})

    async def wake(self) -> None:
        self.asleep = False
        await self.inspector.send("Page.setWebLifecycleState", {"state": "active"})

    async def come_back(self) -> None:
        if self.asleep:
            await self.wake()
        await self.restore_line()
        await self.client.comes_back()
        await self._look()

    async def _look(self) -> None:
        if await self.client.row(self.other).get_attribute("aria-current") != "page":
            await self.client.open_unread(self.other)

    async def _choose(self, chance: random.Random, item: str, *, own: bool) -> bool:
        """Of the menu of one of the newest; False where it is not possible, or is gone."""
        await self._look()
        rows = [
            row
            for row in await self.rows()
            if row["body"].startswith(self.tag) and row["own"] == own
        ]
        if not rows:
            return False
        row = chance.choice(rows[-6:])
        with suppress(TimeoutError):
            bubble = self.client.log.locator(f"[data-key='{row['key']}'] .bubble")
            await bubble.click(button="right", timeout=SOON_MS)
            await self._item(item).click(timeout=SOON_MS)
            return True
        await self.client.page.keyboard.press("Escape")
        return False

    def _item(self, name: str) -> Locator:
        return self.client.menu.get_by_role("menuitem", name=name, exact=True)

    # -- what it shows ------------------------------------------------------------

    async def rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.client.page.evaluate(ROWS)
        return found

    async def history(self) -> list[Said]:
        return [
            (
                self.client.bare if row["own"] else self.other,
                row["body"],
                tuple(sorted((emoji, count) for emoji, count in row["reactions"])),
            )
            for row in await self.rows()
            if row["body"].startswith(self.tag)
        ]

    async def unread(self) -> int:
        badge = self.client.row(self.other).locator(".unread")
        return int((await badge.inner_text()).split()[0]) if await badge.count() else 0

    async def unsettled(self) -> list[str]:
        """Own messages that nobody has answered and that are not known to be read."""
        rows = await self.rows()
        answer = max((place for place, row in enumerate(rows) if not row["own"]), default=-1)
        return [row["body"] for row in rows[answer + 1 :] if row["delivery"] not in {None, "read"}]

    async def recorded(self) -> list[Said]:
        """The same, as the interface for programs tells of it."""
        found: list[dict[str, Any]] = []
        before: str | None = None
        while True:
            place = {"limit": "100"} | ({"before": before} if before else {})
            page = await self._ask(f"/{self.other}/messages", **place)
            found = page["messages"] + found
            before = page["before"]
            if before is None or not page["messages"][0]["body"].startswith(self.tag):
                return [_recorded(each) for each in found if each["body"].startswith(self.tag)]

    async def recorded_unread(self) -> int:
        listed = (await self._ask("", limit="100"))["conversations"]
        return sum(each["unread"] for each in listed if each["id"] == self.other)

    async def _ask(self, path: str, **asked: str) -> dict[str, Any]:
        page = self.client.page
        answer = await page.request.get(f"/api/v1/conversations{path}", params={**asked})
        assert answer.ok, await answer.text()
        return dict(await answer.json())


def _recorded(message: dict[str, Any]) -> Said:
    reactions = sorted((each["emoji"], len(each["addresses"])) for each in message["reactions"])
    return message["sender"], message["body"], tuple(reactions)


@dataclass
class Known:
    """A message as a client of the archive makes it out."""

    id: str
    sender: str
    body: str
    reactions: dict[str, set[str]] = field(default_factory=dict)

    @property
    def said(self) -> Said:
        found = [emoji for each in self.reactions.values() for emoji in each]
        return self.sender, self.body, tuple(sorted((e, found.count(e)) for e in set(found)))


class Script(Phone):
    """Does what a page does, and reads the archive alone."""

    async def known(self, other: str, since: datetime) -> list[Known]:
        results = self._xmpp.plugin["xep_0313"].iterate(
            with_jid=JID(other), start=since, rsm={"max": 100}
        )
        return _made_out([each["mam_result"]["forwarded"]["stanza"].xml async for each in results])

    async def say(self, to: str, body: str) -> None:
        """And wants to know when that is read."""
        message = self._xmpp.make_message(mto=JID(to), mbody=body, mtype="chat")
        message["id"] = self._xmpp.new_id()
        message.append(_element("{urn:xmpp:chat-markers:0}markable"))
        message.send()

    def react(self, to: str, message: str, *emojis: str) -> None:
        """As other devices are told of it, too."""
        made = self._xmpp.make_message(mto=JID(to), mtype="chat")
        self._xmpp.plugin["xep_0444"].set_reactions(made, message, emojis)
        made.append(_element("{urn:xmpp:hints}store"))
        made.send()

    def displays(self, to: str, id: str) -> None:
        message = self._xmpp.make_message(mto=JID(to), mtype="chat")
        message["id"] = self._xmpp.new_id()
        message.append(_element("{urn:xmpp:chat-markers:0}displayed", id=id))
        message.append(_element("{urn:xmpp:hints}store"))
        message.send()


def _element(name: str, **attributes: str) -> Element:
    return Element(name, attributes)


def _made_out(stanzas: Iterable[Element]) -> list[Known]:
    """XEP-0308, XEP-0424 and XEP-0444, for a conversation of two."""
    known: dict[str, Known] = {}
    for stanza in stanzas:
        sender = stanza.get("from", "").partition("/")[0]
        body = stanza.findtext("{jabber:client}body")
        replaced = stanza.find("{urn:xmpp:message-correct:0}replace")
        retracted = stanza.find("{urn:xmpp:message-retract:1}retract")
        reactions = stanza.find("{urn:xmpp:reactions:0}reactions")
        if replaced is not None:
            if (of := known.get(replaced.get("id", ""))) and of.sender == sender:
                of.body = body or ""
        elif retracted is not None:
            known.pop(retracted.get("id", ""), None)
        elif reactions is not None:
            if of := known.get(reactions.get("id", "")):
                of.reactions[sender] = {each.text or "" for each in reactions}
        elif body:
            id = stanza.get("id", "")
            known[id] = Known(id, sender, body)
    return list(known.values())


@dataclass
class Round:
    """What happens in `seconds`, drawn from `seed`; then everybody has to agree."""

    marie: Desk
    emmy: Desk
    script: Script
    seed: int
    done: list[str] = field(default_factory=list)
    """What was done, in order: what somebody needs to see who looks for a fault."""
    _count: int = field(default=0, init=False)
    _began: datetime = field(default_factory=lambda: datetime.now(UTC), init=False)

    @property
    def tag(self) -> str:
        return f"{self.seed}:"

    async def happen(self, seconds: float) -> None:
        chance = random.Random(self.seed)  # noqa: S311 - nothing is to be kept secret
        self.marie.tag = self.emmy.tag = self.tag
        over = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < over:
            await self._act(chance)

    async def _act(self, chance: random.Random) -> None:
        if chance.random() < 0.3:
            await self._script_acts(chance)
            return
        name, desk = chance.choice((("marie", self.marie), ("emmy", self.emmy)))
        what, act = self._acts_of(desk, chance)
        self.done.append(f"{name} {what}")
        await act

    def _acts_of(self, desk: Desk, chance: random.Random) -> tuple[str, Awaitable[None]]:
        if desk.asleep:
            return "wakes", desk.wake()
        ways: list[tuple[int, str, Callable[[], Awaitable[None]]]] = [
            (8, "says", lambda: desk.say(self._words())),
            (3, "edits", lambda: desk.edit(chance, self._words())),
            (4, "reacts", lambda: desk.react(chance)),
            (2, "retracts", lambda: desk.retract(chance)),
            (2, "looks away", desk.look_away),
            (2, "loads again", desk.load),
            (2, "sleeps", desk.sleep),
        ]
        if desk.cut:
            ways.append((6, "has a line again", desk.restore_line))
        else:
            told = chance.random() < 0.5
            ways.append((3, f"loses the line, told {told}", lambda: desk.lose_line(told)))
        _, what, act = chance.choices(ways, [weight for weight, *_ in ways])[0]
        return what, act()

    async def _script_acts(self, chance: random.Random) -> None:
        to, own = self.emmy.client.bare, self.script.bare
        known = await self._known()
        mine = [each for each in known if each.sender == own][-6:]
        theirs = [each for each in known if each.sender == to][-6:]
        what = chance.choice(("says", "edits", "reacts", "retracts", "displays"))
        self.done.append(f"script {what}")
        if what == "edits" and mine:
            self.script.correct(to, chance.choice(mine).id, self._words())
        elif what == "retracts" and mine:
            self.script.retract(to, chance.choice(mine).id)
        elif what == "reacts" and theirs:
            self.script.react(to, chance.choice(theirs).id, chance.choice(EMOJI))
        elif what == "displays" and theirs:
            self.script.displays(to, theirs[-1].id)
        else:
            await self.script.say(to, self._words())
        await self.script.settle()

    async def _known(self) -> list[Known]:
        known = await self.script.known(self.emmy.client.bare, self._began)
        return [each for each in known if each.body.startswith(self.tag)]

    def _words(self) -> str:
        self._count += 1
        return f"{self.tag} {self._count}"

    # -- what they agree on -------------------------------------------------------

    async def agree(self) -> None:
        """Raises AssertionError with what differs, when that does not end."""
        for desk in (self.marie, self.emmy):
            await desk.come_back()
        for desk in (self.marie, self.emmy):
            await desk.look_away()
        await self._until(self._views)
        for desk in (self.marie, self.emmy):
            await desk.client.open(desk.other)
        await self._until(self._in_order)
        for desk in (self.marie, self.emmy):
            await desk.load()
            await desk.come_back()
            await desk.client.open(desk.other)
        await self._until(self._in_order)

    async def _until(self, view: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        """All that `view` finds is the same."""
        over = asyncio.get_running_loop().time() + AGREED_WITHIN_SECONDS
        while True:
            found = await view()
            first, *others = found.values()
            if all(first == other for other in others):
                return
            if asyncio.get_running_loop().time() > over:
                raise AssertionError(self._told(found | await self._in_order()))
            await asyncio.sleep(0.2)

    async def _views(self) -> dict[str, Any]:
        """Unread, in both lists and by REST."""
        shown = (await self.marie.unread(), await self.emmy.unread())
        recorded = (await self.marie.recorded_unread(), await self.emmy.recorded_unread())
        return {"pages": shown, "archive": recorded}

    async def _in_order(self) -> dict[str, Any]:
        """What was said, in the order of the archive, nothing of it unread, and everybody knows."""
        script = [each.said for each in await self._known()]
        nothing: list[str] = []
        read = (0, 0, nothing, nothing)
        state = (
            await self.marie.recorded_unread(),
            await self.emmy.recorded_unread(),
            await self.marie.unsettled(),
            await self.emmy.unsettled(),
        )
        return {
            "script": (script, read),
            "marie's page": (await self.marie.history(), state),
            "emmy's page": (await self.emmy.history(), read),
            "marie's archive": (await self.marie.recorded(), read),
            "emmy's archive": (await self.emmy.recorded(), read),
        }

    def _told(self, found: dict[str, Any]) -> str:
        lines = [f"seed {self.seed}", *self.done]
        return "\n".join([*lines, *(f"{name}: {what}" for name, what in found.items())])

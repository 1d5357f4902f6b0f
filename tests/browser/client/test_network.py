"""The network goes away and comes back: what was said meanwhile is there once, in order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.instance.settings import Settings
from tests.browser.client.conftest import At, Peer, words
from tests.e2e.clients.correspondent import Correspondent
from tests.e2e.clients.profanity import Profanity
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast
from tests.harness.link import Link
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient, sessions

pytestmark = pytest.mark.usefixtures("offline")

A_MINUTE = 60.0

Colleague = WebClient | Correspondent


@dataclass
class Pair:
    """Somebody whose network will be lost, and a colleague at any client."""

    here: WebClient
    there: Colleague
    link: Link

    async def talk(self) -> None:
        question, answer = words("Do you hear me?"), words("I do")
        await self.here.say(self.there.bare, question)
        await self.there.reads(self.here.bare, question)
        await self.here.learns_of_delivery(self.there.bare, question)
        await self.there.say(self.here.bare, answer)
        await self.here.reads(self.there.bare, answer)
        await self.there.learns_of_delivery(self.here.bare, answer)

    async def lose_it_for_a_minute(self) -> None:
        """Both go on writing; the banner is there and one can see what has not been sent."""
        mine, theirs = _sentences("mine"), _sentences("theirs")
        self.link.lose()
        minute = asyncio.create_task(asyncio.sleep(A_MINUTE))
        await self.here.send(*mine)
        for body in theirs:
            await self.there.say(self.here.bare, body)
        await self.here.link("waiting", A_MINUTE)
        for body in mine:
            await self.here.delivery(body, "waiting")
        await minute
        self.link.restore()
        await self.here.comes_back()
        await self._has_everything(mine, theirs)

    async def _has_everything(self, mine: Sequence[str], theirs: Sequence[str]) -> None:
        for body in mine:
            await self.there.reads(self.here.bare, body)
            await self.here.learns_of_delivery(self.there.bare, body)
        for body in theirs:
            await self.here.reads(self.there.bare, body)
            await self.there.learns_of_delivery(self.here.bare, body)
        shown = await self.here.bodies()

        assert list(mine) == [body for body in shown if body in mine]
        assert list(theirs) == [body for body in shown if body in theirs]
        assert [1, 1, 1] == [await times_shown(self.there, body) for body in mine]


def _sentences(name: str) -> list[str]:
    return [words(f"{name} {number}") for number in range(3)]


async def times_shown(there: Colleague, body: str) -> int:
    if isinstance(there, WebClient):
        return await there.message(body).count()
    return there.times_shown(body)


@asynccontextmanager
async def pair(at: At, person: str, there: Colleague) -> AsyncIterator[Pair]:
    signed_in = nullcontext() if isinstance(there, WebClient) else there
    async with Link.laid() as link, signed_in:
        yield Pair(await at(person, proxy=link.proxy), there, link)


async def test_a_minute_without_network_loses_and_doubles_nothing_whatever_the_other_client(
    at: At, stack: Stack, tmp_path: Path
) -> None:
    grace = await at(cast.GRACE)
    profanity = Profanity(stack, cast.LISE, Settings().home / "tree-clients", tmp_path)
    async with (
        pair(at, cast.ADA, grace) as browsers,
        pair(at, cast.LINUS, SlixmppClient(stack, cast.ROSALIND)) as slixmpp,
        pair(at, cast.ALAN, profanity) as terminal,
    ):
        pairs = (browsers, slixmpp, terminal)
        for each in pairs:
            await each.talk()
        await asyncio.gather(*(each.lose_it_for_a_minute() for each in pairs))
        for each in pairs:
            await each.talk()


async def test_a_connection_that_is_reset_is_resumed_at_once(at: At, peer: Peer) -> None:
    async with Link.laid() as link:
        hedy, nikola = await at(cast.HEDY, proxy=link.proxy), await peer(cast.NIKOLA)
        known = sessions(hedy.stack, cast.HEDY)
        mine, theirs = _sentences("mine"), _sentences("theirs")
        await hedy.open(nikola.bare)
        link.reset()
        await hedy.link("waiting")
        for body in theirs:
            nikola.say(hedy.bare, body)
        await hedy.send(*mine)
        await nikola.settle()
        link.restore()
        await hedy.comes_back()
        for body in mine:
            await hedy.delivery(body, "sent")
        await hedy.shows(*theirs)
        shown = [body for body in await hedy.bodies() if body in {*mine, *theirs}]
        await nikola.settle()

        assert theirs == [body for body in shown if body in theirs]
        assert mine == [body for body in shown if body in mine]
        assert mine == [body for body in nikola.bodies if body]
        assert known == sessions(hedy.stack, cast.HEDY)


async def test_the_browsers_word_that_it_is_online_again_is_enough(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    await hedy.page.context.set_offline(True)
    body = words("while offline")
    await hedy.send(body)
    await hedy.delivery(body, "waiting")
    await hedy.page.context.set_offline(False)
    await hedy.delivery(body, "sent")
    await hedy.link("online")

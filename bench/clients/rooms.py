"""A room of thousands that somebody enters."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from bench.clients import load
from tests.harness.crowd import Crowd

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bench.clients.peers import Peer
    from bench.clients.scenes import Stage, Taken
    from bench.wire import Wire
    from tests.harness.stack import Stack

HOST = "grace"
MUC = "http://jabber.org/protocol/muc"
WELCOME = "Welcome here"
INSTANT = f"<query xmlns='{MUC}#owner'><x xmlns='jabber:x:data' type='submit'/></query>"


@dataclass(frozen=True)
class Fair:
    """A room that is full."""

    room: str

    @classmethod
    @asynccontextmanager
    async def opened(cls, stack: Stack, occupants: int) -> AsyncIterator[Self]:
        room = f"fair-{uuid4().hex[:8]}@{stack.rooms}"
        async with Crowd.gathered(stack) as crowd:
            async with _host(stack, room) as host:
                host.write(f"<iq type='set' id='made' to='{room}'>{INSTANT}</iq>")
                await host.until("<iq[^>]* id='made'[^>]*>")
                await _say(host, room, WELCOME)
                await crowd.enter(room, range(occupants))
            yield cls(room)


async def fills(stage: Stage, peer: Peer) -> Taken:
    """The longest task while all who are there come into sight, up to a message after that."""
    stack, fair = stage.stack, stage.fair
    assert fair
    bookmarks = {"user": stage.person, "host": stack.domain}
    async with stage.browsing(peer) as context:
        tab = await stage.at_last(context, peer)
        stack.api(
            "stoa_bookmarks", **bookmarks, put=[{"room": fair.room, "name": "Fair"}], remove=[]
        )
        place = peer.at_room(fair.room, WELCOME)
        async with tab.watched() as tasks:
            await tab.page.evaluate("(address) => location.assign(address)", place.address)
            await tab.seen(place.bodies, place.text)
            said = f"Everybody is here, {uuid4().hex[:8]}"
            async with _host(stack, fair.room) as host:
                await _say(host, fair.room, said)
            await tab.seen(place.bodies, said)
    stack.api("stoa_bookmarks", **bookmarks, put=[], remove=[fair.room])
    return {"room_task": tasks.longest}


@asynccontextmanager
async def _host(stack: Stack, room: str) -> AsyncIterator[Wire]:
    """In the room, and not for long: the server puts out who does not answer it (mod_ping)."""
    host = await load.writer(stack, HOST)
    host.write(f"<presence to='{room}/Grace'><x xmlns='{MUC}'/></presence>")
    await host.until("status code=.110.")
    try:
        yield host
    finally:
        host.close()


async def _say(host: Wire, room: str, text: str) -> None:
    host.write(f"<message to='{room}' type='groupchat'><body>{text}</body></message>")
    await host.settle()

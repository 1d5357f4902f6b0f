"""A plan that Ada shares with Linus."""

import pytest_asyncio

from tests.e2e.conftest import MakeRoom
from tests.harness.sharing import PLAN, fetched, own, sharing
from tests.harness.stanza import with_id
from tests.harness.upload import uploaded
from tests.harness.xmpp import Client


@pytest_asyncio.fixture
async def plan(ada: Client) -> str:
    """Ada's link to a file that she has shared with nobody yet."""
    link = (await uploaded(ada, "plan.txt", PLAN, "text/plain")).get
    assert (200, PLAN) == (fetched(link).status, fetched(link).body)
    return link


@pytest_asyncio.fixture
async def room(ada: Client, linus: Client, make_room: MakeRoom) -> str:
    """Linus and Ada are in it."""
    room = await make_room(ada)
    await linus.join(room, "Linus")
    await linus.settle()
    linus.forget()
    return room


@pytest_asyncio.fixture
async def seen(linus: Client, ada: Client, room: str, plan: str) -> str:
    """Linus' link to a plan that Ada has shared in the room."""
    id = ada.message(room, sharing(plan), type="groupchat")
    link = own(linus, await linus.expect(with_id(id)))
    assert 200 == fetched(link).status
    return link

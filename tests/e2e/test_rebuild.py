"""Views are made anew while people talk and look at them."""

import asyncio

from tests.e2e.test_inbox import in_which
from tests.harness.stack import Stack
from tests.harness.xmpp import Client

PREPARED = 8
"""More often than psycopg sends a query before it prepares it."""


async def test_talking_and_reading_go_on_while_views_are_made_anew(
    stack: Stack, ada: Client, grace: Client
) -> None:
    for turn in ("before", "after"):
        for number in range(PREPARED):
            said = f"{turn} {number}"
            ada.say(grace.bare, said)
            await in_which(grace, ada.bare, said)
        rebuilding = asyncio.to_thread(stack.command, "ledger", "rebuild")
        ada.say(grace.bare, f"meanwhile, {turn}")
        assert "made anew" in await rebuilding
        await in_which(grace, ada.bare, f"meanwhile, {turn}")

    with stack.database("app") as connection:
        query = "select count(*) from stoa.message where body like %s"
        found = [connection.execute(query, (like,)).fetchone() for like in ("before _", "after _")]

    assert [(PREPARED,), (PREPARED,)] == found

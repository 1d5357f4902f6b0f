"""Pages, a script and the archive agree in the end, whatever happened to the lines between them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.browser.client.conftest import At
from tests.harness import cast
from tests.harness.agreement import VIEWPORT, Desk, Round, Script
from tests.harness.link import Link
from tests.harness.stack import Stack

A_MINUTE = 60
SEED = 952_056
"""`./stoa bench agreement` draws others."""


@pytest_asyncio.fixture(loop_scope="session")
async def round_of_a_minute(at: At, stack: Stack) -> AsyncIterator[Round]:
    async with AsyncExitStack() as parts:
        desks = []
        for person, other in ((cast.MARIE, cast.EMMY), (cast.EMMY, cast.MARIE)):
            link = await parts.enter_async_context(Link.laid())
            client = await at(person, proxy=link.proxy, viewport=VIEWPORT)
            desks.append(await Desk.of(client, link, stack.jid(other)))
        script = await parts.enter_async_context(Script(stack, cast.MARIE))
        marie, emmy = desks
        yield Round(marie, emmy, script, SEED)


@pytest.mark.timeout(720)
@pytest.mark.usefixtures("offline")
async def test_histories_and_what_is_unread_agree_after_a_minute_of_everything(
    round_of_a_minute: Round,
) -> None:
    await round_of_a_minute.happen(A_MINUTE)
    await round_of_a_minute.agree()

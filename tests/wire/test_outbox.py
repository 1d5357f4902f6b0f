"""Stanzas of the outbox go out at least once, in order, and only if their cause was committed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio
from sqlalchemy import Engine, text

from components.runtime import sending
from components.runtime.health import Health
from components.runtime.outbox import put
from components.runtime.stream import ComponentStream
from tests.harness.stanza import named
from tests.wire.server import LoopbackServer
from tests.wire.waiting import until

PING = named("iq")
MESSAGE = named("message")


def message(body: str) -> str:
    return f"<message to='ada@localhost' type='headline'><body>{body}</body></message>"


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("select count(*) from stoa.outbox")).scalar_one())


async def emptied(engine: Engine) -> None:
    await until(lambda: not waiting(engine))


@pytest_asyncio.fixture
async def _draining(
    engine: Engine, stream: ComponentStream, health: Health, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    monkeypatch.setattr(sending, "LOOK_SECONDS", 0.02)
    task = asyncio.create_task(sending.drain(engine, "archive", stream, health))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.usefixtures("_draining")
async def test_stanzas_go_out_in_order_under_the_ids_of_their_rows(
    engine: Engine, server: LoopbackServer
) -> None:
    with engine.begin() as connection:
        for number in range(250):
            put(connection, "archive", message(str(number)))
        ids = connection.execute(text("select id from stoa.outbox order by id")).scalars().all()
    await emptied(engine)
    found = server.messages

    assert [f"outbox-{row}" for row in ids] == [stanza.id for stanza in found]
    assert [str(number) for number in range(250)] == [
        stanza.element.findtext("{*}body") for stanza in found
    ]
    assert {"archive.localhost"} == {stanza.sender for stanza in found}


@pytest.mark.usefixtures("_draining")
async def test_nothing_goes_out_for_work_that_was_not_committed(
    engine: Engine, server: LoopbackServer
) -> None:
    with suppress(InterruptedError), engine.begin() as connection:
        put(connection, "archive", message("undone"))
        raise InterruptedError
    with engine.begin() as connection:
        put(connection, "directory", message("another's"))
        put(connection, "archive", message("done"))
    await server.expect(MESSAGE)
    await until(lambda: waiting(engine) == 1)

    assert [] == server.messages


@pytest.mark.usefixtures("_draining")
async def test_a_stanza_is_kept_until_the_server_has_answered(
    engine: Engine, server: LoopbackServer
) -> None:
    server.answers_pings = False
    with engine.begin() as connection:
        put(connection, "archive", message("once"))
    ping = await server.expect(PING)
    before = waiting(engine)
    server.pong(ping)
    await emptied(engine)

    assert (1, 1) == (before, len(server.messages))


@pytest.mark.usefixtures("_draining")
async def test_what_a_lost_stream_may_have_lost_is_sent_again(
    engine: Engine, server: LoopbackServer
) -> None:
    server.answers_pings = False
    with engine.begin() as connection:
        put(connection, "archive", message("twice"))
    await server.expect(PING)
    server.answers_pings = True
    await server.cut()
    await emptied(engine)
    first, second = server.messages

    assert first.id == second.id


@pytest.mark.parametrize(
    "stanza",
    [
        "no xml",
        "<message>",
        "<message/>",
        "<iq to='ada@localhost'/>",
        "<message to='ada@localhost' from='grace@localhost'/>",
        "<message to='ada@localhost'/><message to='ada@localhost'/>",
        "<message xmlns='jabber:client' to='ada@localhost'/>",
    ],
)
def test_what_is_no_stanza_never_gets_into_the_outbox(engine: Engine, stanza: str) -> None:
    with engine.begin() as connection, pytest.raises(ValueError, match="payload omitted"):
        put(connection, "archive", stanza)

    assert 0 == waiting(engine)

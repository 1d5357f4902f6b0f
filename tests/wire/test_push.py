"""The push component begins anew whenever the server is there again."""

import asyncio

from sqlalchemy.exc import OperationalError

from components.push import app
from components.runtime.stream import ComponentStream
from tests.wire.server import LoopbackServer
from tests.wire.waiting import until


async def test_all_is_looked_into_whenever_the_stream_begins_and_the_database_answers(
    server: LoopbackServer, stream: ComponentStream
) -> None:
    failures = [OperationalError("update", None, Exception("away"))]
    done: list[bool] = []
    told = asyncio.Event()

    async def anew() -> None:
        if failures:
            raise failures.pop()
        done.append(stream.up.is_set())

    running = asyncio.create_task(app.begin_anew(app.beginnings(stream), anew, told))
    await server.cut()
    await until(lambda: len(done) == 1)
    await server.cut()
    await until(lambda: len(done) == 2)
    running.cancel()

    assert done == [True, True]
    assert told.is_set()

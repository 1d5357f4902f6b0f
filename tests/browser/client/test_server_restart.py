"""The server is killed while people talk: nothing is lost, nothing is there twice."""

import asyncio

import pytest

from tests.browser.client.conftest import At, words
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

pytestmark = pytest.mark.usefixtures("offline")

EACH = 12


async def has_all(one: WebClient, said: dict[str, list[str]]) -> None:
    """Once, and of each person in the order in which they were said."""
    for bodies in said.values():
        await one.shows(*bodies)
    shown = await one.bodies()
    for bodies in said.values():
        assert bodies == [body for body in shown if body in bodies], one.person


async def test_messages_in_flight_when_the_server_is_killed_arrive_once(
    at: At, stack: Stack
) -> None:
    marie, emmy = await asyncio.gather(
        at(cast.MARIE, viewport={"width": 1280, "height": 2400}),
        at(cast.EMMY, viewport={"width": 1280, "height": 2400}),
    )
    said = {one.bare: [words(f"{one.person} {n}") for n in range(EACH)] for one in (marie, emmy)}
    await marie.open(emmy.bare)
    await emmy.open(marie.bare)

    async def talk(one: WebClient) -> None:
        for number, body in enumerate(said[one.bare]):
            await one.send(body)
            if one is marie and number == EACH // 2:
                stack.kill("ejabberd")

    await asyncio.gather(talk(marie), talk(emmy))
    for one in (marie, emmy):
        await one.link("online")
        for body in said[one.bare]:
            await one.delivery(body, "read")
        await has_all(one, said)
        await one.page.reload()
        await one.ready()
        await has_all(one, said)

"""The server is killed while people talk: nothing is lost, nothing is there twice."""

import asyncio

import pytest

from tests.browser.client.conftest import At, words
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

pytestmark = pytest.mark.usefixtures("offline")

EACH = 12


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
    shown = [await one.bodies() for one in (marie, emmy)]
    for one in (marie, emmy):
        await one.page.reload()
        await one.ready()
        await one.shows(said[emmy.bare][-1], said[marie.bare][-1])
        shown.append(await one.bodies())

    for bodies in shown:
        for person in said.values():
            assert person == [body for body in bodies if body in person]

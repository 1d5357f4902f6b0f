"""The inbox of an account in pages."""

import pytest

from components.runtime.stream import ComponentStream
from tests.harness.stanza import Stanza
from tests.harness.talk import Talk
from tests.wire.inbox import (
    ADA,
    GRACE,
    NS,
    RSM,
    Told,
    ask,
    dispatch,
    fin,
    of_page,
    page,
    query,
    readers,
    talk,
    told,
)
from tests.wire.server import LoopbackServer

__all__ = ["dispatch", "readers", "talk", "told"]


@pytest.fixture(autouse=True)
def _up(stream: ComponentStream) -> None:
    """Every test asks on the archive's stream."""


async def test_pages_go_both_ways_also_while_people_write(
    server: LoopbackServer, talk: Talk, told: Told
) -> None:
    rooms = [f"room-{number}@conference.localhost" for number in range(5)]
    ids = [talk.room(room, ADA, GRACE) for room in rooms]
    for each in ids:
        talk.say(each, GRACE, "hello")
    first = await ask(server, query(page(2)))
    talk.say(ids[3], GRACE, "again")
    second = await ask(server, query(page(2, f"<after>{of_page(first, 'last')}</after>")))
    await ask(server, query(page(2, f"<before>{of_page(second, 'first')}</before>")))
    await ask(server, query(page(1, "<before/>")))
    shown = [jid for jid, _ in told.entries]

    assert [rooms[4], rooms[3]] == shown[:2]
    assert [rooms[2], rooms[1]] == shown[2:4]
    assert [rooms[3], rooms[4]] == shown[4:6]
    assert [rooms[0]] == shown[6:]


async def test_a_page_says_where_it_lies_among_those_wanted(
    server: LoopbackServer, talk: Talk, told: Told
) -> None:
    rooms = [f"room-{number}@conference.localhost" for number in range(5)]
    ids = [talk.room(room, ADA, GRACE) for room in rooms]
    for each in ids:
        talk.say(each, ADA if each == ids[2] else GRACE, "hello")
    answers = [
        await ask(server, query(page(2, place), "unread-only='true'"))
        for place in ("", "<index>3</index>", "<index>9</index>", "<before/>")
    ]
    shown = [jid for jid, _ in told.entries]

    assert [rooms[4], rooms[3], rooms[0], rooms[1], rooms[0]] == shown
    assert ["0", "3", None, "2"] == [index(each) for each in answers]
    assert ["4"] * 4 == [of_page(each, "count") for each in answers]
    assert [{"total": "5", "unread": "4", "all-unread": "4"}] * 4 == [fin(each) for each in answers]


def index(answer: Stanza) -> str | None:
    first = answer.element.find(f"{{{NS}}}fin/{{{RSM}}}set/{{{RSM}}}first")
    return None if first is None else first.get("index")


async def test_an_empty_page_counts(server: LoopbackServer, talk: Talk, told: Told) -> None:
    talk.say(talk.direct(ADA, GRACE), GRACE, "hello")
    answer = await ask(server, query(page(0)))

    assert [] == told.entries
    assert ("1", None) == (of_page(answer, "count"), of_page(answer, "first"))

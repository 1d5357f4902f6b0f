"""What members of a room may read of its past is the room's one setting, for archive and views."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import pytest_asyncio

from tests.e2e.conftest import MakeRoom, SignIn
from tests.harness.cast import GRACE, LINUS
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza, with_body
from tests.harness.xmpp import Client

MUC = "http://jabber.org/protocol/muc"
MAM = "urn:xmpp:mam:2"
HISTORY = "{urn:stoa:history:1}history"
MOST_SECONDS = 60


def form(value: str) -> str:
    fields = {"FORM_TYPE": f"{MUC}#roomconfig", "muc#roomconfig_membersonly": "1", HISTORY: value}
    inside = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in fields.items()
    )
    return f"<query xmlns='{MUC}#owner'><x xmlns='jabber:x:data' type='submit'>{inside}</x></query>"


def affiliation(person: str, value: str) -> str:
    return f"<query xmlns='{MUC}#admin'><item jid='{person}' affiliation='{value}'/></query>"


def kept(answer: Stanza) -> list[str | None]:
    return [
        field.findtext("{*}value")
        for field in answer.element.iter("{jabber:x:data}field")
        if field.get("var") == HISTORY
    ]


@pytest.fixture
def until(stack: Stack) -> Callable[[str, dict[str, Any], Any], Any]:
    """Waits for the views to give one value."""

    async def until(query: str, values: dict[str, Any], wanted: Any) -> None:
        with stack.database("app") as connection:
            async with asyncio.timeout(MOST_SECONDS):
                while True:
                    if connection.execute(query.encode(), values).fetchone() == (wanted,):
                        return
                    await asyncio.sleep(0.05)

    return until


@pytest_asyncio.fixture
async def room(ada: Client, make_room: MakeRoom, until: Any) -> str:
    """Ada's, where members read what was said since they joined; she has spoken before."""
    room = await make_room(ada)
    await done(ada, room, form("since-joining"))
    await says(ada, room, "before")
    await until(
        "select history from stoa.conversation where key = %(room)s",
        {"room": room},
        "since-joining",
    )
    return room


async def done(client: Client, room: str, payload: str) -> None:
    answer = await client.ask("set", payload, room)
    assert "result" == answer.type, answer


async def says(client: Client, room: str, body: str) -> None:
    client.say(room, body, type="groupchat")
    await client.expect(with_body(body))


async def joins(ada: Client, client: Client, room: str, until: Any) -> None:
    await done(ada, room, affiliation(client.bare, "member"))
    await until(
        "select count(*) from stoa.readable(%(who)s) r"
        " join stoa.conversation c on c.id = r.conversation_id where c.key = %(room)s",
        {"who": client.bare, "room": room},
        1,
    )


async def bodies(client: Client, room: str) -> list[str | None]:
    history = await client.archive(of=room)
    return [each.archived.body for each in history if each.archived]


async def test_the_owner_is_offered_the_setting_and_finds_what_was_chosen(
    ada: Client, room: str
) -> None:
    answer = await ada.ask("get", f"<query xmlns='{MUC}#owner'/>", room)

    assert ["since-joining"] == kept(answer)


async def test_an_unknown_setting_is_refused(ada: Client, room: str) -> None:
    answer = await ada.ask("set", form("everything"), room)

    assert "bad-request" == answer.error


async def test_a_new_member_reads_what_was_said_since_and_nothing_before(
    ada: Client, sign_in: SignIn, room: str, until: Any
) -> None:
    grace = await sign_in(GRACE)
    await joins(ada, grace, room, until)
    await says(ada, room, "since")

    assert ["since"] == await bodies(grace, room)
    assert {"before", "since"} <= set(await bodies(ada, room))


@pytest.mark.parametrize("start", ["2001-01-01T00:00:00Z", "yesterday"])
async def test_no_query_reaches_further_back(
    ada: Client, sign_in: SignIn, room: str, until: Any, start: str
) -> None:
    grace = await sign_in(GRACE)
    await joins(ada, grace, room, until)
    await says(ada, room, "since")
    fields = {"FORM_TYPE": MAM, "start": start}
    asked = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in fields.items()
    )
    query = f"<query xmlns='{MAM}'><x xmlns='jabber:x:data' type='submit'>{asked}</x></query>"
    grace.forget()
    answer = await grace.ask("set", query, room)

    assert "result" == answer.type
    assert ["since"] == [each.archived.body for each in grace.inbox if each.archived]


async def test_whoever_enters_is_told_nothing_of_before(
    ada: Client, sign_in: SignIn, room: str, until: Any
) -> None:
    grace = await sign_in(GRACE)
    await joins(ada, grace, room, until)
    await says(ada, room, "since")
    await grace.join(room, "Grace", history=50)
    await grace.settle(room)

    assert "since" in [each.body for each in grace.inbox]
    assert "before" not in [each.body for each in grace.inbox]


async def test_strangers_and_former_members_read_nothing(
    ada: Client, sign_in: SignIn, room: str, until: Any
) -> None:
    grace, linus = await sign_in(GRACE), await sign_in(LINUS)
    await joins(ada, grace, room, until)
    await says(ada, room, "since")
    await done(ada, room, affiliation(grace.bare, "none"))

    for stranger in (grace, linus):
        answer = await stranger.ask("set", f"<query xmlns='{MAM}'/>", room)
        assert "forbidden" == answer.error
        assert [] == [each for each in stranger.inbox if each.archived]


async def test_all_of_it_is_read_again_when_the_owner_says_so(
    ada: Client, sign_in: SignIn, room: str, until: Any
) -> None:
    grace = await sign_in(GRACE)
    await joins(ada, grace, room, until)
    await done(ada, room, form("all"))

    assert "before" in await bodies(grace, room)


async def test_whoever_does_not_own_the_room_changes_nothing(
    ada: Client, sign_in: SignIn, room: str, until: Any
) -> None:
    grace = await sign_in(GRACE)
    await joins(ada, grace, room, until)

    assert "forbidden" == (await grace.ask("set", form("all"), room)).error
    assert "before" not in await bodies(grace, room)

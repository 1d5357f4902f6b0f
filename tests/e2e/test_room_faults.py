"""What a room's history and the record hold when the server ends while people talk."""

import os
import signal
from uuid import uuid4

import pytest

from tests.harness import cast
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import named
from tests.harness.xmpp import SM, Client

MESSAGES = 300
RESTART_SECONDS = 60.0


async def in_a_room(stack: Stack) -> tuple[Client, str]:
    ada = await stack.sign_in(cast.ADA, "phone")
    room = f"room-{uuid4()}@{stack.rooms}"
    await ada.join(room, "Ada")
    form = "<query xmlns='http://jabber.org/protocol/muc#owner'>"
    form += "<x xmlns='jabber:x:data' type='submit'/></query>"
    await ada.ask("set", form, room)
    return ada, room


def stop_ejabberd(stack: Stack, number: signal.Signals) -> None:
    """End it and wait until the supervisor has started it again."""
    pid = stack.pid("ejabberd")
    os.kill(pid, number)
    healthy = eventually(
        stack.status,
        lambda status: status["state"] == "healthy" and status["parts"]["ejabberd"]["pid"] != pid,
        RESTART_SECONDS,
    )
    assert healthy["state"] == "healthy"


def recorded_and_archived(stack: Stack, room: str) -> tuple[set[int], set[int]]:
    """Stanza ids in the record and in the room's archive."""
    with stack.database("ledger") as connection:
        rows = connection.execute(
            "select stanza_id from stoa.recorded"
            " where kind = 'message' and source = 'muc' and recipient = %s",
            (room,),
        )
        recorded = {stanza_id for (stanza_id,) in rows}
        rows = connection.execute(
            "select timestamp from ejabberd.archive where username = %s", (room,)
        )
        return recorded, {stanza_id for (stanza_id,) in rows}


async def test_what_a_room_got_before_an_orderly_stop_is_recorded(own_stack: Stack) -> None:
    ada, room = await in_a_room(own_stack)
    for number in range(MESSAGES):
        ada.say(room, str(number), type="groupchat")
    await ada.expect(lambda stanza: stanza.body == "9")
    stop_ejabberd(own_stack, signal.SIGTERM)
    recorded, archived = recorded_and_archived(own_stack, room)

    assert 10 <= len(archived)
    assert archived <= recorded


@pytest.mark.parametrize("acknowledged", [MESSAGES])
async def test_an_acknowledged_room_message_survives_a_kill(
    own_stack: Stack, acknowledged: int
) -> None:
    ada, room = await in_a_room(own_stack)
    await ada.enable_stream_management()
    for number in range(acknowledged):
        ada.say(room, str(number), type="groupchat")
    ada.send(f"<r xmlns='{SM}'/>")
    answer = await ada.expect(named("a"), seconds=30)
    stop_ejabberd(own_stack, signal.SIGKILL)
    recorded, archived = recorded_and_archived(own_stack, room)

    assert str(acknowledged) == answer.element.get("h")
    assert acknowledged == len(recorded)
    assert acknowledged - 1 <= len(archived)

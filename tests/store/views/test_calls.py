"""Calls, as initiations, invitations and sessions tell of them."""

import pytest

from components.archive.inbox import entries
from tests.store.views.conftest import Seen

ADA, GRACE = "ada@localhost/phone", "grace@localhost/web"
CALLER, CALLED = (ADA, "grace@localhost"), (GRACE, "ada@localhost")
STORE = "<store xmlns='urn:xmpp:hints'/>"


def initiation(verb: str, inside: str = "", sid: str = "call") -> str:
    return f"<{verb} xmlns='urn:xmpp:jingle-message:0' id='{sid}'>{inside}</{verb}>{STORE}"


def session(seen: Seen, who: tuple[str, str], action: str, inside: str = "") -> None:
    jingle = f"<jingle xmlns='urn:xmpp:jingle:1' action='{action}' sid='call'>{inside}</jingle>"
    seen.scribe.record(
        kind="iq",
        type="set",
        sender=who[0],
        recipient=who[1],
        xml=f"<iq xmlns='jabber:client'>{jingle}</iq>",
    )


def reason(condition: str) -> str:
    return f"<reason xmlns='urn:xmpp:jingle:1'><text>so</text><{condition}/></reason>"


AUDIO = "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
VIDEO = "<content><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'/></content>"
STATE = "select state, media, reason, caller from stoa.call"


@pytest.mark.parametrize(
    ("who", "verb", "inside", "state", "why"),
    [
        (CALLED, "proceed", "", "picked", ""),
        (CALLED, "reject", "", "declined", ""),
        (CALLED, "reject", reason("busy"), "busy", "busy"),
        (CALLER, "retract", reason("cancel"), "missed", "cancel"),
        (CALLER, "finish", "", "missed", ""),
    ],
)
def test_a_call_that_rings(
    seen: Seen, who: tuple[str, str], verb: str, inside: str, state: str, why: str
) -> None:
    seen.scribe.message(*CALLER, initiation("propose", AUDIO))
    seen.scribe.message(*who, initiation(verb, inside))

    assert [(state, "audio", why, "ada@localhost")] == seen.now(STATE)


def test_a_call_that_is_had(seen: Seen) -> None:
    seen.scribe.message(*CALLER, initiation("propose", AUDIO))
    seen.scribe.message(*CALLED, initiation("proceed"))
    session(seen, CALLER, "session-initiate")
    session(seen, CALLED, "session-accept")
    session(seen, CALLER, "content-add", VIDEO)
    session(seen, CALLED, "session-terminate", reason("success"))
    seen.scribe.message(*CALLER, initiation("retract"))

    assert [("ended", "audio video", "success", "ada@localhost")] == seen.now(STATE)
    assert [("call",)] == seen.rows("select kind from stoa.message")
    assert [0] == [each.unread for each in entries(seen.connection, "grace@localhost")]


def test_a_session_without_initiation_is_a_call(seen: Seen) -> None:
    session(seen, CALLER, "session-initiate", VIDEO)
    session(seen, CALLED, "session-accept")

    assert [("active", "video", "", "ada@localhost")] == seen.now(STATE)


def test_an_invitation_is_named_by_its_message(seen: Seen) -> None:
    invite = "<invite xmlns='urn:xmpp:call-invites:0' video='true'/>"
    seen.scribe.message(*CALLER, invite + STORE)
    seen.scribe.message(*CALLED, "<reject xmlns='urn:xmpp:call-invites:0' id='m0'/>")

    assert [("declined", "audio video", "", "ada@localhost")] == seen.now(STATE)


def test_nobody_hears_a_call_for_ever(seen: Seen) -> None:
    seen.scribe.message(*CALLER, initiation("propose", AUDIO))
    for _ in range(100):  # seconds
        seen.scribe.record(kind="unheard", sender=ADA, recipient="grace@localhost")
    seen.scribe.message(*CALLED, initiation("proceed"))

    assert [("no-answer", "audio", "", "ada@localhost")] == seen.now(STATE)


def test_of_two_who_call_each_other_the_lower_id_wins(seen: Seen) -> None:
    seen.scribe.message(*CALLER, initiation("propose", AUDIO, "b"))
    seen.scribe.message(*CALLED, initiation("propose", AUDIO, "a"))

    states = "select sid, state from stoa.call order by sid"
    assert [("a", "ringing"), ("b", "raced")] == seen.now(states)


def test_strangers_do_not_end_a_call(seen: Seen) -> None:
    seen.scribe.message(*CALLER, initiation("propose", AUDIO))
    seen.scribe.message("linus@localhost/web", "ada@localhost", initiation("reject"))
    seen.scribe.message("linus@localhost/web", "ada@localhost", initiation("retract", sid=""))

    assert [("ringing", "audio", "", "ada@localhost")] == seen.now(STATE)


def test_words_beside_what_is_said_of_a_call_are_words(seen: Seen) -> None:
    seen.scribe.message(*CALLER, initiation("propose", AUDIO))
    seen.scribe.says(*CALLER, "Never mind", initiation("finish"))

    assert [("missed", "audio", "", "ada@localhost")] == seen.now(STATE)
    assert [("call", ""), ("text", "Never mind")] == seen.now(
        "select kind, body from stoa.message order by id"
    )

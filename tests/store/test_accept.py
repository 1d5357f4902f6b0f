"""What ejabberd asks before it routes a stanza, and before an archive has it."""

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from typing import cast

import psycopg
import pytest
from sqlalchemy import Connection

from components.archive.ledger.intake import Intake
from components.archive.ledger.keys import KeyStore
from tests.harness.cluster import Database
from tests.store.conftest import AsRole, as_engine

ADA, GRACE, LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
ROOM = "room@conference.localhost"
FORBIDDEN_SENDER = "forbidden This account may not send messages"
FORBIDDEN_CHANGE = "forbidden Only its author can change or retract a message"


@dataclass(frozen=True)
class Question:
    """The arguments of `stoa.accept`, in its order."""

    host: str = "localhost"
    source: str = "c2s"
    kind: str = "message"
    type: str = "chat"
    sender: str = f"{ADA}/phone"
    recipient: str = GRACE
    nick: str = ""
    stanza_id: int = 1
    message_id: str = ""
    origin_id: str = ""
    refers_how: str = ""
    refers_to: str = ""
    storable: bool = True
    xml: str = "<message/>"


Accept = Callable[[Question], str]


@pytest.fixture
def database(whole: Connection) -> Database:
    return cast(Database, whole.connection.driver_connection)


@pytest.fixture
def ask(database: Database, as_role: AsRole) -> Accept:
    """Asks as ejabberd does."""
    database.execute("insert into stoa.account (localpart) values ('ada'), ('grace'), ('linus')")

    def ask(question: Question) -> str:
        places = ", ".join(["%s"] * len(astuple(question)))
        with as_role("ejabberd"):
            row = database.execute(
                f"select stoa.accept({places})",
                astuple(question),
            ).fetchone()
        assert row is not None
        return str(row[0])

    return ask


@pytest.fixture(params=["feed", "ledger"])
def accept(
    ask: Accept, whole: Connection, keys: KeyStore, request: pytest.FixtureRequest
) -> Accept:
    """Asks; what was recorded is in the feed or in the ledger when the next is asked."""
    intake = Intake(as_engine(whole, "ledger"), keys)

    def accept(question: Question) -> str:
        answer = ask(question)
        if request.param == "ledger":
            intake.take()
        return answer

    return accept


def ids(database: Database) -> list[int]:
    rows = database.execute("select stanza_id from stoa.recorded order by stanza_id").fetchall()
    return [row[0] for row in rows]


def said(stanza_id: int, sender: str = ADA, to: str = GRACE, message_id: str = "words") -> Question:
    return Question(
        stanza_id=stanza_id, sender=f"{sender}/phone", recipient=to, message_id=message_id
    )


def in_room(stanza_id: int, sender: str = ADA, message_id: str = "words") -> Question:
    return replace(said(stanza_id, sender, ROOM, message_id), source="muc", type="groupchat")


def change(question: Question, how: str, name: str) -> Question:
    return replace(
        question, stanza_id=question.stanza_id + 100, refers_how=how, refers_to=name, message_id=""
    )


# -- recording --------------------------------------------------------------------------


def test_what_is_accepted_is_recorded_as_it_is(database: Database, ask: Accept) -> None:
    question = Question(
        message_id="m", origin_id="o", nick="Ada", stanza_id=2**62, xml="<message>\N{SNOWMAN}"
    )
    answer = ask(question)

    assert answer == ""
    row = database.execute(
        "select host, source, kind, type, sender, recipient, nick, stanza_id, message_id,"
        " origin_id, refers_how, refers_to, storable, xml from stoa.feed"
    ).fetchone()
    expected = list(astuple(question))
    expected[10:12] = [None, None]
    assert tuple(expected) == row


@pytest.mark.parametrize(
    "text",
    ["'; drop table stoa.feed; --", "x" * 250_000, "\N{RIGHT-TO-LEFT OVERRIDE}\U0010fffd", "\\x00"],
)
def test_hostile_text_is_only_text(database: Database, ask: Accept, text: str) -> None:
    everywhere = Question(message_id=text, origin_id=text, nick=text, xml=text)
    answer = ask(everywhere)

    assert answer == ""
    row = database.execute("select message_id, origin_id, nick, xml from stoa.feed")
    assert (text,) * 4 == row.fetchone()


@pytest.mark.parametrize(
    "question",
    [Question(source="smoke signal"), Question(kind="smoke signal"), Question(type="x" * 256)],
    ids=["source", "kind", "type"],
)
def test_a_source_kind_or_type_that_no_stanza_has_is_an_error(
    database: Database, accept: Accept, question: Question
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        accept(question)

    assert [] == ids(database)


# -- senders ----------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["c2s", "muc", "router"])
def test_a_disabled_account_sends_nothing(database: Database, accept: Accept, source: str) -> None:
    before = accept(replace(said(1), source=source))
    database.execute("update stoa.account set disabled_at = now() where localpart = 'ada'")
    after = accept(replace(said(2), source=source))

    assert [before, after] == ["", FORBIDDEN_SENDER]
    assert ids(database) == [1]


@pytest.mark.parametrize("sender", ["nobody@localhost/x", "ada @localhost", "' or true@localhost"])
def test_only_accounts_send(database: Database, accept: Accept, sender: str) -> None:
    assert accept(Question(sender=sender)) == FORBIDDEN_SENDER
    assert ids(database) == []


def test_who_belongs_to_a_room_is_recorded_whatever_became_of_whom_it_concerns(
    database: Database, accept: Accept
) -> None:
    answer = accept(replace(in_room(1, "nobody@localhost"), kind="membership", type="leave"))

    assert answer == ""
    assert ids(database) == [1]


def test_a_disabled_accounts_devices_agree_on_nothing(accept: Accept) -> None:
    assert accept(Question(kind="item", sender="nobody@localhost/x")) == FORBIDDEN_SENDER


def test_a_component_needs_no_account(database: Database, accept: Accept) -> None:
    answer = accept(Question(source="component", sender="announcements.localhost"))

    assert answer == ""
    assert ids(database) == [1]


# -- retraction and correction ----------------------------------------------------------

hows = pytest.mark.parametrize("how", ["retract", "replace"])


@hows
@pytest.mark.parametrize("name", ["words", "origin"])
def test_the_author_changes_a_message_by_either_id(
    database: Database, accept: Accept, how: str, name: str
) -> None:
    accept(replace(said(1), origin_id="origin"))

    assert accept(change(said(2), how, name)) == ""
    assert ids(database) == [1, 102]


@hows
def test_the_author_changes_a_message_from_another_device(accept: Accept, how: str) -> None:
    accept(said(1))

    assert accept(replace(change(said(2), how, "words"), sender=f"{ADA}/laptop")) == ""


@hows
def test_a_note_to_oneself_is_changed_by_whoever_wrote_it(accept: Accept, how: str) -> None:
    accept(said(1, to=ADA))

    assert accept(change(said(2, to=ADA), how, "words")) == ""
    assert accept(change(said(3, GRACE, ADA), how, "words")) == FORBIDDEN_CHANGE


@hows
@pytest.mark.parametrize("name", ["words", "origin"])
def test_the_recipient_does_not_change_it(
    database: Database, accept: Accept, how: str, name: str
) -> None:
    accept(replace(said(1), origin_id="origin"))

    assert accept(change(said(2, GRACE, ADA), how, name)) == FORBIDDEN_CHANGE
    assert ids(database) == [1]


@hows
def test_a_third_person_does_not_change_it(accept: Accept, how: str) -> None:
    accept(said(1))

    assert accept(change(said(2, LINUS, GRACE), how, "words")) == FORBIDDEN_CHANGE
    assert accept(change(said(2, LINUS, ADA), how, "words")) == FORBIDDEN_CHANGE


@hows
def test_it_is_not_changed_in_another_chat(accept: Accept, how: str) -> None:
    accept(said(1))

    assert accept(change(said(2, ADA, LINUS), how, "words")) == FORBIDDEN_CHANGE


@hows
def test_an_id_that_both_used_names_nobodys_message(accept: Accept, how: str) -> None:
    accept(said(1, ADA, GRACE))
    accept(said(2, GRACE, ADA))

    assert accept(change(said(3, GRACE, ADA), how, "words")) == FORBIDDEN_CHANGE
    assert accept(change(said(3, ADA, GRACE), how, "words")) == FORBIDDEN_CHANGE


@hows
@pytest.mark.parametrize("name", ["", "unknown", "%", "'", "9" * 400, "-1", "1e3", "\u0661"])
def test_an_unknown_message_is_not_changed(
    database: Database, accept: Accept, how: str, name: str
) -> None:
    accept(said(1))
    accept(in_room(2))

    assert accept(change(said(3), how, name)) == FORBIDDEN_CHANGE
    assert accept(change(in_room(3), how, name)) == FORBIDDEN_CHANGE
    assert ids(database) == [1, 2]


def test_in_a_room_the_author_retracts_by_the_rooms_id(accept: Accept) -> None:
    accept(in_room(7))

    assert accept(change(in_room(8), "retract", "7")) == ""
    assert accept(change(in_room(8, GRACE), "retract", "7")) == FORBIDDEN_CHANGE


def test_in_a_room_the_author_corrects_by_the_messages_id(accept: Accept) -> None:
    accept(in_room(7))

    assert accept(change(in_room(8), "replace", "words")) == ""
    assert accept(change(in_room(8, GRACE), "replace", "words")) == FORBIDDEN_CHANGE


def test_a_rooms_id_of_another_room_retracts_nothing(accept: Accept) -> None:
    accept(in_room(7))
    elsewhere = replace(in_room(8), recipient="other@conference.localhost")

    assert accept(change(elsewhere, "retract", "7")) == FORBIDDEN_CHANGE


def test_a_chats_id_retracts_nothing_in_a_room(accept: Accept) -> None:
    accept(said(7))

    assert accept(change(in_room(8), "retract", "7")) == FORBIDDEN_CHANGE
    assert accept(change(in_room(8), "replace", "words")) == FORBIDDEN_CHANGE


# -- what was taken back ------------------------------------------------------------------


@pytest.fixture
def taken_back(database: Database, as_role: AsRole) -> Callable[[int], list[int]]:
    def taken_back(stanza_id: int) -> list[int]:
        with as_role("ejabberd"):
            rows = database.execute("select stoa.taken_back(%s)", (stanza_id,)).fetchall()
        return sorted(row[0] for row in rows)

    return taken_back


TakenBack = Callable[[int], list[int]]


@pytest.mark.parametrize("name", ["words", "origin"])
@pytest.mark.parametrize("to", [GRACE, ADA, f"{ROOM}/Grace"], ids=["chat", "note", "in private"])
def test_a_message_is_taken_back_with_its_corrections_also_later_ones(
    accept: Accept, taken_back: TakenBack, name: str, to: str
) -> None:
    accept(replace(said(1, to=to), origin_id="origin"))
    accept(change(said(2, to=to), "replace", "words"))
    accept(change(said(3, to=to), "replace", "origin"))
    assert [] == [*taken_back(1), *taken_back(102), *taken_back(103)]
    accept(change(said(4, to=to), "retract", name))
    accept(change(said(5, to=to), "replace", "words"))

    for stanza_id in (1, 102, 103, 104, 105):
        assert [1, 102, 103, 105] == taken_back(stanza_id)


@pytest.mark.parametrize(("how", "by"), [("retract", ADA), ("moderate", GRACE)])
def test_in_a_room_its_author_or_a_moderator_takes_it_back(
    accept: Accept, taken_back: TakenBack, how: str, by: str
) -> None:
    accept(in_room(1))
    accept(change(in_room(2), "replace", "words"))
    kind = "iq" if how == "moderate" else "message"
    accept(replace(change(in_room(3, by), how, "1"), kind=kind))

    assert [1, 102] == taken_back(1) == taken_back(102)


def test_what_others_said_elsewhere_or_by_the_same_name_stays(
    accept: Accept, taken_back: TakenBack
) -> None:
    spared = [
        *(said(1, ADA, LINUS), said(2, LINUS, GRACE), said(3, message_id="other"), in_room(4)),
        replace(in_room(5), recipient="other@conference.localhost"),
    ]
    for each in spared:
        accept(each)
        accept(change(each, "replace", each.message_id))
    accept(said(20))
    accept(change(said(21), "retract", "words"))
    accept(in_room(30, GRACE))
    accept(change(in_room(31, GRACE), "retract", "30"))

    assert [20] == taken_back(20) == taken_back(121)
    assert [30] == taken_back(30)
    assert [] == [id for number in (1, 2, 3, 4, 5) for id in taken_back(number)]
    assert [] == [id for number in (101, 102, 103, 104, 105) for id in taken_back(number)]


def test_a_message_that_is_given_the_id_of_one_taken_back_keeps_its_corrections(
    accept: Accept, taken_back: TakenBack
) -> None:
    accept(said(1))
    accept(change(said(2), "replace", "words"))
    accept(change(said(3), "retract", "words"))
    accept(said(200))
    accept(change(said(201), "replace", "words"))

    assert [1, 102] == taken_back(1) == taken_back(102) == taken_back(103) == taken_back(301)
    assert [] == taken_back(200)


@pytest.mark.parametrize("question", [said(1), in_room(1)], ids=["chat", "room"])
def test_a_retraction_that_failed_takes_nothing_back(
    database: Database, accept: Accept, taken_back: TakenBack, question: Question
) -> None:
    accept(question)
    name = "words" if question.source == "c2s" else "1"
    accept(change(replace(question, stanza_id=2), "retract", name))
    assert [1] == taken_back(1)
    database.execute("select stoa.refused(102)")

    assert [] == taken_back(1)


def test_what_was_never_said_is_not_taken_back(accept: Accept, taken_back: TakenBack) -> None:
    accept(said(1))

    assert [] == [*taken_back(0), *taken_back(-1), *taken_back(2**62)]


# -- unknown outcomes -------------------------------------------------------------------


def test_a_row_whose_sender_was_told_it_failed_is_followed_by_one_that_says_so(
    database: Database, accept: Accept, as_role: AsRole
) -> None:
    accept(said(1))
    with as_role("ejabberd"):
        answers = [
            database.execute("select stoa.refused(%s)", (number,)).fetchone()
            for number in (1, 1, 2)
        ]

    assert answers == [(True,), (False,), (False,)]
    rows = database.execute("select stanza_id, kind, type from stoa.recorded order by kind")
    assert rows.fetchall() == [(1, "message", "chat"), (1, "outcome", "refused")]


def test_ids_go_on_after_the_largest_that_was_given(
    database: Database, accept: Accept, as_role: AsRole
) -> None:
    for number in (1, 2**62, 3):
        accept(said(number))
    with as_role("ejabberd"):
        row = database.execute("select stoa.last_stanza_id()").fetchone()

    assert row == (2**62,)

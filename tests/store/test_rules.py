"""`stoa.accept` asks who may write to whom."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.harness.cluster import Database
from tests.store.conftest import AsRole
from tests.store.test_accept import (
    ADA,
    GRACE,
    LINUS,
    ROOM,
    Accept,
    accept,
    ask,
    database,
    ids,
    in_room,
    said,
)

__all__ = ["accept", "ask", "database"]

REFUSED = "forbidden The rules of your organisation do not let you write to this person"
PEOPLE = {"ada": "Engineering", "grace": "Engineering", "linus": "Research", "alan": "Research"}
ALAN = "alan@localhost"

Rule = Callable[..., None]


@pytest.fixture
def rule(database: Database, accept: Accept) -> Rule:
    """Ada and Grace are engineers, Linus and Alan do research; makes rules between sides such as
    `Engineering`, `/agent` or `Research/moderator`."""
    database.execute("insert into stoa.account (localpart) values ('alan') on conflict do nothing")
    database.execute(
        "insert into stoa.department (source_id, name, room) values ('1', 'Engineering', 'eng'),"
        " ('2', 'Research', 'res')"
    )
    for localpart, department in PEOPLE.items():
        database.execute(
            "insert into stoa.person (localpart, source_id, user_name, name)"
            " values (%s, %s, %s, %s)",
            [localpart] * 4,
        )
        database.execute(
            "insert into stoa.membership select %s, id from stoa.department where name = %s",
            [localpart, department],
        )

    def rule(sender: str, recipient: str, *, allowed: bool) -> None:
        sides = [part or None for side in (sender, recipient) for part in f"{side}/".split("/")[:2]]
        database.execute(
            "insert into stoa.message_rule (sender_department, sender_role, recipient_department,"
            " recipient_role, allowed)"
            " values ((select id from stoa.department where name = %s), %s,"
            " (select id from stoa.department where name = %s), %s, %s)",
            [*sides, allowed],
        )

    return rule


def give(database: Database, localpart: str, role: str, department: str | None = None) -> None:
    database.execute(
        "insert into stoa.role (localpart, role, department_id)"
        " values (%s, %s, (select id from stoa.department where name = %s))",
        [localpart, role, department],
    )


def pairs(accept: Accept) -> set[str]:
    """Who may write to whom, by their first letters."""
    people = (ADA, GRACE, LINUS, ALAN)
    return {
        f"{sender[0]}{recipient[0]}" if recipient != ALAN else f"{sender[0]}n"
        for number, sender in enumerate(people[:3])
        for place, recipient in enumerate(people)
        if sender != recipient
        and accept(said(100 + number * 10 + place, sender, recipient, "")) == ""
    }


@pytest.mark.usefixtures("rule")
def test_without_rules_everybody_writes_to_everybody(accept: Accept) -> None:
    assert {"ag", "al", "an", "ga", "gl", "gn", "la", "lg", "ln"} == pairs(accept)


def test_a_rule_between_departments_refuses_with_its_reason_and_leaves_no_row(
    database: Database, accept: Accept, rule: Rule
) -> None:
    rule("Engineering", "Research", allowed=False)

    assert accept(said(1, ADA, LINUS)) == REFUSED
    assert accept(replace(said(1, ADA, LINUS), kind="iq", type="set")) == REFUSED
    assert ids(database) == []
    assert {"ag", "ga", "la", "lg", "ln"} == pairs(accept)


def test_a_rule_that_allows_beats_those_that_refuse(accept: Accept, rule: Rule) -> None:
    rule("", "", allowed=False)
    rule("Engineering", "Engineering", allowed=True)

    assert {"ag", "ga"} == pairs(accept)


def test_a_rule_for_a_role_is_for_whoever_has_it_somewhere(
    database: Database, accept: Accept, rule: Rule
) -> None:
    give(database, "ada", "publisher", "Research")
    rule("", "Research", allowed=False)
    rule("/publisher", "Research", allowed=True)

    assert {"ag", "al", "an", "ga", "la", "lg"} == pairs(accept)


def test_a_role_in_a_department_is_had_there_or_everywhere(
    database: Database, accept: Accept, rule: Rule
) -> None:
    give(database, "ada", "agent", "Engineering")
    give(database, "linus", "agent")
    give(database, "alan", "agent", "Engineering")
    rule("", "Research/agent", allowed=False)

    assert accept(said(1, ADA, LINUS)) == REFUSED
    assert accept(said(2, ADA, ALAN)) == ""
    assert accept(said(3, LINUS, ADA)) == ""


def test_who_has_no_department_is_anybody(accept: Accept, rule: Rule) -> None:
    rule("Engineering", "Research", allowed=False)
    unknown = "nobody@localhost"

    assert accept(said(1, ADA, unknown)) == ""
    rule("", "", allowed=False)
    assert accept(said(2, ADA, unknown)) == REFUSED


def test_notes_to_oneself_rooms_components_and_other_servers_are_not_asked_about(
    accept: Accept, rule: Rule
) -> None:
    rule("", "", allowed=False)

    assert accept(said(1, ADA, ADA)) == ""
    assert accept(in_room(2)) == ""
    assert accept(said(3, ADA, f"{ROOM}/Grace")) == ""
    assert accept(said(4, ADA, "directory.localhost")) == ""
    assert accept(said(5, ADA, "somebody@elsewhere.example")) == ""
    assert accept(replace(said(6, "news.localhost", ADA), source="component")) == ""


def test_a_full_address_is_the_same_person(accept: Accept, rule: Rule) -> None:
    rule("Engineering", "Research", allowed=False)

    assert accept(said(1, ADA, f"{LINUS}/phone")) == REFUSED


def test_who_was_written_to_may_answer(accept: Accept, rule: Rule) -> None:
    rule("Engineering", "Research", allowed=False)
    accept(said(1, LINUS, ADA))

    assert accept(said(2, ADA, LINUS)) == ""
    assert accept(said(3, ADA, ALAN)) == REFUSED
    assert accept(said(4, GRACE, LINUS)) == REFUSED


def test_an_answer_gives_no_right_of_its_own(
    database: Database, accept: Accept, rule: Rule
) -> None:
    rule("Engineering", "Research", allowed=False)
    accept(said(1, LINUS, ADA))
    accept(said(2, ADA, LINUS))
    rule("Research", "Engineering", allowed=False)

    assert accept(said(3, ADA, LINUS)) == REFUSED
    assert accept(said(4, LINUS, ADA)) == REFUSED
    assert ids(database) == [1, 2]


def test_an_answer_may_be_given_for_thirty_days(
    database: Database, accept: Accept, rule: Rule
) -> None:
    rule("Engineering", "Research", allowed=False)
    accept(said(1, LINUS, ADA))
    database.execute("update stoa.may_answer set at = now() - interval '30 days'")

    assert accept(said(2, ADA, LINUS)) == REFUSED
    accept(said(3, LINUS, ADA))
    assert accept(said(4, ADA, LINUS)) == ""


def invitation(stanza_id: int, what: str, whom: str) -> str:
    return (
        f"<message to='{ROOM}'><x xmlns='http://jabber.org/protocol/muc#user'>"
        f"<{what} to='{whom}'><reason>Words &amp; words</reason></{what}></x></message>"
    )


@pytest.mark.parametrize("what", ["invite", "decline"])
@pytest.mark.parametrize("whom", [LINUS, "Linus@LOCALHOST/phone"])
def test_a_room_does_not_carry_an_invitations_words_past_the_rules(
    accept: Accept, rule: Rule, what: str, whom: str
) -> None:
    rule("Engineering", "Research", allowed=False)
    asked = replace(said(1, ADA, ROOM), type="normal", xml=invitation(1, what, whom))
    colleague = replace(asked, xml=invitation(1, what, GRACE))

    assert accept(asked) == REFUSED
    assert accept(colleague) == ""


def test_an_invitation_may_be_declined_with_words(accept: Accept, rule: Rule) -> None:
    rule("Engineering", "Research", allowed=False)
    accept(replace(said(1, LINUS, ROOM), xml=invitation(1, "invite", ADA)))

    assert accept(replace(said(2, ADA, ROOM), xml=invitation(2, "decline", LINUS))) == ""


def test_ejabberd_neither_reads_nor_makes_rules(
    database: Database, as_role: AsRole, rule: Rule
) -> None:
    rule("Engineering", "Research", allowed=False)
    with as_role("app"):
        assert database.execute(
            "select stoa.may_write('ada', 'linus'), stoa.may_write('linus', 'ada')"
        ).fetchone() == (False, True)


def test_a_department_that_is_gone_has_nobody_until_it_comes_back(
    database: Database, accept: Accept, rule: Rule
) -> None:
    give(database, "ada", "publisher", "Engineering")
    rule("", "Research", allowed=False)
    rule("Engineering", "Research", allowed=True)
    rule("/publisher", "Research", allowed=True)
    before = accept(said(1, ADA, LINUS))
    gone = "update stoa.department set removed_at = %s where name = 'Engineering'"
    database.execute(gone, ["2026-11-21"])
    meanwhile = accept(said(2, ADA, LINUS))
    unseen = database.execute("select array_agg(u) from stoa.unseen_by('ada') u").fetchone()
    database.execute(gone, [None])

    assert ("", REFUSED, "") == (before, meanwhile, accept(said(3, ADA, LINUS)))
    assert unseen is not None
    assert {"linus", "alan"} == {*unseen[0]}

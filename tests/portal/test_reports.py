"""Reports: made over REST, seen by those who may handle them, and by nobody else."""

import re
from typing import Any

import pytest

from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, Rest, problem
from tests.harness.talk import Talk
from tests.portal.conftest import SignedIn
from tests.portal.talking import ADA, GRACE, MARGARET, TEA, talk
from tests.portal.test_staff_pages import give

__all__ = ["talk"]

REPORTS = "/admin/reports"
AUDIT = "select actor, action, subject from stoa.audit_entry order by id"


@pytest.fixture
def rest_ada(signed_in: SignedIn) -> Rest:
    return Rest.of_page(signed_in("ada"))


@pytest.fixture(autouse=True)
def _forgotten(database: Database) -> Any:
    yield
    database.execute("delete from stoa.reported_message")
    database.execute("delete from stoa.report")


def report(rest: Rest, address: str, *messages: int, **more: Any) -> Any:
    asked = {"address": address, "reason": "abuse", "messages": [str(each) for each in messages]}
    return rest.post("/reports", asked | more)


def newest(database: Database) -> int:
    (id,) = database.execute("select max(id) from stoa.report").fetchone() or (0,)
    return int(id)


def test_a_report_shows_what_was_said_also_when_it_was_taken_back(
    talk: Talk, rest_ada: Rest, margaret: Browser, database: Database
) -> None:
    said = talk.say(talk.direct(ADA, GRACE), GRACE, "You <b>will</b> regret it")
    made = report(rest_ada, GRACE, said, note="Not the first time")
    talk.retract(said, GRACE)
    listed = margaret.get(REPORTS).text
    page = margaret.get(f"{REPORTS}/{newest(database)}").text

    assert 204 == made.status_code
    assert "Grace Hopper</a>" in listed
    assert "Open (1)" in listed
    assert "You &lt;b&gt;will&lt;/b&gt; regret it" in page
    assert "Not the first time" in page
    assert "Ada Lovelace" in page


def test_a_report_shows_nothing_that_its_reporter_may_not_read_or_others_wrote(
    talk: Talk, rest_ada: Rest, database: Database
) -> None:
    foreign = talk.say(talk.direct(GRACE, MARGARET), GRACE, "a secret")
    tea = talk.room(TEA, ADA, GRACE, MARGARET)
    margarets = talk.say(tea, MARGARET, "by Margaret")
    graces = talk.say(tea, GRACE, "by Grace")
    report(rest_ada, GRACE, foreign, margarets, graces)

    assert [("by Grace", TEA)] == database.execute(
        "select body, room from stoa.reported_message"
    ).fetchall()


def test_whoever_looks_at_a_report_and_closes_it_is_in_the_audit(
    rest_ada: Rest, margaret: Browser, database: Database
) -> None:
    report(rest_ada, GRACE)
    id = newest(database)
    margaret.get(f"{REPORTS}/{id}")
    closed = margaret.send(f"{REPORTS}/{id}/close", REPORTS, outcome="Talked to both")
    again = margaret.send(f"{REPORTS}/{id}/close", REPORTS, outcome="x")

    assert f"{REPORTS}?done=closed" == closed.location
    assert 409 == again.status_code
    assert "Nothing to look into" in margaret.get(closed.location).text
    assert "Grace Hopper</a>" in margaret.get(f"{REPORTS}?state=closed").text
    assert "Talked to both" in margaret.get(f"{REPORTS}/{id}").text
    seen, done = ("margaret", "report seen", "grace"), ("margaret", "report closed", "grace")
    assert [seen, done] == database.execute(AUDIT).fetchall()[:2]


@pytest.mark.parametrize("outcome", ["a\0b", "x" * 5000])
def test_what_was_done_is_any_text(
    rest_ada: Rest, margaret: Browser, database: Database, outcome: str
) -> None:
    report(rest_ada, GRACE)
    closed = margaret.send(f"{REPORTS}/{newest(database)}/close", REPORTS, outcome=outcome)

    assert f"{REPORTS}?done=closed" == closed.location


def test_nobody_without_the_role_sees_or_closes_a_report(
    rest_ada: Rest, ada: Browser, stranger: Browser, database: Database
) -> None:
    report(rest_ada, GRACE)
    path = f"{REPORTS}/{newest(database)}"

    assert [403, 403] == [ada.get(each).status_code for each in (REPORTS, path)]
    assert 403 == ada.send(f"{path}/close", "/account/").status_code
    assert [302, 302] == [stranger.get(each).status_code for each in (REPORTS, path)]
    assert REPORTS not in ada.get("/account/").text
    assert [] == database.execute(AUDIT).fetchall()


def test_nobody_handles_a_report_of_themselves(
    signed_in: SignedIn, ada: Browser, database: Database
) -> None:
    give(database, "moderator")
    report(Rest.of_page(signed_in("grace")), ADA)
    path = f"{REPORTS}/{newest(database)}"

    assert "Nothing to look into" in ada.get(REPORTS).text
    assert 404 == ada.get(path).status_code
    assert 404 == ada.send(f"{path}/close", REPORTS).status_code


@pytest.mark.parametrize("address", [f"{ADA}/phone", ADA.upper(), f"{TEA}/Countess"])
def test_by_whatever_address_a_report_is_of_a_person(
    talk: Talk, signed_in: SignedIn, ada: Browser, database: Database, address: str
) -> None:
    give(database, "moderator")
    said = talk.say(talk.direct(ADA, GRACE), ADA, "You will regret it")
    talk.room(TEA, ADA, GRACE)
    database.execute("update stoa.participant set nick = 'Countess' where address = %s", (ADA,))
    report(Rest.of_page(signed_in("grace")), address, said)

    assert [(ADA,)] == database.execute("select reported from stoa.report").fetchall()
    assert [(said,)] == database.execute("select message_id from stoa.reported_message").fetchall()
    assert "Nothing to look into" in ada.get(REPORTS).text


def test_moderators_of_a_department_handle_reports_of_its_people(
    signed_in: SignedIn, ada: Browser, database: Database
) -> None:
    (engineering,) = database.execute(
        "select id from stoa.department where name = 'Engineering'"
    ).fetchone() or (0,)
    give(database, "moderator", engineering)
    rest = Rest.of_page(signed_in("grace"))
    report(rest, MARGARET)
    report(rest, "stranger@stoa.test")
    shown = ada.get(REPORTS).text

    assert "Margaret Hamilton</a>" in shown
    assert "stranger" not in shown
    assert 404 == ada.get(f"{REPORTS}/{newest(database)}").status_code


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"address": "", "reason": "abuse"},
        {"address": GRACE, "reason": "boredom"},
        {"address": GRACE, "reason": "abuse", "note": "x" * 2001},
        {"address": GRACE, "reason": "abuse", "messages": ["x"]},
        {"address": GRACE, "reason": "abuse", "messages": ["1"] * 51},
        {"address": ADA, "reason": "abuse"},
        {"address": f"{ADA}/phone", "reason": "abuse"},
    ],
)
def test_a_report_is_of_somebody_else_for_a_reason(
    rest_ada: Rest, database: Database, asked: dict[str, Any]
) -> None:
    assert MALFORMED == problem(rest_ada.post("/reports", asked))
    assert [] == database.execute("select from stoa.report").fetchall()


def test_nobody_reports_without_end(rest_ada: Rest, database: Database) -> None:
    database.execute(
        "insert into stoa.report (reporter, reported, reason, note, blocked)"
        " select 'ada', %s, 'spam', '', false from generate_series(1, 50)",
        (GRACE,),
    )

    assert 429 == report(rest_ada, GRACE).status_code


def test_the_page_says_why_in_words(rest_ada: Rest, margaret: Browser) -> None:
    report(rest_ada, GRACE, reason="spam")

    assert re.search(r'data-label="Why">Spam<', margaret.get(REPORTS).text)

"""Colleagues and departments: found, shown, and hidden from whom the rules hide them."""

from collections.abc import Iterator

import pytest

from tests.harness.cluster import Database
from tests.harness.portal import Browser

ADAS = "/account/people/ada"
REFUSES = """
insert into stoa.message_rule (recipient_role, allowed) values ('administrator', false)
"""


@pytest.fixture
def engineering(database: Database) -> int:
    query = "select id from stoa.department where name = 'Engineering'"
    (number,) = database.execute(query).fetchone() or (0,)
    return int(number)


@pytest.fixture
def hidden(database: Database) -> None:
    """Margaret, from everybody but administrators."""
    database.execute(REFUSES)


@pytest.fixture
def archived(database: Database) -> Iterator[int]:
    """A department that is gone, with Ada in it."""
    (number,) = database.execute(
        "insert into stoa.department (source_id, name, room, removed_at)"
        " values ('old', 'Alchemy', 'alchemy', now()) returning id"
    ).fetchone() or (0,)
    database.execute("insert into stoa.membership values ('ada', %s)", [number])
    yield int(number)
    database.execute("delete from stoa.membership where department_id = %s", [number])
    database.execute("delete from stoa.department where id = %s", [number])


def test_everybody_is_listed_and_found_in_spite_of_slips(ada: Browser) -> None:
    everybody, found = ada.get("/account/people").text, ada.get("/account/people?q=lovelase").text

    for name in ("Ada Lovelace", "Grace Hopper", "Margaret Hamilton"):
        assert name in everybody
    assert f'href="{ADAS}"' in found
    assert 'href="/account/people/grace"' not in found
    assert "Nobody found" in ada.get("/account/people?q=zzzzzz").text


def test_people_are_chosen_by_department_and_role(ada: Browser, engineering: int) -> None:
    there = ada.get(f"/account/people?department={engineering}").text
    nowhere = ada.get(f"/account/people?department={engineering + 10**6}").text
    administrators = ada.get("/account/people?role=administrator").text

    assert "Ada Lovelace" in there
    assert "Nobody found" in nowhere
    assert "Margaret Hamilton" in administrators
    assert f'href="{ADAS}"' not in administrators


def test_people_come_page_by_page(ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin.pages.people.A_PAGE", 2)
    first, last = ada.get("/account/people").text, ada.get("/account/people?after=grace").text

    assert 'href="/account/people?after=grace"' in first
    assert 'href="/account/people/margaret"' not in first
    assert 'href="/account/people/margaret"' in last
    assert 'href="/account/people"' in last


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 101, "q=a+b+c+d+e+f+g", "after=%00", "department=x&role=king"]
)
def test_a_question_that_cannot_be_meant_breaks_nothing(ada: Browser, query: str) -> None:
    assert ada.get(f"/account/people?{query}").status_code == 200


def test_a_persons_page_shows_where_they_belong(grace: Browser, engineering: int) -> None:
    page = grace.get(ADAS).text

    for shown in ("Ada Lovelace", "Software engineer", "ada@stoa.test", "ada@example.org"):
        assert shown in page
    assert f'href="/account/departments/{engineering}"' in page
    assert 'href="/account/people/grace">Grace Hopper' in page


def test_only_administrators_see_how_somebody_signs_in(ada: Browser, margaret: Browser) -> None:
    seen, own = margaret.get(ADAS).text, ada.get(ADAS).text

    for secret in ("Last sign-in", "Sign out everywhere", "Give a role"):
        assert secret in seen
        assert secret not in own


def test_whom_the_rules_hide_is_on_no_page(ada: Browser, grace: Browser, hidden: None) -> None:
    picture = grace.get("/account/people/grace")

    assert picture.status_code == 200
    assert ada.get("/account/people/margaret").status_code == 404
    for path in (
        "/account/people",
        "/account/people?q=hamilton",
        "/account/people?role=administrator",
    ):
        assert "Margaret Hamilton" not in ada.get(path).text


def test_a_picture_is_hidden_with_its_person(
    ada: Browser, margaret: Browser, database: Database
) -> None:
    query = "select sha1 from stoa.picture where localpart = 'margaret'"
    (sha1,) = database.execute(query).fetchone() or ("",)
    path = f"/account/pictures/margaret/{sha1}.png"
    before = ada.get(path).status_code
    database.execute(REFUSES)

    assert before == 200
    assert ada.get(path).status_code == 404
    assert margaret.get(path).status_code == 200


def test_a_manager_whom_the_rules_hide_is_not_named(ada: Browser, database: Database) -> None:
    database.execute(
        "insert into stoa.role (localpart, role, origin) values ('grace','agent','portal')"
    )
    database.execute(
        "insert into stoa.message_rule (recipient_role, allowed) values ('agent', false)"
    )

    for path in ("/account/", ADAS):
        assert "Grace Hopper" not in ada.get(path).text


@pytest.mark.parametrize("localpart", ["nobody", "x%00", "o%5C27brien", "A"])
def test_nobody_has_no_page(margaret: Browser, localpart: str) -> None:
    assert margaret.get(f"/account/people/{localpart}").status_code == 404


# -- departments ------------------------------------------------------------------


def test_departments_say_who_is_in_them(ada: Browser, engineering: int) -> None:
    listed, page = (
        ada.get("/account/departments").text,
        ada.get(f"/account/departments/{engineering}"),
    )

    assert "1 department" in listed
    assert "Engineering" in listed
    assert "engineering@conference.stoa.test" in page.text
    for name in ("Ada Lovelace", "Grace Hopper", "Margaret Hamilton"):
        assert name in page.text


def test_members_whom_the_rules_hide_are_neither_shown_nor_counted(
    ada: Browser, margaret: Browser, hidden: None, engineering: int
) -> None:
    path = f"/account/departments/{engineering}"

    assert "Margaret Hamilton" not in ada.get(path).text
    assert "<dt>Members</dt><dd>2</dd>" in ada.get(path).text
    assert "<dt>Members</dt><dd>3</dd>" in margaret.get(path).text


def test_archived_departments_are_for_administrators(
    ada: Browser, margaret: Browser, archived: int
) -> None:
    path = f"/account/departments/{archived}"

    assert "Alchemy" not in ada.get("/account/departments").text
    assert ada.get(path).status_code == 404
    assert "Alchemy" in margaret.get("/account/departments").text
    assert "Ada Lovelace" in margaret.get(path).text


def test_a_department_that_is_none_is_not_found(ada: Browser) -> None:
    for number in (10**9, 2**63, 0):
        assert ada.get(f"/account/departments/{number}").status_code == 404

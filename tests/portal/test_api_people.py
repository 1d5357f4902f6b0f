"""People and departments."""

import hashlib
from collections.abc import Iterator

import pytest

from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem

PATHS = (
    "/people",
    "/people/ada",
    "/people/ada/picture",
    f"/people/ada/pictures/{40 * 'a'}",
    "/departments",
    "/departments/1/people",
)


@pytest.fixture
def reader(ada: Browser) -> Rest:
    return Rest.of_page(ada).program("people:read")


@pytest.fixture
def engineering(reader: Rest) -> int:
    (department,) = reader.get("/departments").json["departments"]
    assert department["room"] == "engineering@conference.stoa.test"
    return int(department["id"])


@pytest.fixture
def newcomer(database: Database) -> Iterator[str]:
    """Somebody without department and picture; gone after the test."""
    database.execute("insert into stoa.account (localpart) values ('vint')")
    database.execute(
        "insert into stoa.person (localpart, source_id, user_name, name)"
        " values ('vint', 'vint', 'vint', 'Vint')"
    )
    yield "vint"
    database.execute("delete from stoa.person where localpart = 'vint'")
    database.execute("delete from stoa.account where localpart = 'vint'")


def names(reader: Rest, query: str) -> tuple[list[str], str | None]:
    answer = reader.get(query).json
    return [person["localpart"] for person in answer["people"]], answer["next"]


def test_a_person_is_shown_with_departments_and_manager(reader: Rest, engineering: int) -> None:
    sha1 = hashlib.sha1(reader.get("/people/ada/picture").data, usedforsecurity=False).hexdigest()

    assert reader.get("/people/ada").json == {
        "localpart": "ada",
        "jid": "ada@stoa.test",
        "name": "Ada Lovelace",
        "title": "Software engineer",
        "email": "ada@example.org",
        "departments": [
            {
                "id": engineering,
                "name": "Engineering",
                "room": "engineering@conference.stoa.test",
            }
        ],
        "projects": [],
        "manager": "grace",
        "picture": f"/api/v1/people/ada/pictures/{sha1}",
    }


def test_a_page_of_the_portal_reads_them_too(ada: Browser) -> None:
    assert names(Rest.of_page(ada), "/people") == (["ada", "grace", "margaret"], None)


def test_people_come_page_by_page(reader: Rest) -> None:
    assert names(reader, "/people?limit=2") == (["ada", "grace"], "grace")
    assert names(reader, "/people?limit=2&after=grace") == (["margaret"], None)
    assert names(reader, "/people?limit=3") == (["ada", "grace", "margaret"], None)
    assert names(reader, "/people?after=zzz") == ([], None)


def test_people_are_found_by_department(reader: Rest, engineering: int, newcomer: str) -> None:
    everybody = [newcomer, "ada", "grace", "margaret"]
    assert names(reader, "/people") == (sorted(everybody), None)
    assert names(reader, f"/people?department={engineering}") == (everybody[1:], None)
    assert names(reader, f"/departments/{engineering}/people?limit=1") == (["ada"], "ada")
    assert names(reader, f"/people?department={engineering + 1}") == ([], None)
    assert problem(reader.get(f"/departments/{engineering + 1}/people")) == NOT_FOUND


def test_people_are_found_by_name(reader: Rest, newcomer: str) -> None:
    assert names(reader, f"/people?localparts=grace,nobody,{newcomer},grace") == (
        ["grace", newcomer],
        None,
    )
    assert names(reader, "/people?localparts=ada,grace&limit=1") == (["ada"], "ada")
    assert names(reader, "/people?localparts=ada,grace&after=ada") == (["grace"], None)
    hundred = ",".join(["ada", *(f"{n}" + 61 * "x" for n in range(10, 99)), *(10 * ["grace"])])
    assert names(reader, f"/people?localparts={hundred}&limit=100") == (["ada", "grace"], None)


def test_people_are_searched_page_by_page(reader: Rest, engineering: int) -> None:
    assert names(reader, "/people?q=lovelase") == (["ada"], None)
    assert names(reader, "/people?q=software+engineer") == (["ada"], None)
    assert names(reader, "/people?q=engineering&limit=1") == (["grace"], "grace")
    assert names(reader, "/people?q=engineering&limit=1&after=grace") == (["ada"], "ada")
    assert names(reader, "/people?q=engineering&after=margaret") == ([], None)
    assert names(reader, "/people?q=engineering&after=nobody") == ([], None)
    assert names(reader, f"/people?q=hopper&department={engineering + 1}") == ([], None)
    assert names(reader, "/people?q=hamilton&role=administrator") == (["margaret"], None)
    assert names(reader, "/people?role=administrator") == (["margaret"], None)
    assert names(reader, "/people?role=agent") == ([], None)


@pytest.mark.parametrize("query", ["q=a%00b", "q=a%0ab", "q=a+b+c+d+e+f+g"])
def test_what_nobody_types_into_a_search_is_refused(reader: Rest, query: str) -> None:
    assert problem(reader.get(f"/people?{query}")) == MALFORMED


def test_whom_one_may_not_write_to_is_nobody(
    reader: Rest, margaret: Browser, database: Database
) -> None:
    database.execute(
        "insert into stoa.message_rule (recipient_role, allowed) values ('administrator', false)"
    )

    assert names(reader, "/people") == (["ada", "grace"], None)
    assert names(reader, "/people?q=margaret") == ([], None)
    assert names(reader, "/people?role=administrator") == ([], None)
    assert problem(reader.get("/people/margaret")) == NOT_FOUND
    assert problem(reader.get("/people/margaret/picture")) == NOT_FOUND
    assert names(Rest.of_page(margaret), "/people") == (["ada", "grace", "margaret"], None)


def test_who_has_left_is_not_found(reader: Rest, newcomer: str, database: Database) -> None:
    assert reader.get(f"/people/{newcomer}").json["picture"] is None
    database.execute("update stoa.person set removed_at = now() where localpart = %s", [newcomer])

    assert problem(reader.get(f"/people/{newcomer}")) == NOT_FOUND
    assert newcomer not in names(reader, "/people")[0]
    assert names(reader, f"/people?localparts={newcomer}") == ([], None)


def test_a_picture_is_loaded_once_and_asked_about_afterwards(reader: Rest) -> None:
    first = reader.get("/people/ada/picture")
    assert first.content_type == "image/png"
    assert first.data.startswith(b"\x89PNG")
    assert first.headers["Cache-Control"] == "private, no-cache"

    again = reader.get("/people/ada/picture", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = reader.get("/people/ada/picture", **{"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_a_picture_by_its_digest_is_loaded_once_for_ever_by_its_page(
    ada: Browser, database: Database
) -> None:
    page = Rest.of_page(ada)
    address = page.get("/people/grace").json["picture"]
    found = ada.get(address)
    assert found.content_type == "image/png"
    assert found.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert address.endswith(hashlib.sha1(found.data, usedforsecurity=False).hexdigest())

    database.execute("update stoa.picture set sha1 = repeat('0', 40) where localpart = 'grace'")
    try:
        assert problem(ada.get(address)) == NOT_FOUND
        assert page.get("/people/grace").json["picture"] != address
    finally:
        sha1 = address.rpartition("/")[2]
        database.execute("update stoa.picture set sha1 = %s where localpart = 'grace'", [sha1])


def test_a_picture_that_is_not_there_is_not_found(reader: Rest, newcomer: str) -> None:
    assert problem(reader.get(f"/people/{newcomer}/picture")) == NOT_FOUND
    assert problem(reader.get("/people/nobody/picture")) == NOT_FOUND
    assert problem(reader.get(f"/people/ada/pictures/{40 * 'a'}")) == NOT_FOUND
    assert problem(reader.get("/people/ada/pictures/x")) == NOT_FOUND


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_people_without_signing_in_or_the_scope(
    stranger: Browser, ada: Browser, path: str
) -> None:
    assert problem(stranger.get(f"/api/v1{path}")) == NOT_SIGNED_IN
    assert problem(Rest.of_page(ada).program("devices:read").get(path)) == NOT_ALLOWED


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=many",
        "limit=",
        f"limit={10**30}",
        "department=0",
        "role=user",
        "role=king",
        "q=",
        "q=" + 101 * "a",
        f"department={2**63}",
        f"department={'9' * 5000}",
        "after=",
        "after=" + 64 * "a",
        "after=a%00b",
        "after=a%ff",
        "localparts=",
        "localparts=ada,",
        "localparts=ada,Grace",
        "localparts=" + ",".join(101 * ["ada"]),
    ],
)
def test_a_malformed_query_is_refused_and_named(reader: Rest, query: str) -> None:
    answer = reader.get(f"/people?{query}")

    assert problem(answer) == MALFORMED
    (error,) = answer.json["errors"]
    assert error["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/people/ADA",
        "/people/ada%00",
        "/people/%ff",
        "/people/" + 64 * "a",
        f"/departments/{10**30}/people",
        "/departments/-1/people",
        "/departments/x/people",
    ],
)
def test_what_cannot_be_anybodys_name_is_not_found(reader: Rest, path: str) -> None:
    assert problem(reader.get(path)) == NOT_FOUND

"""One's own programs, and the web client's token."""

from datetime import UTC, datetime, timedelta

import pytest

from components.directory.api_tokens import SCOPES
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem

LIST = {"name": "Phone list", "scopes": ["people:read"]}


@pytest.fixture
def page(ada: Browser) -> Rest:
    return Rest.of_page(ada)


def signs_in(database: Database, token: str) -> bool:
    ((attempt,),) = database.execute(
        "select stoa.sign_in('ada', sha256(%s))", [token.encode()]
    ).fetchall()
    return bool(attempt > 0)


def test_a_token_is_shown_once_and_works(page: Rest) -> None:
    answer = page.post("/tokens", LIST)
    made = answer.json

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/tokens/{made['id']}"
    assert made["token"].startswith("stoa_")
    assert (made["name"], made["scopes"], made["expires_at"]) == (*LIST.values(), None)
    assert made["token"] not in page.get("/tokens").text
    assert Rest.of_program(page.client.application, made["token"]).get("/people").status_code == 200


def test_a_token_may_expire(page: Rest) -> None:
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    made = page.post("/tokens", LIST | {"expires_at": soon.isoformat()})

    assert datetime.fromisoformat(made.json["expires_at"]) == soon


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"scopes": "people:read"},
        {"scopes": None},
        {"scopes": [["people:read"]]},
        {"scopes": (len(SCOPES) + 1) * ["people:read"]},
        {"name": ""},
        {"name": " "},
        {"name": 65 * "n"},
        {"name": 7},
        {"name": None},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "2027-01-01T00:00:00"},
        {"expires_at": "9999-12-31T23:59:59-23:59"},
        {"expires_at": "0001-01-01T00:00:00+23:59"},
        {"expires_at": "tomorrow"},
        {"expires_at": 10**400},
        {"localpart": "grace"},
    ],
)
def test_a_malformed_token_is_refused(page: Rest, change: dict[str, object]) -> None:
    assert problem(page.post("/tokens", LIST | change)) == MALFORMED
    assert page.get("/tokens").json == {"tokens": []}


def test_scopes_of_administrators_are_for_administrators(page: Rest, margaret: Browser) -> None:
    for scope in ("health:read", "metrics:read"):
        wanted = {"name": "monitor", "scopes": [scope]}
        assert problem(page.post("/tokens", wanted)) == NOT_ALLOWED
        assert Rest.of_page(margaret).post("/tokens", wanted).status_code == 201


def test_no_program_makes_sees_or_revokes_tokens(page: Rest, stranger: Browser) -> None:
    program = page.program("people:read", "devices:read", "devices:write")
    (own,) = page.get("/tokens").json["tokens"]

    assert problem(program.get("/tokens")) == NOT_ALLOWED
    assert problem(program.post("/tokens", LIST)) == NOT_ALLOWED
    assert problem(program.delete(f"/tokens/{own['id']}")) == NOT_ALLOWED
    assert problem(program.post("/token")) == NOT_ALLOWED
    assert problem(stranger.get("/api/v1/tokens")) == NOT_SIGNED_IN
    assert problem(stranger.client.post("/api/v1/token")) == NOT_SIGNED_IN


def test_a_foreign_token_is_as_good_as_none(page: Rest, grace: Browser) -> None:
    made, other = page.post("/tokens", LIST).json, Rest.of_page(grace)

    assert other.get("/tokens").json == {"tokens": []}
    assert problem(other.delete(f"/tokens/{made['id']}")) == NOT_FOUND
    assert len(page.get("/tokens").json["tokens"]) == 1


def test_a_token_of_a_program_never_signs_in_to_xmpp(page: Rest, database: Database) -> None:
    assert not signs_in(database, page.token("people:read"))


def test_the_web_client_signs_in_once_with_its_token(page: Rest, database: Database) -> None:
    made = page.post("/token").json

    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(seconds=50) < left < timedelta(seconds=61)
    assert (made["jid"], made["websocket"]) == ("ada@stoa.test", "ws://stoa.test/ws")
    assert signs_in(database, made["token"])
    assert not signs_in(database, made["token"])


def test_the_web_clients_token_lasts_a_minute(page: Rest, database: Database) -> None:
    token = page.post("/token").json["token"]
    database.execute("update stoa.web_token set expires_at = expires_at - interval '60 s'")

    assert not signs_in(database, token)


def test_the_web_clients_token_ends_with_its_session(page: Rest, database: Database) -> None:
    token = page.post("/token").json["token"]
    (own,) = page.get("/sessions").json["sessions"]
    page.delete(f"/sessions/{own['id']}")

    assert not signs_in(database, token)


def test_the_web_clients_token_needs_the_csrf_token(ada: Browser, page: Rest) -> None:
    assert problem(ada.client.post("/api/v1/token")) == (400, "bad-request")

"""Roles, rules and the audit: what administrators and auditors may, and nobody else."""

from typing import Any

import pytest

from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import (
    MALFORMED,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_SIGNED_IN,
    Rest,
    problem,
)

CONFLICT = (409, "conflict")
ANYBODY = {"department": None, "role": None}
RULE = {"sender": ANYBODY, "recipient": {"department": None, "role": "agent"}, "allowed": False}
MODERATOR = {"role": "moderator", "department": None}
READS = {
    "/admin/roles": "roles:read",
    "/admin/message-rules": "roles:read",
    "/admin/audit": "audit:read",
}
CHANGES: list[tuple[str, str, Any]] = [
    ("POST", "/admin/people/grace/roles", MODERATOR),
    ("DELETE", "/admin/people/grace/roles/moderator", None),
    ("DELETE", "/admin/people/grace/roles/moderator/departments/1", None),
    ("POST", "/admin/people/grace/end-sessions", None),
    ("POST", "/admin/message-rules", RULE),
    ("DELETE", "/admin/message-rules/1", None),
]


@pytest.fixture
def administrator(margaret: Browser) -> Rest:
    return Rest.of_page(margaret)


@pytest.fixture
def engineering(administrator: Rest) -> int:
    return int(administrator.get("/departments").json["departments"][0]["id"])


def actions(administrator: Rest, query: str = "") -> list[tuple[str | None, str, str]]:
    entries = administrator.get(f"/admin/audit{query}").json["entries"]
    return [(each["actor"], each["action"], each["subject"]) for each in entries]


# -- whose it is not ----------------------------------------------------------------------


@pytest.mark.parametrize(("path", "scope"), READS.items())
def test_only_who_may_reads_with_a_session_or_a_token_of_the_scope(
    stranger: Browser, ada: Browser, margaret: Browser, path: str, scope: str
) -> None:
    administrator = Rest.of_page(margaret)

    assert problem(stranger.get(f"/api/v1{path}")) == NOT_SIGNED_IN
    assert problem(Rest.of_page(ada).get(path)) == NOT_ALLOWED
    assert problem(administrator.program("health:read").get(path)) == NOT_ALLOWED
    assert administrator.program(scope).get(path).status_code == 200
    assert administrator.get(path).status_code == 200


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_only_administrators_change_anything_and_no_token_does(
    stranger: Browser, ada: Browser, margaret: Browser, method: str, path: str, body: Any
) -> None:
    administrator = Rest.of_page(margaret)
    program = administrator.program("roles:read", "audit:read")
    nobody = Rest(stranger.client, {})

    assert problem(nobody.ask(method, path, {}, json=body)) == NOT_SIGNED_IN
    assert problem(Rest.of_page(ada).ask(method, path, {}, json=body)) == NOT_ALLOWED
    assert problem(program.ask(method, path, {}, json=body)) == NOT_ALLOWED
    forged = Rest(margaret.client, {}).ask(method, path, {}, json=body)
    assert problem(forged) == (400, "bad-request")
    assert [] == [each for each in actions(administrator) if "sign" not in each[1]]


def test_whoever_loses_the_role_may_nothing_more_at_once(ada: Browser, administrator: Rest) -> None:
    administrator.post("/admin/people/ada/roles", {"role": "administrator", "department": None})
    page = Rest.of_page(ada)
    program = page.program("audit:read")
    assert page.get("/admin/roles").status_code == 200
    assert program.get("/admin/audit").status_code == 200
    administrator.delete("/admin/people/ada/roles/administrator")

    assert problem(page.get("/admin/roles")) == NOT_ALLOWED
    assert problem(program.get("/admin/audit")) == NOT_ALLOWED


# -- roles --------------------------------------------------------------------------------


def test_a_role_is_given_and_taken_and_the_audit_says_by_whom(
    administrator: Rest, engineering: int
) -> None:
    wanted = {"role": "moderator", "department": engineering}
    given = administrator.post("/admin/people/ada/roles", wanted)
    entry = administrator.get("/admin/audit?action=role+given").json["entries"][0]

    assert given.status_code == 201
    assert given.json == {"localpart": "ada", "origin": "portal", **wanted}
    assert given.json in administrator.get("/admin/roles").json["roles"]
    assert entry["details"] == {"role": "moderator", "department_id": engineering}
    path = given.headers["Location"].removeprefix("/api/v1")
    assert administrator.delete(path).status_code == 204
    assert problem(administrator.delete(path)) == CONFLICT
    assert [("margaret", "role taken", "ada"), ("margaret", "role given", "ada")] == actions(
        administrator, "?person=ada"
    )


def test_what_the_source_gives_the_portal_does_not_take(administrator: Rest) -> None:
    given = {"role": "administrator", "department": None}
    taken = administrator.delete("/admin/people/margaret/roles/administrator")

    assert {"localpart": "margaret", "origin": "source", **given} in administrator.get(
        "/admin/roles"
    ).json["roles"]
    assert problem(taken) == CONFLICT


@pytest.mark.parametrize(
    ("path", "body", "refusal"),
    [
        ("/admin/people/nobody/roles", MODERATOR, NOT_FOUND),
        ("/admin/people/ada/roles", {"role": "moderator", "department": 10**9}, NOT_FOUND),
        ("/admin/people/ada/roles", {"role": "administrator", "department": 1}, MALFORMED),
        ("/admin/people/ada/roles", {"role": "user", "department": None}, MALFORMED),
        ("/admin/people/ada/roles", {"role": "king", "department": None}, MALFORMED),
        ("/admin/people/ada/roles", {"role": "moderator"}, MALFORMED),
        ("/admin/people/ada/roles", {"role": "moderator", "department": "1"}, MALFORMED),
        ("/admin/people/ada/roles", {"role": "moderator", "department": 2**63}, MALFORMED),
        ("/admin/people/ada/roles", {**MODERATOR, "origin": "source"}, MALFORMED),
        ("/admin/message-rules", {**RULE, "allowed": "yes"}, MALFORMED),
        ("/admin/message-rules", {**RULE, "sender": None}, MALFORMED),
        ("/admin/message-rules", {**RULE, "sender": {"department": None}}, MALFORMED),
        (
            "/admin/message-rules",
            {**RULE, "sender": {"department": 10**9, "role": None}},
            NOT_FOUND,
        ),
    ],
)
def test_what_cannot_be_given_or_ruled_is_refused(
    administrator: Rest, path: str, body: Any, refusal: tuple[int, str]
) -> None:
    assert problem(administrator.post(path, body)) == refusal
    assert [] == [each for each in actions(administrator) if "sign" not in each[1]]


# -- rules --------------------------------------------------------------------------------


def test_a_rule_is_made_shown_and_removed(administrator: Rest, engineering: int) -> None:
    wanted = {**RULE, "sender": {"department": engineering, "role": "publisher"}}
    made = administrator.post("/admin/message-rules", wanted)
    again = administrator.post("/admin/message-rules", {**wanted, "allowed": True})

    assert made.json == {"id": made.json["id"], **wanted}
    assert problem(again) == CONFLICT
    assert [made.json] == administrator.get("/admin/message-rules").json["rules"]
    path = made.headers["Location"].removeprefix("/api/v1")
    assert administrator.delete(path).status_code == 204
    assert problem(administrator.delete(path)) == NOT_FOUND
    assert [] == administrator.get("/admin/message-rules").json["rules"]
    number = str(made.json["id"])
    assert [("margaret", "rule removed", number), ("margaret", "rule made", number)] == [
        each for each in actions(administrator) if each[1].startswith("rule")
    ]


# -- sessions -----------------------------------------------------------------------------


def test_an_administrator_signs_somebody_out_everywhere(
    ada: Browser, administrator: Rest, database: Database
) -> None:
    page = Rest.of_page(ada)
    program = page.program("people:read")
    assert administrator.post("/admin/people/ada/end-sessions").status_code == 204

    assert problem(page.post("/tokens", {"name": "x", "scopes": ["people:read"]})) == NOT_SIGNED_IN
    assert program.get("/people").status_code == 200
    jobs = "select args from jobs.procrastinate_jobs where task_name = 'directory.end_sessions'"
    assert ({"localpart": "ada"},) in database.execute(jobs).fetchall()
    assert ("margaret", "sessions ended", "ada") in actions(administrator)
    assert problem(administrator.post("/admin/people/nobody/end-sessions")) == NOT_FOUND


# -- the audit ----------------------------------------------------------------------------


def test_sign_ins_and_refused_ones_are_in_the_audit(stranger: Browser, administrator: Rest) -> None:
    stranger.sign_in("ada", password="wrong")
    found = administrator.get("/admin/audit?person=ada").json["entries"][0]

    assert (found["actor"], found["action"]) == ("ada", "sign-in refused")
    assert {"door": "web", "reason": "wrong password"}.items() <= found["details"].items()
    assert ("margaret", "signed in", "margaret") in actions(administrator, "?action=signed+in")


def test_what_was_typed_and_is_nobodys_name_is_not_shown(
    stranger: Browser, administrator: Rest
) -> None:
    stranger.sign_in("a password by mistake")

    assert (None, "sign-in refused", "") in actions(administrator)


def test_the_audit_comes_page_by_page(administrator: Rest) -> None:
    for role in ("agent", "auditor", "publisher"):
        administrator.post("/admin/people/ada/roles", {"role": role, "department": None})
    first = administrator.get("/admin/audit?person=ada&limit=2").json
    rest = administrator.get(f"/admin/audit?person=ada&before={first['next']}").json

    assert ["publisher", "auditor"] == [each["details"]["role"] for each in first["entries"]]
    assert ["agent"] == [each["details"]["role"] for each in rest["entries"]]
    assert rest["next"] is None


def test_an_auditor_of_a_department_sees_what_concerns_its_people(
    ada: Browser, administrator: Rest, database: Database, engineering: int
) -> None:
    (elsewhere,) = database.execute(
        "insert into stoa.department (source_id, name, room) values ('x', 'X', 'x') returning id"
    ).fetchone() or (0,)
    auditor = Rest.of_page(ada)
    try:
        administrator.post("/admin/people/ada/roles", {"role": "auditor", "department": elsewhere})
        none = auditor.get("/admin/audit").json["entries"]
        wanted = {"role": "auditor", "department": engineering}
        administrator.post("/admin/people/ada/roles", wanted)
        seen = actions(auditor)
    finally:
        database.execute("delete from stoa.role where department_id = %s", [elsewhere])
        database.execute("delete from stoa.department where id = %s", [elsewhere])

    assert [] == none
    assert ("margaret", "role given", "ada") in seen


@pytest.mark.parametrize(
    "query",
    [
        *("before=x", "before=2026-11-21", "before=", "before=20261121T000000.000000Z_%00"),
        *("action=x", "person=", "limit=0"),
    ],
)
def test_a_malformed_question_to_the_audit_is_refused(administrator: Rest, query: str) -> None:
    assert problem(administrator.get(f"/admin/audit?{query}")) == MALFORMED

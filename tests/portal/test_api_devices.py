"""One's own devices."""

import pytest

from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem


def names(rest: Rest) -> list[str]:
    return [device["name"] for device in rest.get("/devices").json["devices"]]


@pytest.fixture
def page(ada: Browser) -> Rest:
    return Rest.of_page(ada)


def test_a_new_device_gets_a_password_once_and_its_owner_a_notice(
    page: Rest, database: Database
) -> None:
    answer = page.post("/devices", {"name": "  Ada's phone "})

    made = answer.json
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/devices/{made['id']}"
    assert (made["name"], made["jid"]) == ("Ada's phone", "ada@stoa.test")
    ((attempt,),) = database.execute(
        "select stoa.sign_in('ada', sha256(%s))", [made["password"].encode()]
    ).fetchall()
    assert attempt > 0
    ((notice,),) = database.execute("select stanza from stoa.outbox").fetchall()
    assert "phone" in notice
    assert made["password"] not in notice + page.get("/devices").text


def test_a_device_that_was_removed_ends(page: Rest, database: Database) -> None:
    made = page.post("/devices", {"name": "phone"}).json
    assert names(page) == ["phone"]

    assert page.delete(f"/devices/{made['id']}").status_code == 204
    assert names(page) == []
    ((attempt,),) = database.execute(
        "select stoa.sign_in('ada', sha256(%s))", [made["password"].encode()]
    ).fetchall()
    assert attempt < 0
    ((task,),) = database.execute("select task_name from jobs.procrastinate_jobs").fetchall()
    assert task == "directory.end_sessions"


def test_a_device_is_called_otherwise_and_goes_on(page: Rest, database: Database) -> None:
    made = page.post("/devices", {"name": "phone"}).json

    answer = page.put(f"/devices/{made['id']}", {"name": "  old phone "})
    assert (answer.status_code, answer.json["name"]) == (200, "old phone")
    assert names(page) == ["old phone"]
    told = database.execute("select actor, action, details from stoa.audit_entry").fetchall()
    details = {"device": made["id"], "before": "phone", "name": "old phone"}
    assert [("ada", "device renamed", details)] == told
    ((attempt,),) = database.execute(
        "select stoa.sign_in('ada', sha256(%s))", [made["password"].encode()]
    ).fetchall()
    assert attempt > 0


@pytest.mark.parametrize("name", ["", "a\u202eb", "x" * 65])
def test_a_name_that_cannot_be_shown_changes_nothing(page: Rest, name: str) -> None:
    made = page.post("/devices", {"name": "phone"}).json

    assert page.put(f"/devices/{made['id']}", {"name": name}).status_code == 422
    assert names(page) == ["phone"]


def test_a_device_that_has_ended_keeps_its_name(page: Rest) -> None:
    made = page.post("/devices", {"name": "phone"}).json
    page.delete(f"/devices/{made['id']}")

    assert problem(page.put(f"/devices/{made['id']}", {"name": "other"})) == NOT_FOUND


def test_a_second_person_neither_sees_nor_removes_it(page: Rest, grace: Browser) -> None:
    foreign = page.post("/devices", {"name": "phone"}).json["id"]
    other = Rest.of_page(grace)

    assert names(other) == []
    assert problem(other.delete(f"/devices/{foreign}")) == NOT_FOUND
    assert problem(other.delete(f"/devices/{foreign + 1}")) == NOT_FOUND
    assert problem(other.put(f"/devices/{foreign}", {"name": "theirs"})) == NOT_FOUND
    assert names(page) == ["phone"]


def test_a_program_needs_the_scope_for_each(page: Rest) -> None:
    reader, writer = page.program("devices:read"), page.program("devices:write")
    made = page.post("/devices", {"name": "phone"}).json

    assert problem(writer.get("/devices")) == NOT_ALLOWED
    assert names(reader) == ["phone"]
    assert problem(reader.delete(f"/devices/{made['id']}")) == NOT_ALLOWED
    assert problem(reader.put(f"/devices/{made['id']}", {"name": "other"})) == NOT_ALLOWED
    assert writer.delete(f"/devices/{made['id']}").status_code == 204


def test_no_program_adds_a_device_which_would_outlive_its_token(
    page: Rest, database: Database
) -> None:
    writer = page.program("devices:read", "devices:write", "people:read")

    assert problem(writer.post("/devices", {"name": "phone"})) == NOT_ALLOWED
    assert database.execute("select from stoa.app_password").fetchall() == []


def test_a_person_has_fifty_devices_at_most(page: Rest, database: Database) -> None:
    database.execute(
        "insert into stoa.app_password (localpart, device, digest)"
        " select 'ada', 'phone', sha256(n::text::bytea) from generate_series(1, 50) n"
    )

    assert problem(page.post("/devices", {"name": "phone"})) == (409, "conflict")


def test_strangers_are_asked_to_sign_in_before_anything_is_read(stranger: Browser) -> None:
    nobody = Rest(stranger.client, {})

    assert problem(nobody.get("/devices")) == NOT_SIGNED_IN
    assert problem(nobody.send("/devices", b"{")) == NOT_SIGNED_IN
    assert problem(nobody.delete("/devices/1")) == NOT_SIGNED_IN
    assert problem(nobody.put("/devices/1", {"name": "phone"})) == NOT_SIGNED_IN


def test_a_forged_form_of_another_origin_changes_nothing(ada: Browser, page: Rest) -> None:
    for headers in ({}, {"X-CSRFToken": "forged"}, {"X-CSRFToken": ""}):
        forger = Rest(ada.client, headers)
        assert problem(forger.post("/devices", {"name": "theirs"})) == (400, "bad-request")

    assert names(page) == []


def test_the_csrf_token_of_another_session_does_not_count(page: Rest, grace: Browser) -> None:
    borrowed = Rest(grace.client, page.headers)

    assert problem(borrowed.post("/devices", {"name": "phone"})) == (400, "bad-request")


def test_a_refused_device_leaves_nothing_behind(page: Rest, database: Database) -> None:
    assert page.post("/devices", {"name": "a\u202eb"}).status_code == 422

    ((rows,),) = database.execute(
        "select count(*) from stoa.app_password where localpart = %s", [cast.ADA]
    ).fetchall()
    assert rows == 0

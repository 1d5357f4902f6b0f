"""What is sent by whoever is not our page."""

import pytest

from tests.harness.cluster import Database
from tests.harness.portal import Browser

FORMS = (
    *("/account/sign-in", "/account/sign-out", "/account/devices/new", "/account/programs/new"),
    *("/account/devices/1/revoke", "/account/programs/1/revoke", "/account/sessions/1/end"),
)
WRITTEN = "select count(*) from stoa.app_password"


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", [None, "", "x", "IjEi.aaaaaa.bbbbbbbbbbbb"])
def test_a_form_without_its_token_does_nothing(
    ada: Browser, database: Database, path: str, token: str | None
) -> None:
    fields = {"device": "phone", "name": "x", "scopes": "people:read"}
    fields |= {} if token is None else {"csrf_token": token}
    answer = ada.client.post(path, data=fields)

    assert answer.status_code == 400
    assert "nothing was changed" in answer.text
    assert [(0,)] == database.execute(WRITTEN).fetchall()
    assert ada.get("/account/").status_code == 200


def test_the_token_of_somebody_else_does_not_count(ada: Browser, grace: Browser) -> None:
    stolen = grace.csrf_token("/account/")
    fields = {"csrf_token": stolen, "device": "phone", "client": "other"}

    assert ada.client.post("/account/devices/new", data=fields).status_code == 400


def test_htmx_may_send_the_token_as_a_header(ada: Browser) -> None:
    token = ada.csrf_token("/account/")
    answer = ada.client.post(
        "/account/devices/new",
        data={"device": "phone", "client": "other"},
        headers={"X-CSRFToken": token},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("path", FORMS)
def test_a_form_larger_than_any_of_ours_is_refused(ada: Browser, path: str) -> None:
    answer = ada.client.post(path, data={"device": "x" * 70_000})

    assert answer.status_code == 413
    assert "too much at once" in answer.text


def test_a_form_with_more_fields_than_any_of_ours_is_refused(ada: Browser) -> None:
    fields = {f"field{number}": "x" for number in range(60)}

    assert ada.client.post("/account/devices/new", data=fields).status_code == 413
    assert (
        ada.client.post(
            "/account/devices/new", data=fields, content_type="multipart/form-data"
        ).status_code
        == 413
    )


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"\xff=%ff&%00=\x00"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/json", b"{"),
        ("", b"\x00\x01"),
    ],
)
def test_a_body_that_is_no_form_does_nothing(ada: Browser, content_type: str, body: bytes) -> None:
    answer = ada.client.post("/account/devices/new", data=body, content_type=content_type)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/account/nowhere", 404),
        ("GET", "/account/devices/1/revoke", 405),
        ("POST", "/account/", 405),
        ("PUT", "/account/devices", 405),
        ("DELETE", "/account/sessions", 405),
        ("GET", "/account/devices?done=%0d%0aSet-Cookie:a=b", 200),
        ("GET", "/account/%0d%0aSet-Cookie:a=b", 404),
    ],
)
def test_what_no_page_asks_gets_a_page_that_says_so(
    ada: Browser, method: str, path: str, status: int
) -> None:
    answer = ada.client.open(path, method=method)

    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "a=b" not in str(answer.headers)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_an_address_out_of_a_header_cannot_be_chosen_twice(ada: Browser) -> None:
    """ProxyFix reads the last address: the one nginx wrote."""
    answer = ada.get("/account/", X_Forwarded_For="203.0.113.1, 192.0.2.1", Forwarded="for=evil")

    assert answer.status_code == 200

"""Bodies and headers as nobody should send them."""

import json

import pytest
from flask import Flask

from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, NOT_FOUND, Rest, problem

DEEP = 100_000


@pytest.fixture
def page(ada: Browser) -> Rest:
    return Rest.of_page(ada)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b'{"name": "phone"} and more',
        b"\xef\xbb\xbf" + b'{"name": "phone"}',
        '{"name": "phone"}'.encode("utf-16"),
        b'{"name": "\xff"}',
        b'{"name": "\xed\xa0\x80"}',
        b'{"name": "a\x00b"}',
        b'{"name": "a\\u0000b"}',
        b'{"name": "\\ud800"}',
        b'{"\\u0000": "phone"}',
        b'{"name": ["\\udfff"]}',
        b'{"name": "phone", "name": "other"}',
        b'{"name": "phone", "more": {"a": 1, "a": 2}}',
        b'{"name": NaN}',
        b'{"name": -Infinity}',
        b'{"name": 1e999}',
        b'{"name": ' + b"9" * 5000 + b"}",
        b"[" * DEEP,
        b"[" * 30_000 + b"]" * 30_000,
        b'{"name":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"name": "phone", "more": ' + b"[" * 999 + b"]" * 999 + b"}",
        b"null",
        b"true",
        b'"name"',
        b"[]",
        b'[{"name": "phone"}]',
        b'{"name": "phone", "expires_at": null}',
        b'{"name": {"name": "phone"}}',
    ],
    ids=lambda body: f"{body[:24]!r} of {len(body)}",
)
def test_a_malformed_body_is_refused(page: Rest, body: bytes) -> None:
    expected = (413, "too-large") if len(body) > 64 * 1024 else MALFORMED

    assert problem(page.send("/devices", body)) == expected
    assert page.get("/devices").json == {"devices": []}


def test_every_wrong_field_is_named(page: Rest) -> None:
    answer = page.post("/tokens", {"scopes": ["people:read", "all"], "admin": True})

    assert sorted(error["pointer"] for error in answer.json["errors"]) == [
        "#/admin",
        "#/name",
        "#/scopes/1",
    ]


def test_any_proper_text_is_kept_as_it_is(page: Rest) -> None:
    for name in ("Téléphone", "😀", "'; drop table stoa.person; --", "<b>&amp;", "null"):
        body = json.dumps({"name": name}).encode()

        assert page.send("/devices", body).json["name"] == name


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_body_that_is_not_called_json_is_refused(page: Rest, media_type: str) -> None:
    answer = page.send("/devices", b'{"name": "phone"}', media_type)

    assert problem(answer) == (415, "unsupported-media-type")


def test_a_large_body_is_refused(page: Rest) -> None:
    body = json.dumps({"name": "n" * 64 * 1024}).encode()

    assert problem(page.send("/devices", body)) == (413, "too-large")


@pytest.mark.parametrize(
    ("path", "accepted", "expected"),
    [
        ("/me", "application/json", 200),
        ("/me", "text/html, */*;q=0.1", 200),
        ("/me", "application/*", 200),
        ("/me", "", 200),
        ("/me", "text/html", 406),
        ("/me", "application/json;q=0", 406),
        ("/me", "nonsense", 406),
        ("/people/ada/picture", "image/webp", 406),
        ("/people/ada/picture", "image/*", 200),
    ],
)
def test_an_answer_nobody_wants_is_not_given(
    page: Rest, path: str, accepted: str, expected: int
) -> None:
    answer = page.get(path, Accept=accepted)

    assert answer.status_code == expected
    if expected == 406:
        assert problem(answer) == (406, "not-acceptable")


def test_a_method_that_is_not_there_is_named(page: Rest, stranger: Browser) -> None:
    answer = page.client.put("/api/v1/me", headers=page.headers)

    assert problem(answer) == (405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert problem(stranger.client.delete("/api/v1/people")) == (405, "method-not-allowed")
    assert problem(stranger.get("/api/v1/nothing")) == NOT_FOUND
    assert problem(stranger.get("/api/")) == NOT_FOUND


def test_head_answers_like_get_without_its_body(page: Rest) -> None:
    answer = page.client.head("/api/v1/me", headers=page.headers)

    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize("given", ["0123456789abcdef0123456789abcdef", "a-request_id"])
def test_the_id_that_nginx_gives_a_request_is_returned(page: Rest, given: str) -> None:
    assert page.get("/me", **{"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "forged; line", '{"event": "x"}'])
def test_an_id_that_could_forge_a_line_of_the_log_is_replaced(page: Rest, given: str) -> None:
    returned = page.get("/me", **{"X-Request-Id": given}).headers["X-Request-Id"]

    assert returned != given
    assert len(returned) == 32


def test_no_answer_sets_a_cookie(app: Flask, page: Rest) -> None:
    for path in ("/me", "/people", "/health", "/nothing"):
        assert "Set-Cookie" not in page.get(path).headers
        assert "Set-Cookie" not in app.test_client().get(f"/api/v1{path}").headers

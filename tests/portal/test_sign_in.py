"""Signing in with the password of the CMS, and out."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.test import TestResponse

from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser, cms_password


def set_cookie(answer: TestResponse, name: str) -> str:
    """What an answer says of a cookie; '' where it says nothing."""
    said = answer.headers.getlist("Set-Cookie")
    return next((each for each in said if each.startswith(f"{name}=")), "")


def test_the_right_password_signs_in(stranger: Browser) -> None:
    answer = stranger.sign_in(cast.ADA)

    assert answer.status_code == 302
    assert answer.location == "/"
    assert "Ada Lovelace" in stranger.get("/account/").text


def test_the_cookie_is_for_this_site_alone_and_out_of_reach_of_scripts(stranger: Browser) -> None:
    cookie = set_cookie(stranger.sign_in(cast.ADA), "stoa")

    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie


def test_the_cookie_holds_the_token_and_what_guards_forms(app: Flask, ada: Browser) -> None:
    ada.get("/account/")
    reader = SecureCookieSessionInterface().get_signing_serializer(app)
    assert reader

    assert {"_permanent", "_user_id", "csrf_token"} == reader.loads(ada.cookie()).keys()


def test_with_tls_the_cookie_travels_no_other_way(secure: Browser) -> None:
    cookie = set_cookie(secure.sign_in(cast.ADA), "__Host-stoa")

    assert "Secure" in cookie
    assert "Ada Lovelace" in secure.get("/account/").text


def test_two_instances_on_one_machine_do_not_sign_each_others_people_out(
    at_port: Callable[[int], Browser],
) -> None:
    browsers = [at_port(8080), at_port(26008)]
    one, other = [
        {line.partition("=")[0] for line in browser.sign_in(cast.ADA).headers.getlist("Set-Cookie")}
        for browser in browsers
    ]

    assert "stoa-8080" in one
    assert "stoa-26008" in other
    assert one.isdisjoint(other)
    for browser in browsers:
        assert "Ada Lovelace" in browser.get("/account/").text


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(app: Flask) -> None:
    answers = [Browser.open(app).sign_in(name, password="a guess") for name in (cast.ADA, "nobody")]
    pages = {answer.text.replace('value="nobody"', 'value="ada"') for answer in answers}

    assert [401, 401] == [answer.status_code for answer in answers]
    assert len({page.split("csrf_token")[0] for page in pages}) == 1
    assert all("That name and password do not match" in page for page in pages)


@pytest.mark.parametrize("missing", ["user_name", "password"])
def test_an_incomplete_form_says_so(stranger: Browser, missing: str) -> None:
    answer = stranger.sign_in(cast.ADA, **{missing: ""})

    assert answer.status_code == 422
    assert "Something is missing" in answer.text


@pytest.mark.parametrize("field", ["user_name", "password"])
def test_endless_input_is_refused(stranger: Browser, field: str) -> None:
    assert stranger.sign_in(cast.ADA, **{field: "x" * 2000}).status_code == 422


def test_guessing_is_slowed_down_and_told_when_to_go_on(stranger: Browser) -> None:
    for _ in range(5):
        assert stranger.sign_in(cast.ADA, password="a guess").status_code == 401

    answer = stranger.sign_in(cast.ADA, password="a guess")
    seconds = answer.headers["Retry-After"]
    assert answer.status_code == 429
    assert int(seconds) > 0
    assert f"Wait {seconds} seconds" in answer.text


def test_the_typed_name_is_kept_but_not_the_password(stranger: Browser) -> None:
    page = stranger.sign_in('"><script>', password="a very wrong guess").text

    assert 'value="&#34;&gt;&lt;script&gt;"' in page
    assert "a very wrong guess" not in page


@pytest.mark.parametrize("name", ["nul\0", "\ud800".encode("utf-8", "surrogatepass"), "a\r\nb"])
def test_names_of_no_person_are_only_refused(stranger: Browser, name: str) -> None:
    assert stranger.sign_in(name).status_code == 401


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/account/",
        "javascript:alert(1)",
        "account/",
        " /account/devices",
        "/\t/evil.example",
        "/account/\r\nSet-Cookie: a=b",
        "/account/\\@evil.example",
        "/a b",
        "/\u2044evil.example",
    ],
)
def test_after_signing_in_one_stays_on_this_site(stranger: Browser, wanted: str) -> None:
    answer = stranger.sign_in(cast.ADA, next=wanted)

    assert answer.location == "/"
    again = stranger.client.get("/account/sign-in", query_string={"next": wanted})
    assert again.location == "/"


def test_a_page_of_ones_own_is_where_one_goes(stranger: Browser) -> None:
    assert stranger.sign_in(cast.ADA, next="/account/devices?a=b").location == (
        "/account/devices?a=b"
    )


def test_a_cookie_from_before_signing_in_never_becomes_a_session(app: Flask) -> None:
    victim, attacker = Browser.open(app), Browser.open(app)
    attacker.get("/account/sign-in")
    victim.client.set_cookie("stoa", attacker.cookie())
    victim.sign_in(cast.ADA)

    assert attacker.cookie() != victim.cookie()
    assert attacker.get("/account/").status_code == 302


def test_signing_in_again_is_a_new_session(ada: Browser, database: Database) -> None:
    before = ada.cookie()
    ada.client.delete_cookie("stoa")
    ada.sign_in(cast.ADA)

    assert before != ada.cookie()
    assert [(2,)] == database.execute("select count(*) from stoa.web_session").fetchall()


def test_signing_out_ends_the_session_also_for_a_copied_cookie(ada: Browser) -> None:
    cookie = ada.cookie()
    answer = ada.send("/account/sign-out", "/account/")

    assert answer.location == "/account/sign-in"
    assert ada.get("/account/").status_code == 302
    ada.client.set_cookie("stoa", cookie)
    assert ada.get("/account/").status_code == 302


def test_a_link_cannot_sign_anybody_out(ada: Browser) -> None:
    assert ada.get("/account/sign-out").status_code == 405
    assert ada.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "forged",
    ["", "x", "eyJfdXNlcl9pZCI6ImFkYSJ9.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", "ä", "a" * 4000],
)
def test_a_forged_cookie_is_nobody(stranger: Browser, forged: str) -> None:
    stranger.client.set_cookie("stoa", forged)

    assert stranger.get("/account/").status_code == 302


def test_the_cookie_of_somebody_who_has_left_is_nobodys(ada: Browser, database: Database) -> None:
    database.execute("update stoa.account set disabled_at = now() where localpart = 'ada'")

    assert ada.get("/account/").status_code == 302
    database.execute("update stoa.account set disabled_at = null where localpart = 'ada'")


def test_what_a_browser_calls_itself_is_only_shown(app: Flask) -> None:
    browser = Browser.open(app)
    browser.client.environ_base["HTTP_USER_AGENT"] = "<script>alert(1)</script>\0\r\n" + "x" * 5000
    browser.sign_in(cast.ADA)

    page = browser.get("/account/sessions").text
    assert "Unknown browser" in page
    assert "<script>alert" not in page


def test_the_password_of_one_person_is_not_that_of_another(stranger: Browser) -> None:
    answer = stranger.sign_in(cast.ADA, password=cms_password(cast.GRACE))

    assert answer.status_code == 401

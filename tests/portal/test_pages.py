"""Each page, for its owner, for others and for nobody."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from admin.settings import PortalSettings
from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser

PERSONAL = (
    *("/account/", "/account/devices", "/account/devices/new", "/account/programs"),
    *("/account/programs/new", "/account/sessions"),
    *("/account/people", "/account/people/grace", "/account/departments"),
)
ADMINISTRATORS = ("/admin/health", "/admin/roles", "/admin/rules", "/admin/sync", "/admin/audit")


@pytest.mark.parametrize("path", [*PERSONAL, *ADMINISTRATORS, "/admin/"])
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back(
    stranger: Browser, path: str
) -> None:
    answer = stranger.get(path)

    assert answer.status_code == 302
    assert answer.location == f"/account/sign-in?next={path.replace('/', '%2F')}"
    assert stranger.sign_in(cast.MARGARET, next=path).location == path


@pytest.mark.parametrize("path", [*PERSONAL, *ADMINISTRATORS])
def test_every_page_is_nobody_elses_to_keep_and_runs_nothing_foreign(
    margaret: Browser, path: str
) -> None:
    answer = margaret.get(path)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not re.search(r"\son\w+=|\sstyle=|<script(?! src=)|<style", answer.text)


@pytest.mark.parametrize("path", PERSONAL)
def test_every_page_leads_to_the_chat(ada: Browser, path: str) -> None:
    assert re.search(r'<a href="/">.*Chat</a>', ada.get(path).text)


def test_the_account_page_shows_who_one_is_and_how_to_connect(ada: Browser) -> None:
    page = ada.get("/account/").text

    for shown in ("Ada Lovelace", "Software engineer", "Engineering", "Grace Hopper"):
        assert shown in page
    assert "ada@stoa.test" in page
    assert "<code>stoa.test</code>" in page
    for client in ("Conversations", "Monal", "Gajim", "Dino", "Profanity"):
        assert client in page
    assert "allow <strong>PLAIN</strong>" in page


def test_whoever_is_nobodys_report_has_no_manager_on_the_page(grace: Browser) -> None:
    assert "Manager" not in grace.get("/account/").text


def test_a_manager_who_has_left_is_not_shown(ada: Browser, database: Database) -> None:
    database.execute("update stoa.person set removed_at = now() where localpart = 'grace'")
    answer = ada.get("/account/")
    database.execute("update stoa.person set removed_at = null where localpart = 'grace'")

    assert answer.status_code == 200
    assert "Grace Hopper" not in answer.text


def test_an_instance_of_this_machine_alone_says_so(local: Browser) -> None:
    local.sign_in(cast.ADA)

    for path in ("/account/", "/account/devices/new"):
        assert "reachable only on the machine it runs on" in local.get(path).text
    assert "authority.pem" in local.get("/account/").text


def test_an_instance_that_others_reach_does_not(ada: Browser) -> None:
    for path in ("/account/", "/account/devices/new"):
        assert "reachable only" not in ada.get(path).text


# -- pictures ---------------------------------------------------------------------


def picture_of(browser: Browser) -> str:
    found = re.search(r'src="(/account/pictures/[^"]+)"', browser.get("/account/").text)
    assert found
    return found[1]


def test_pictures_are_kept_by_the_browser_alone_and_for_long(ada: Browser, grace: Browser) -> None:
    answer = grace.get(picture_of(ada))

    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert answer.cache_control.private
    assert answer.cache_control.max_age == 365 * 24 * 60 * 60


def test_a_picture_is_not_shown_to_whom_the_rules_keep_apart(
    ada: Browser, margaret: Browser, database: Database
) -> None:
    address = picture_of(margaret)
    assert ada.get(address).status_code == 200
    database.execute(
        "insert into stoa.message_rule (recipient_role, allowed) values ('administrator', false)"
    )

    assert ada.get(address).status_code == 404
    assert margaret.get(address).status_code == 200


def test_pictures_are_for_colleagues(ada: Browser, stranger: Browser) -> None:
    assert stranger.get(picture_of(ada)).status_code == 302


@pytest.mark.parametrize(
    "path",
    ["/account/pictures/ada/" + "0" * 40 + ".png", "/account/pictures/nobody/0.png"],
)
def test_a_picture_that_is_not_there_is_not_found(ada: Browser, path: str) -> None:
    assert ada.get(path).status_code == 404


# -- health -----------------------------------------------------------------------


@pytest.fixture
def status_file(settings: PortalSettings) -> Iterator[Path]:
    settings.status_file.write_text(
        """{"state": "degraded", "failing": "", "supervisor": 1, "instance": {}, "parts": {
            "ejabberd": {"state": "running", "pid": 7, "since": "2026-11-21T10:00:00+00:00",
                         "restarts": 2, "health": "ok", "note": "", "last_end": ""},
            "archive": {"state": "backing-off", "pid": null, "since": "2026-11-21T10:00:00+00:00",
                        "restarts": 5, "health": "", "note": "", "last_end": "exit status 3"}}}"""
    )
    yield settings.status_file
    settings.status_file.unlink()


@pytest.mark.parametrize("path", ["/admin/", "/admin/health"])
def test_health_is_for_administrators(ada: Browser, path: str) -> None:
    answer = ada.get(path)

    assert answer.status_code == 403
    assert "None of your roles opens it" in answer.text


def test_administrators_see_each_part_and_what_is_wrong(
    margaret: Browser, status_file: Path
) -> None:
    page = margaret.get("/admin/health").text

    for shown in ("degraded", "ejabberd", "archive", "backing-off", "exit status 3"):
        assert shown in page


@pytest.mark.parametrize("content", ["", "{", '{"parts": 3}', '{"state": "healthy"}'])
def test_a_status_that_cannot_be_read_is_said_to_be_unknown(
    margaret: Browser, status_file: Path, content: str
) -> None:
    status_file.write_text(content)

    assert "The supervisor has not said" in margaret.get("/admin/health").text


def test_administrators_see_failed_sign_ins_with_same_ones_together(
    margaret: Browser, stranger: Browser, database: Database
) -> None:
    for _ in range(3):
        stranger.sign_in(cast.ADA, password="a guess")
    stranger.sign_in("somebody's password", password="a guess")
    database.execute("select stoa.sign_in('<b>nobody</b>', sha256('a guess'), '192.0.2.1')")

    page = margaret.get("/admin/health").text
    assert re.search(r'Wrong password</td>.*?192\.0\.2\.1</td>.*?class="number">3</td>', page, re.S)
    assert "&lt;b&gt;nobody&lt;/b&gt;" in page
    assert "unknown name" in page
    assert "somebody" not in page
    assert "Unknown name" in page


def test_administrators_see_how_people_were_read(margaret: Browser, database: Database) -> None:
    assert "People have not been read yet" in margaret.get("/admin/health").text
    database.execute(
        """insert into stoa.sync_run (finished_at, added, trouble)
           values (now(), 4, 'two people are called x')"""
    )

    page = margaret.get("/admin/health").text
    assert "4 added" in page
    assert "two people are called x" in page


def test_a_page_that_refreshes_itself_goes_to_the_sign_in_page_as_a_whole(
    stranger: Browser,
) -> None:
    answer = stranger.get("/admin/health", HX_Request="true")

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/account/sign-in"


# -- when something is broken --------------------------------------------------------


def test_an_error_of_ours_is_admitted_and_has_an_id_and_nothing_else(
    ada: Browser, database: Database
) -> None:
    database.execute("revoke select on stoa.app_password from app")
    answer = ada.get("/account/devices")
    database.execute("grant select on stoa.app_password to app")

    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert re.search(r"Error <code>[0-9a-f]{12}</code>", answer.text)
    assert "app_password" not in answer.text


def test_without_a_database_pages_ask_for_a_moment(ada: Browser, cut_off: Browser) -> None:
    cut_off.client.set_cookie("stoa", ada.cookie())
    answer = cut_off.get("/account/")

    assert answer.status_code == 503
    assert "Try again in a minute" in answer.text
    assert answer.headers["Retry-After"]

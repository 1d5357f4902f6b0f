"""One's devices and their passwords."""

import json
import re

import pytest
from werkzeug.test import TestResponse

from admin.pages.devices import login_text
from tests.harness.cluster import Database
from tests.harness.portal import Browser

PASSWORD = re.compile(r"[a-z2-9]{5}(?:-[a-z2-9]{5}){4}")
NEW = "/account/devices/new"


def add(browser: Browser, device: str = "phone", client: str = "gajim") -> TestResponse:
    return browser.send(NEW, NEW, device=device, client=client)


def only_device(database: Database) -> int:
    ((found,),) = database.execute("select id from stoa.app_password").fetchall()
    return int(found)


def test_whoever_has_no_device_is_told_what_to_do(ada: Browser) -> None:
    assert "No device yet" in ada.get("/account/devices").text


def test_a_new_device_gets_a_password_that_is_shown_once(ada: Browser) -> None:
    made = add(ada)
    (password,) = set(PASSWORD.findall(made.text))
    listed = ada.get("/account/devices").text

    assert made.headers["Cache-Control"] == "no-store"
    assert "phone" in listed
    assert "never used" in listed
    assert password not in listed


def test_the_password_signs_in(ada: Browser, database: Database) -> None:
    (password,) = set(PASSWORD.findall(add(ada).text))

    attempt = database.execute(
        "select stoa.sign_in('ada', sha256(%s))", [password.encode()]
    ).fetchone()
    assert attempt
    assert attempt[0] > 0


def test_its_owner_is_told_in_every_client(ada: Browser, database: Database) -> None:
    add(ada)

    ((stanza,),) = database.execute("select stanza from stoa.outbox").fetchall()
    assert "“phone” can now sign in" in stanza
    assert "http://stoa.test/account/devices" in stanza


@pytest.mark.parametrize("client", ["conversations", "monal"])
def test_telephones_get_a_code_to_scan(ada: Browser, client: str) -> None:
    assert '<figure class="qr"><svg' in add(ada, client=client).text


@pytest.mark.parametrize("client", ["gajim", "dino", "profanity", "other", "nonsense", ""])
def test_other_clients_get_none(ada: Browser, client: str) -> None:
    assert "<figure" not in add(ada, client=client).text


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\0b", "a\nb", "\u202egnp.exe"])
def test_a_device_has_a_name_that_can_be_shown(ada: Browser, database: Database, name: str) -> None:
    answer = add(ada, device=name)

    assert answer.status_code == 422
    assert "1 to 64 visible characters" in answer.text
    assert [] == database.execute("select from stoa.app_password").fetchall()
    assert [] == database.execute("select from stoa.outbox").fetchall()


def test_the_name_of_a_device_is_text_and_nothing_else(ada: Browser) -> None:
    made = add(ada, device="<img src=x onerror=alert(1)>")

    for page in (made.text, ada.get("/account/devices").text):
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_revoking_ends_the_device_and_what_it_is_connected_with(
    ada: Browser, database: Database
) -> None:
    add(ada)
    device = only_device(database)
    answer = ada.send(f"/account/devices/{device}/revoke", "/account/devices")

    assert answer.location == "/account/devices?done=revoked"
    page = ada.get(answer.location).text
    assert "Revoked." in page
    assert "No device yet" in page
    ((task, arguments),) = database.execute(
        "select task_name, args from jobs.procrastinate_jobs"
    ).fetchall()
    assert task == "directory.end_sessions"
    assert arguments == {"app_password_id": device}


def test_nobody_revokes_the_device_of_another(
    ada: Browser, grace: Browser, database: Database
) -> None:
    add(ada)
    device = only_device(database)
    answer = grace.send(f"/account/devices/{device}/revoke", "/account/")

    assert answer.status_code == 404
    assert [(None,)] == database.execute("select revoked_at from stoa.app_password").fetchall()
    assert [] == database.execute("select from jobs.procrastinate_jobs").fetchall()


@pytest.mark.parametrize("device", ["0", "999999999999999999999", "-1", "x", "1%00"])
def test_a_device_that_is_not_there_is_not_found(ada: Browser, device: str) -> None:
    assert ada.send(f"/account/devices/{device}/revoke", "/account/").status_code == 404


def test_nobody_sees_the_devices_of_another(ada: Browser, grace: Browser) -> None:
    add(ada, device="lovelace")

    assert "lovelace" not in grace.get("/account/devices").text


def test_the_code_is_what_clients_of_telephones_sign_in_with() -> None:
    text = login_text("ada@stoa.test", "k3x9p")

    assert {"protocol": "xmpp", "address": "ada@stoa.test", "password": "k3x9p"} == json.loads(text)

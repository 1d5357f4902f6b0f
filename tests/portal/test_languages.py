"""Pages speak the language that was chosen in the browser, else the one that it asks for."""

import re

import pytest

from admin.words import CHOSEN
from tests.harness import cast
from tests.harness.portal import Browser


def heading(page: str) -> tuple[str, str]:
    """The language and the first heading of a page."""
    language, title = re.search(r'<html lang="(\w+)"', page), re.search(r"<h1>(.*)</h1>", page)
    assert language
    assert title
    return language[1], title[1]


@pytest.mark.parametrize(
    ("wanted", "chosen", "shown"),
    [
        ("", "", ("en", "Sign in")),
        ("nl, pt;q=0.9", "", ("en", "Sign in")),
        ("de-CH, fr;q=0.9", "", ("de", "Anmelden")),
        ("nl, fr;q=0.8, de;q=0.5", "", ("fr", "Se connecter")),
        ("de", "es", ("es", "Iniciar sesión")),
        ("de", "../../es", ("de", "Anmelden")),
        ("de", "xx", ("de", "Anmelden")),
    ],
)
def test_what_was_chosen_counts_before_what_the_browser_asks_for(
    stranger: Browser, wanted: str, chosen: str, shown: tuple[str, str]
) -> None:
    stranger.client.set_cookie(CHOSEN, chosen)
    page = stranger.get("/account/sign-in", Accept_Language=wanted).text

    assert shown == heading(page)


def test_a_refused_sign_in_and_an_error_say_so_in_the_readers_language(stranger: Browser) -> None:
    stranger.client.set_cookie(CHOSEN, "fr")
    refused = stranger.sign_in(cast.ADA, password="wrong")
    missing = stranger.get("/account/nothing")

    assert "Ce nom et ce mot de passe ne correspondent pas." in refused.text
    assert ("fr", "Il n\u2019y a rien ici") == heading(missing.text)


def test_pages_of_staff_are_in_english_from_the_list_to_the_last_word(margaret: Browser) -> None:
    margaret.client.set_cookie(CHOSEN, "de")
    staff, own = margaret.get("/admin/roles").text, margaret.get("/account/devices").text

    assert ("en", "Roles") == heading(staff)
    assert "Departments</a>" in staff
    assert ("de", "Geräte") == heading(own)
    assert "Abteilungen</a>" in own


def test_a_name_that_is_put_into_a_sentence_stays_a_name(ada: Browser) -> None:
    ada.client.set_cookie(CHOSEN, "de")
    made = ada.send(
        "/account/devices/new", "/account/devices/new", device="<b>%(x)s</b>", client="gajim"
    )

    assert "Passwort für „&lt;b&gt;%(x)s&lt;/b&gt;“" in made.text
    assert "<b>" not in made.text

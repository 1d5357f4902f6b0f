"""The pages that everybody meets say everything in every language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

from admin.words import LANGUAGES, WORDS
from admin.words.forms import FORMS

TEMPLATES = Path(__file__).resolve().parents[2] / "admin" / "templates"
EVERYBODYS = (
    *("layout", "page", "pieces", "sign_in", "error", "home", "clients"),
    *("devices", "device_new", "device_made", "sessions", "own_messages"),
    *("programs", "program_new", "program_made"),
    *("people", "person", "departments", "department"),
)
IN_PART = ("words",)
"""Staff's pages take words from it too, which are English there and here."""
NAMES = {"Stoa", "Authorization", "Bearer", "xmpp", "profanity"}
ALIKE = {
    "de": {"Chat", "Name", "Port", "Server", "Token", "Terminal"},
    "fr": {
        "Audit",
        "E-mail",
        "Pages",
        "Port",
        "Source",
        "Sessions",
        "message",
        "messages",
        "terminal",
    },
    "es": {"Chat", "Error", "Roles", "Token", "terminal"},
}
TAG, COMMAND = re.compile(r"<[^>]*>", re.DOTALL), re.compile(r"<code.*?</code>", re.DOTALL)
PLACE = re.compile(r"%\((\w+)\)s")
ATTRIBUTE = re.compile(r'(?:aria-label|alt|title|placeholder|data-label|data-done)="([A-Z][^"{]*)')


def parsed(name: str) -> nodes.Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.parse((TEMPLATES / f"{name}.html").read_text())


def said() -> Iterator[str]:
    for name in (*EVERYBODYS, *IN_PART):
        for call in parsed(name).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                (english,) = call.args
                assert isinstance(english, nodes.Const), (name, call.lineno)
                yield english.value


@pytest.mark.parametrize("language", WORDS)
def test_a_language_has_what_is_said_and_nothing_else(language: str) -> None:
    assert set(said()) == set(WORDS[language])


@pytest.mark.parametrize("language", WORDS)
def test_what_is_put_in_and_how_it_is_marked_is_the_same(language: str) -> None:
    for english, words in WORDS[language].items():
        assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(words)), english
        assert sorted(TAG.findall(english)) == sorted(TAG.findall(words)), english
        assert "%" not in PLACE.sub("", words), english


@pytest.mark.parametrize("language", WORDS)
def test_nothing_is_english_by_accident(language: str) -> None:
    alike = {english for english, words in WORDS[language].items() if english == words}

    assert alike <= ALIKE[language]


def test_french_punctuation_does_not_begin_a_line() -> None:
    texts = [TAG.sub("", words) for words in WORDS["fr"].values()]

    assert [] == [text for text in texts if re.search(r"[^\u00a0\u202f][;!?:»]|«[^\u00a0]", text)]


@pytest.mark.parametrize("name", EVERYBODYS)
def test_a_page_says_nothing_in_english_alone(name: str) -> None:
    source = (TEMPLATES / f"{name}.html").read_text()
    data = [each.data for each in parsed(name).find_all(nodes.TemplateData)]
    shown = TAG.sub(" ", COMMAND.sub(" ", "\x00".join(data)).replace("\x00", ""))
    words = set(re.findall(r"[A-Za-z]{3,}", shown))

    assert set() == words - NAMES
    assert [] == ATTRIBUTE.findall(source)


def test_every_language_has_its_months() -> None:
    assert all(len(set(FORMS[language].months)) == 12 for language in LANGUAGES)

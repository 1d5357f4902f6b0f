"""What the pages that everybody meets say, in the language of whoever reads them.

Templates say it in English, `_("…")`; a file a language has the same in its own words. What is put
in (`%(name)s`) is escaped, the words themselves may hold HTML.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, request
from markupsafe import Markup

from admin.words.forms import FORMS

ENGLISH = "en"
LANGUAGES = tuple(FORMS)
CHOSEN = "stoa_language"
"""The cookie of the web client, which nginx asks for the page at `/` too."""
IN_ENGLISH = ("/admin/", "/api/")
"""Pages of staff and of those who write programs."""


def _read(language: str) -> Mapping[str, str]:
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text())


WORDS: dict[str, Mapping[str, str]] = {
    language: _read(language) for language in LANGUAGES if language != ENGLISH
}


def register(app: Flask) -> None:
    app.jinja_env.globals.update(_=say, language=language, day=day, amount=amount)


def language() -> str:
    """Of this request: what was chosen in this browser, else what the browser asks for."""
    if request.path.startswith(IN_ENGLISH):
        return ENGLISH
    chosen = request.cookies.get(CHOSEN)
    if chosen in LANGUAGES:
        return chosen
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((each for each in wanted if each in LANGUAGES), ENGLISH)


def say(english: str, **put_in: Any) -> Markup:
    words = WORDS.get(language(), {})
    said = Markup(words.get(english, english))  # noqa: S704 - ours, of templates and catalogues
    return said % put_in if put_in else said


def day(at: datetime) -> str:
    """As `22 Nov 2026`."""
    forms = FORMS[language()]
    return f"{at.day}{forms.after_day} {forms.months[at.month - 1]} {at.year}"


def amount(number: int) -> str:
    """With what the language puts between thousands."""
    return f"{number:,}".replace(",", FORMS[language()].thousands)

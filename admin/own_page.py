"""Whose page may be shown at once from what a browser has kept, before the portal is asked.

A cookie that scripts read says it; it proves nothing to the portal. Where a computer is shared
there is none. With the answer that ends a session browsers forget everything of this origin.
"""

from __future__ import annotations

from flask import Response, after_this_request, current_app

from admin.services import services
from components.directory.web_sessions import LASTS, Session


def begin(session: Session) -> None:
    if session.shared:
        forget()
    else:
        after_this_request(lambda answer: _say(answer, session.localpart))


def forget() -> None:
    after_this_request(_clear)


def _say(answer: Response, localpart: str) -> Response:
    answer.set_cookie(
        _name(), localpart, LASTS, path="/", secure=services().settings.secure, samesite="Strict"
    )
    return answer


def _clear(answer: Response) -> Response:
    answer.delete_cookie(_name(), path="/", secure=services().settings.secure, samesite="Strict")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-person"

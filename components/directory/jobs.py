"""What the directory does on demand and by the clock."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine

from components.directory.ending import resources_of
from components.runtime.jobs import Task
from components.runtime.server_api import ServerApi

REASON = "This sign-in has ended"


def tasks(
    synchronise: Callable[[], None], engine: Engine, api: ServerApi, domain: str
) -> tuple[Task, ...]:
    """Of this process's queue."""
    return (
        Task("directory.sync", synchronise, every="0 * * * *"),
        Task("directory.end_sessions", SessionEnd(engine, api, domain)),
    )


class SessionEnd:
    """Ends the streams of what has been revoked, ended or disabled."""

    def __init__(self, engine: Engine, api: ServerApi, domain: str) -> None:
        self._engine, self._api, self._domain = engine, api, domain

    def __call__(
        self,
        app_password_id: int | None = None,
        web_session_id: int | None = None,
        localpart: str | None = None,
    ) -> None:
        """One of the three. A stream that is over by now is no trouble."""
        with self._engine.begin() as connection:
            found = resources_of(
                connection,
                app_password_id=app_password_id,
                web_session_id=web_session_id,
                localpart=localpart,
            )
        for user, resource in found:
            address = {"user": user, "host": self._domain, "resource": resource}
            self._api.call("kick_session", reason=REASON, **address)

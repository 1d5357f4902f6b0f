"""What the directory does on demand and by the clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine

from components.directory import permissions
from components.directory.ending import resources_of
from components.runtime.jobs import Task
from components.runtime.server_api import ServerApi

REASON = "This sign-in has ended"


def tasks(
    synchronise: Callable[..., None],
    rehearse: Callable[..., None],
    provision: Callable[[], None],
    engine: Engine,
    api: ServerApi,
    domain: str,
) -> tuple[Task, ...]:
    """Of this process's queue."""
    return (
        Task("directory.sync", synchronise, every="*/5 * * * *"),
        Task("directory.rehearse", rehearse),
        Task("directory.provision", provision),
        Task("directory.end_sessions", SessionEnd(engine, api, domain)),
        Task("directory.forget_answers", partial(_forget_answers, engine), every="30 3 * * *"),
    )


def _forget_answers(engine: Engine) -> None:
    with engine.begin() as connection:
        permissions.forget_answers(connection)


class SessionEnd:
    """Ends the streams of what has been revoked, ended or disabled."""

    def __init__(self, engine: Engine, api: ServerApi, domain: str) -> None:
        self._engine, self._api, self._domain = engine, api, domain

    def __call__(self, localpart: str | None = None, **signed_in_by: int) -> None:
        """All of an account's, or those that `app_password_id` or `web_session_id` signed in."""
        if localpart is not None:
            self._api.call("kick_user", user=localpart, host=self._domain)
            return
        with self._engine.begin() as connection:
            found = resources_of(connection, **signed_in_by)
        for user in {user for user, _ in found}:
            self._end(user, {resource for of, resource in found if of == user})

    def _end(self, user: str, resources: set[str]) -> None:
        """Most of them have ended long ago."""
        address = {"user": user, "host": self._domain}
        online = {one["resource"] for one in self._api.call("user_sessions_info", **address)}
        for resource in sorted(resources & online):
            self._api.call("kick_session", resource=resource, reason=REASON, **address)

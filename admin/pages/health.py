"""How this instance is, for its administrators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from admin import status
from admin.services import connection, services
from admin.session import permitted
from components.archive.ledger import state
from components.directory import sign_ins, sync_runs
from components.directory.roles import Permission
from components.directory.sign_ins import SignIn

LOOKED_AT, SHOWN = 200, 20

pages = Blueprint("health", __name__, url_prefix="/admin")


@dataclass(frozen=True)
class Failures:
    """Failed sign-ins that differ in nothing but the moment."""

    localpart: str | None
    """None for names that are nobody's."""
    door: str
    address: str | None
    reason: str
    at: datetime
    """The latest."""
    times: int


@pages.get("/")
@permitted(Permission.SEE_HEALTH)
def front() -> Response:
    return redirect(url_for("health.health"))


@pages.get("/health")
@permitted(Permission.SEE_HEALTH)
def health() -> str:
    recent = sign_ins.recent_failures(connection(), LOOKED_AT)
    return render_template(
        "health.html",
        status=status.read(services().settings.status_file),
        sync=sync_runs.last(connection()),
        ledger=state.read(connection()),
        failures=grouped(recent)[:SHOWN],
    )


def grouped(failures: Iterable[SignIn]) -> list[Failures]:
    """The newest first, as they come."""
    alike: dict[tuple[str | None, str, str | None, str], list[datetime]] = {}
    for each in failures:
        key = (each.localpart, each.door, each.address, each.reason)
        alike.setdefault(key, []).append(each.at)
    return [Failures(*key, at=moments[0], times=len(moments)) for key, moments in alike.items()]

"""How this instance is: a word for anybody, the rest for administrators."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select

from admin import status
from admin.api import scrape
from admin.api.asking import permitted
from admin.api.part import Part
from admin.api.shapes import Health, InstanceHealth, SignInFailures
from admin.services import connection, services
from components.directory import sign_ins, sync_runs
from components.directory.roles import Permission

MOST_FAILURES = 100
HEALTH_READERS = permitted(Permission.SEE_HEALTH, "health:read")

part = Part("Operations", "How this instance is; mostly for its administrators.")


@part.operation("/health", Health)
def health() -> dict[str, str]:
    """Whether the portal serves requests

    For anybody. 503 while its database does not answer.
    """
    connection().execute(select(1))
    return {"status": "ok"}


@part.operation("/admin/health", InstanceHealth, guard=HEALTH_READERS)
def instance_health() -> dict[str, Any]:
    """Every part of this instance, and the last reading of the CMS"""
    found = status.read(services().settings.status_file)
    parts = found.parts.items() if found else ()
    return {
        "state": found.state if found else "unknown",
        "parts": [
            {
                "name": name,
                "state": part.state,
                "healthy": part.healthy,
                "trouble": part.trouble,
                "since": part.since,
                "restarts": part.restarts,
            }
            for name, part in parts
        ],
        "sync": sync_runs.last(connection()),
    }


@part.operation("/admin/sign-in-failures", SignInFailures, guard=HEALTH_READERS)
def sign_in_failures() -> dict[str, Any]:
    """The last hundred refused sign-ins, the newest first"""
    return {"failures": sign_ins.recent_failures(connection(), MOST_FAILURES)}


@part.operation(
    "/admin/metrics/<process:process>",
    {"type": "string"},
    guard=permitted(Permission.SEE_HEALTH, "metrics:read"),
    errors=[404],
    media_type=scrape.MEDIA_TYPE,
    raw=True,
)
def metrics(process: str) -> Response:
    """What a process counts

    In the text format of Prometheus, which can read it with a token.
    """
    text = scrape.read(services().settings.metrics_folder / f"{process}.sock")
    return Response(text, content_type=scrape.MEDIA_TYPE)

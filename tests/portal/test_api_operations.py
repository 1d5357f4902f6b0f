"""How the instance is, for anybody and for administrators."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import create_engine

from admin.services import Services
from admin.settings import PortalSettings
from components.runtime import metrics
from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem

PATHS = ("/admin/health", "/admin/sign-in-failures", "/admin/metrics/portal")
STATUS = """{"state": "degraded", "failing": "ejabberd", "parts": {
  "postgres": {"state": "running", "since": "2026-11-21T10:00:00Z", "restarts": 0, "health": "ok"},
  "ejabberd": {"state": "waiting", "since": "2026-11-21T10:05:00Z", "restarts": 3, "health": "",
               "last_end": "ended with 1"}}}"""


@pytest.fixture
def monitor(margaret: Browser) -> Rest:
    return Rest.of_page(margaret).program("health:read", "metrics:read")


@pytest.fixture
def status_file(settings: PortalSettings) -> Iterator[Path]:
    settings.status_file.write_text(STATUS)
    yield settings.status_file
    settings.status_file.unlink()


def test_anybody_may_know_that_it_works(stranger: Browser) -> None:
    assert stranger.get("/api/v1/health").json == {"status": "ok"}


def test_health_says_when_the_database_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    services: Services = app.extensions["stoa"]
    nowhere = create_engine("postgresql+psycopg://app@127.0.0.1:1/stoa")
    monkeypatch.setitem(
        app.extensions, "stoa", Services(services.settings, nowhere, services.source)
    )
    answer = Browser.open(app).get("/api/v1/health")

    assert problem(answer) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "2"
    assert "127.0.0.1" not in answer.text


def test_administrators_see_every_part(monitor: Rest, status_file: Path) -> None:
    found = monitor.get("/admin/health").json

    assert found["state"] == "degraded"
    assert [(part["name"], part["healthy"], part["trouble"]) for part in found["parts"]] == [
        ("postgres", True, ""),
        ("ejabberd", False, "ended with 1"),
    ]


def test_they_see_the_last_reading_of_the_cms(margaret: Browser, database: Database) -> None:
    page = Rest.of_page(margaret)
    database.execute("insert into stoa.sync_run (finished_at, added) values (now(), 25)")
    found = page.get("/admin/health").json

    assert (found["state"], found["parts"]) == ("unknown", [])
    assert (found["sync"]["added"], found["sync"]["trouble"]) == (25, "")
    age = datetime.now(UTC) - datetime.fromisoformat(found["sync"]["started_at"])
    assert abs(age.total_seconds()) < 60


def test_they_see_who_failed_to_sign_in(app: Flask, monitor: Rest) -> None:
    Browser.open(app, "203.0.113.9").sign_in(cast.ADA, password="a guess")

    (failure,) = monitor.get("/admin/sign-in-failures").json["failures"]
    assert (failure["localpart"], failure["door"], failure["address"]) == (
        cast.ADA,
        "web",
        "203.0.113.9",
    )
    assert "a guess" not in str(failure)


def test_prometheus_reads_what_a_process_counts(monitor: Rest, settings: PortalSettings) -> None:
    path = settings.metrics_folder / "directory.sock"
    metrics.serve(path)
    answer = monitor.get("/admin/metrics/directory")
    path.unlink()

    assert answer.content_type.startswith("text/plain")
    assert "# TYPE " in answer.text
    assert problem(monitor.get("/admin/metrics/directory")) == NOT_FOUND


def test_a_process_that_answers_nothing_is_unavailable(
    monitor: Rest, settings: PortalSettings
) -> None:
    path = settings.metrics_folder / "silent.sock"
    with UnixStreamServer(str(path), _HangsUp) as server:
        Thread(target=server.handle_request, daemon=True).start()
        answer = monitor.get("/admin/metrics/silent")
    path.unlink()

    assert problem(answer) == (503, "unavailable")


class _HangsUp(BaseHTTPRequestHandler):
    def handle(self) -> None:
        """Closes what has been opened."""


@pytest.mark.parametrize("process", ["..", "%2e%2e", "status.json", "..%2fapi", "a%00", "A", "-"])
def test_only_names_of_processes_are_looked_for(monitor: Rest, process: str) -> None:
    assert problem(monitor.get(f"/admin/metrics/{process}")) == NOT_FOUND


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_sees_any_of_it(
    ada: Browser, margaret: Browser, stranger: Browser, path: str
) -> None:
    assert problem(stranger.get(f"/api/v1{path}")) == NOT_SIGNED_IN
    assert problem(ada.get(f"/api/v1{path}")) == NOT_ALLOWED
    other_scope = Rest.of_page(margaret).program("people:read")
    assert problem(other_scope.get(path)) == NOT_ALLOWED


def test_a_token_of_somebody_who_was_administrator_sees_nothing(
    monitor: Rest, database: Database
) -> None:
    database.execute("delete from stoa.role")
    try:
        assert problem(monitor.get("/admin/health")) == NOT_ALLOWED
    finally:
        database.execute("insert into stoa.role values ('margaret', 'administrator')")

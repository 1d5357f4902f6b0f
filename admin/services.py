"""What every request works with, built once in `admin.app`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Connection, Engine

from admin.request_log import SAFE_METHODS
from admin.settings import PortalSettings
from components.directory.authenticator import Authenticator
from components.directory.hash_authenticator import HashAuthenticator
from components.directory.source import Source
from components.push.services import Services as PushServices
from components.upload.links import Links


@dataclass(frozen=True)
class Services:
    settings: PortalSettings
    engine: Engine
    source: Source
    """The CMS: it knows what people type to sign in."""

    @cached_property
    def authenticator(self) -> Authenticator:
        return HashAuthenticator(self.source)

    @cached_property
    def links(self) -> Links:
        return Links(self.settings.origin, self.settings.domain, self.settings.file_links)

    @cached_property
    def push_services(self) -> PushServices:
        return PushServices(self.settings.push_services)

    @cached_property
    def reading(self) -> Engine:
        """The same connections, each statement for itself: one round trip instead of three."""
        return self.engine.execution_options(isolation_level="AUTOCOMMIT")


def register(app: Flask, services: Services) -> None:
    app.extensions["stoa"] = services
    app.after_request(_end_transaction)
    app.teardown_appcontext(_close)


def services() -> Services:
    services: Services = current_app.extensions["stoa"]
    return services


def connection() -> Connection:
    """This request's connection, opened at its first use.

    What a POST or the like changed is committed with an answer below 400 and undone with any other.
    """
    if "connection" not in g:
        safe, engines = request.method in SAFE_METHODS, services()
        g.connection = (engines.reading if safe else engines.engine).connect()
    found: Connection = g.connection
    return found


def _end_transaction(response: Response) -> Response:
    if "connection" in g and response.status_code < 400:
        g.connection.commit()
    return response


def _close(_error: BaseException | None) -> None:
    if "connection" in g:
        g.pop("connection").close()

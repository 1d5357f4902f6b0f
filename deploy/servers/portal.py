"""The portal: granian with the Flask application, on a socket that only nginx reaches."""

import asyncio
import http.client
import socket
from pathlib import Path

from deploy.instance import files, web
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.settings import PushServices
from deploy.instance.users import Accounts
from deploy.servers import component
from deploy.supervisor import leftovers
from deploy.supervisor.part import Busy, NotReady, Part

THREADS = 8
ANSWER_SECONDS = 5.0
HEALTH = "/api/v1/health"
SOCKET_MODE = "0660"
"""Without the zero granian takes it for a decimal number."""


def prepare(layout: Layout, users: Accounts) -> None:
    folder = layout.portal_socket.parent
    files.folder(folder, users.portal, 0o2750 if users.privileged else 0o700, users.nginx.gid)
    known_as = layout.metrics / "portal.sock"  # in a folder where it may not write
    known_as.unlink(missing_ok=True)
    known_as.symlink_to(_metrics(layout))


def part(layout: Layout, instance: Instance, users: Accounts) -> Part:
    authority = web.origin(instance).partition("://")[2]
    return Part(
        name="portal",
        argv=(str(layout.python), "-m", "granian", *_options(layout), "admin.app:create"),
        environment=_environment(layout, instance),
        account=users.portal,
        folder=layout.checkout,
        probe=lambda: _answers(layout.portal_socket, authority),
        needs=("postgres",),
        prepare=lambda: clear(layout),
        umask=0o007,
    )


def clear(layout: Layout) -> None:
    leftovers.kill(lambda: leftovers.of_part(layout.home, "portal"))
    layout.portal_socket.unlink(missing_ok=True)


def _options(layout: Layout) -> list[str]:
    return [
        *("--interface", "wsgi", "--factory", "--http", "1", "--no-ws"),
        *("--uds", str(layout.portal_socket), "--uds-permissions", SOCKET_MODE),
        *("--workers", "1", "--blocking-threads", str(THREADS)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", "2"),
        *("--log-level", "error", "--no-access-log"),
    ]


def _environment(layout: Layout, instance: Instance) -> dict[str, str]:
    told = component.environment(layout, instance, "portal", "app") | {
        "STOA_METRICS": str(_metrics(layout)),
        "STOA_ORIGIN": web.origin(instance),
        "STOA_STATUS_FILE": str(layout.status),
        "STOA_SENDING": str(layout.sending),
        "STOA_METRICS_FOLDER": str(layout.metrics),
        "STOA_CLIENT_PORT": str(instance.ports["client"]),
        "STOA_CLIENT_TLS_PORT": str(instance.ports["client_tls"]),
        "STOA_LOOPBACK": str(instance.loopback).lower(),
    }
    return told | PushServices().told()


def _metrics(layout: Layout) -> Path:
    return layout.portal_socket.with_name("metrics.sock")


async def _answers(path: Path, authority: str) -> None:
    try:
        status = await asyncio.to_thread(_ask, path, authority)
    except (OSError, http.client.HTTPException) as error:
        raise NotReady(f"does not answer: {error}") from None
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Busy(f"answers {status}")


def _ask(path: Path, authority: str) -> int:
    """The status of its health, asked as nginx asks."""
    connection = http.client.HTTPConnection(authority)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(ANSWER_SECONDS)
    try:
        connection.sock.connect(str(path))
        connection.request("GET", HEALTH, headers={"X-Forwarded-For": "127.0.0.1"})
        return connection.getresponse().status
    finally:
        connection.close()

"""Metrics of a process of ours, from its unix socket."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path

from werkzeug.exceptions import ServiceUnavailable

from schemas.refusals import NotFound

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
TIMEOUT_SECONDS = 2
LARGEST_BYTES = 4 * 1024 * 1024


def read(path: Path) -> bytes:
    """Raises NotFound where there is no such process, ServiceUnavailable where it is silent."""
    if not path.is_socket():
        raise NotFound("There is no such process, or it counts nothing")
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(TIMEOUT_SECONDS)
    try:
        connection.sock.connect(str(path))
        connection.request("GET", "/metrics")
        return connection.getresponse().read(LARGEST_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise ServiceUnavailable(
            "The process does not answer", retry_after=TIMEOUT_SECONDS
        ) from error
    finally:
        connection.close()

"""What a process counts, for Prometheus, on a unix socket of its own."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics, make_wsgi_app

disable_created_metrics()  # type: ignore[no-untyped-call]  # lines that nobody reads

REQUESTS = Counter("stoa_requests", "Requests (IQ) that were answered", ["payload", "answer"])
REQUEST_SECONDS = Histogram("stoa_request_seconds", "Time to the answer of a request", ["payload"])
JOBS = Counter("stoa_jobs", "Runs of jobs", ["task", "outcome"])
OUTBOX_SENT = Counter("stoa_outbox_sent", "Stanzas sent from the outbox")
LEDGER_ENTRIES = Counter("stoa_ledger_entries", "Entries that the ledger has got")
LEDGER_SIZE = Gauge("stoa_ledger_size", "Entries that are in the ledger")
LEDGER_LAG_SECONDS = Gauge("stoa_ledger_lag_seconds", "How long what it lacks has waited at most")
PUSHES = Counter("stoa_pushes", "Messages handed to push services", ["outcome"])
STREAM_UP = Gauge("stoa_stream_up", "1 while the stream to the server is up")


class _Server(ThreadingMixIn, WSGIServer):
    address_family = socket.AF_UNIX
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's asks the resolver who we are
        self.server_name, self.server_port = "localhost", 0
        self.setup_environ()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, _ = super().get_request()
        return connection, ("local", 0)  # a unix socket's peer has no address


class _Silent(WSGIRequestHandler):
    def address_string(self) -> str:
        return "local"

    def log_message(self, *_: Any) -> None:
        """Whoever reads metrics reads them every few seconds."""


def serve(path: Path) -> None:
    """`GET` of anything answers with the process's registry; the socket's folder guards it."""
    path.unlink(missing_ok=True)
    server = _Server(str(path), _Silent)  # type: ignore[arg-type]  # a unix socket's address
    path.chmod(0o660)
    server.set_app(make_wsgi_app())
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()

"""Settings of the portal (see `.env.example`)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from components.directory.sources.mapping_file import DEFAULT
from components.runtime.settings import ProcessSettings


class PortalSettings(ProcessSettings):
    origin: str
    """Where browsers find us, without a path: `http://localhost:8080`."""
    session_key: str
    """Signs the cookies."""
    file_links: str
    """The key of all links to shared files."""
    push_key: str
    """What browsers subscribe with: the push component's public key."""
    push_services: str = ""
    """Push services beside the known ones: origins, separated by spaces."""
    cms_url: str | None = None
    """SQLAlchemy's address of the CMS's database; none: nobody can sign in."""
    cms_mapping: str = DEFAULT
    """What is read there: the name of a ready mapping, or the path of a file."""
    status_file: Path
    """What the supervisor last wrote about the parts."""
    metrics_folder: Path
    exports: Path
    """Folder of what people take along."""
    sending: Path
    """Where the server takes messages of people who ask by REST: a unix socket."""
    client_port: int
    client_tls_port: int
    loopback: bool
    """Clients reach this instance from this machine only."""

    @property
    def secure(self) -> bool:
        """Browsers reach us by TLS, and cookies travel no other way."""
        return self.origin.startswith("https:")

    @property
    def cookie(self) -> str:
        """Named after the port as well: browsers send cookies to every port of a host, and two
        instances on one machine would sign each other's people out."""
        port = urlsplit(self.origin).port
        return "__Host-stoa" if self.secure else f"stoa-{port}" if port else "stoa"

    @property
    def websocket(self) -> str:
        """Where browsers speak XMPP (RFC 7395)."""
        return self.origin.replace("http", "ws", 1) + "/ws"

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

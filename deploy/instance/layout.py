"""The folders of an instance."""

import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.instance.refusal import Refused

LONGEST_SOCKET_PATH_BYTES = 107


@dataclass(frozen=True)
class Layout:
    """Names every place an instance reads or writes; makes none of them."""

    home: Path
    tree: Path
    """Debian packages unpacked and patched to run from this very path."""
    checkout: Path
    shared_webclient: Path | None = None
    """Built by another instance."""

    @property
    def etc(self) -> Path:
        return self.home / "etc"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def tls(self) -> Path:
        return self.home / "tls"

    @property
    def keys(self) -> Path:
        """The ledger's key store: no part of the database, nor of its backups."""
        return self.home / "keys"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def exports(self) -> Path:
        """What people take along, for a week: made by the archive, handed out by the portal."""
        return self.home / "exports"

    @property
    def files(self) -> Path:
        """What people share: written by the upload component; nginx brings it, and reads what was
        scanned."""
        return self.home / "files"

    @property
    def arriving(self) -> Path:
        """Where nginx writes what comes, on the disk of the files."""
        return self.files / "arriving"

    @property
    def upload_socket(self) -> Path:
        return self.run / "upload" / "http.sock"

    @property
    def signatures(self) -> Path:
        """What the scanner looks for."""
        return self.home / "clamav"

    @property
    def scanner_socket(self) -> Path:
        return self.run / "clamd" / "clamd.sock"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def python(self) -> Path:
        """The environment we run in; two instances may share one."""
        return Path(sys.executable)

    @property
    def postgres_data(self) -> Path:
        return self.home / "postgres" / "data"

    @property
    def postgres_sockets(self) -> Path:
        return self.run / "postgres"

    @property
    def ejabberd(self) -> Path:
        return self.home / "ejabberd"

    @property
    def ejabberd_api(self) -> Path:
        return self.run / "ejabberd" / "api.sock"

    @property
    def sending(self) -> Path:
        """Where the portal sends as a person (`ejabberd-config/modules/stoa_sending.erl`)."""
        return self.run / "sending" / "api.sock"

    @property
    def notifications(self) -> Path:
        return self.run / "notify"

    @property
    def metrics(self) -> Path:
        return self.run / "metrics"

    @property
    def portal_socket(self) -> Path:
        return self.run / "portal" / "portal.sock"

    @property
    def nginx(self) -> Path:
        """The web server's sockets; also what its processes are known by."""
        return self.run / "nginx"

    @property
    def web(self) -> Path:
        """What the web server hands out by itself."""
        return self.home / "web"

    @property
    def webclient(self) -> Path:
        """The copy the web client is built in, and in `dist` what became of it."""
        return self.shared_webclient or self.home / "webclient"

    @property
    def status(self) -> Path:
        """The parts' states, for the health page."""
        return self.run / "status.json"

    @property
    def control_socket(self) -> Path:
        return self.run / "supervisor.sock"

    @property
    def lock(self) -> Path:
        return self.run / "supervisor.lock"

    @property
    def cms(self) -> Path:
        """Where the operator's own CMS is, an address with its password."""
        return self.secrets / "cms_url"

    @property
    def mapping(self) -> Path:
        """What the operator has read of their CMS."""
        return self.etc / "people.toml"

    @property
    def demo(self) -> Path:
        """Each demo person's app password."""
        return self.secrets / "demo.json"

    @property
    def demo_cms(self) -> Path:
        """Each demo person's password in the CMS."""
        return self.secrets / "demo-cms.json"

    def libraries(self) -> Path:
        """The tree's architecture folder, such as `usr/lib/x86_64-linux-gnu`."""
        for folder in sorted((self.tree / "usr" / "lib").glob("*-linux-gnu")):
            return folder
        raise Refused(f"{self.tree} does not hold the servers", "run ./stoa again to fetch them")

    def postgres_program(self, name: str) -> Path:
        return self.tree / "usr" / "lib" / "postgresql" / "17" / "bin" / name

    def refuse_long_sockets(self) -> None:
        """Raises Refused where a Unix socket's path would exceed the kernel's limit."""
        longest = self.postgres_sockets / ".s.PGSQL.65535"
        length = len(bytes(longest))
        if length > LONGEST_SOCKET_PATH_BYTES:
            raise Refused(
                f"{longest} has {length} bytes; a Unix socket's path may have "
                f"{LONGEST_SOCKET_PATH_BYTES}",
                "set STOA_HOME to a shorter path",
            )

"""The web server: its configuration with this instance's values, and how it is run."""

import re
import resource
from collections.abc import Mapping
from pathlib import Path

from deploy.instance import files, web
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.tls import Tls
from deploy.instance.tools import PLAIN
from deploy.instance.users import Accounts
from deploy.servers import web_files
from deploy.servers.answering import answer
from deploy.supervisor import leftovers
from deploy.supervisor.part import Part

PLACE = re.compile("@([A-Z_]+)@")
MOST_OPEN_FILES = 20_000
A_YEAR = "max-age=31536000"


def prepare(layout: Layout, instance: Instance, users: Accounts) -> None:
    """Folders, the files it hands out, and its configuration."""
    files.folder(layout.nginx, users.nginx, 0o700)
    _log(layout).touch(0o600)
    files.give(_log(layout), users.nginx)
    web_files.write(layout.web, layout.webclient / "dist")
    etc = files.folder(layout.etc / "nginx", users.supervisor, 0o755)
    for source in sorted((layout.checkout / "deploy" / "nginx").glob("*.conf")):
        text = fill(source.read_text(), values(layout, instance, users))
        files.write(etc / source.name, text, users.nginx)


def values(layout: Layout, instance: Instance, users: Accounts) -> dict[str, str]:
    secure = web.secure(instance)
    trusted = bool(instance.certificate) and not instance.local
    address = f"[{instance.listen}]" if ":" in instance.listen else instance.listen
    return {
        "TREE": str(layout.tree),
        "RUN": str(layout.nginx),
        "LOG": str(_log(layout)),
        "WEB": str(layout.web),
        "PORTAL": str(layout.portal_socket),
        "UPLOAD": str(layout.upload_socket),
        "FILES": str(layout.files),
        "ARRIVING": str(layout.arriving),
        "CERTIFICATE": str(Tls(layout, users).for_browsers),
        "OPEN_FILES": str(_open_files()),
        "WEBSOCKET_PORT": str(instance.ports["websocket"]),
        "DOMAIN": instance.domain,
        "HOSTS": " ".join(web.hosts(instance)),
        "LISTEN": f"{address}:{instance.ports['web']}",
        "FAMILIES": "ipv6only=off" if instance.listen == "::" else "",
        "SPEAKS": "ssl" if secure else "",
        "TLS": "include tls.conf;" if secure else "",
        "TRANSPORT_SECURITY": A_YEAR if trusted else "",
    }


def fill(template: str, values: Mapping[str, str]) -> str:
    """Raises KeyError for a place that has no value."""
    return PLACE.sub(lambda found: values[found[1]], template)


def part(layout: Layout, users: Accounts) -> Part:
    configuration = layout.etc / "nginx" / "nginx.conf"
    return Part(
        name="nginx",
        argv=(
            str(layout.tree / "usr" / "sbin" / "nginx"),
            *("-e", "stderr", "-p", str(layout.nginx), "-c", str(configuration)),
        ),
        environment=PLAIN,
        account=users.nginx,
        folder=layout.nginx,
        probe=lambda: _answers(layout.nginx / "health.sock"),
        prepare=lambda: clear(layout),
    )


def clear(layout: Layout) -> None:
    """Ends workers that outlived their master, and drops what they listened on or were storing."""
    leftovers.kill(lambda: leftovers.of_folder(layout.nginx, "nginx"))
    (layout.nginx / "health.sock").unlink(missing_ok=True)
    files.empty(layout.arriving)


async def _answers(socket: Path) -> None:
    await answer(socket, b"GET / HTTP/1.0\r\n\r\n")


def _log(layout: Layout) -> Path:
    """Made by us, as it may not make files here itself."""
    return layout.log / "access.log"


def _open_files() -> int:
    """Without rights of its own it may not raise what it was given."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_OPEN_FILES if most == resource.RLIM_INFINITY else min(most, MOST_OPEN_FILES)

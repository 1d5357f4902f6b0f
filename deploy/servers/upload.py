"""The upload component: on a socket that only nginx reaches, with a folder that nginx reads."""

from dataclasses import replace
from pathlib import Path

from components.upload.storage import PLACES
from deploy.instance import files, web
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.settings import FileLimits
from deploy.instance.users import Accounts
from deploy.servers import component
from deploy.supervisor.part import Part


def prepare(layout: Layout, users: Accounts) -> None:
    """Nginx may read what was scanned, and bring more; nothing else of what people share."""
    shared = 0o2750 if users.privileged else 0o700
    files.folder(layout.upload_socket.parent, users.upload, shared | 0o001, users.nginx.gid)
    files.folder(_metrics(layout).parent, users.upload, shared, users.portal.gid)
    known_as = layout.metrics / "upload.sock"  # in a folder where it may not write
    known_as.unlink(missing_ok=True)
    known_as.symlink_to(_metrics(layout))
    files.folder(layout.files, users.upload, shared, users.nginx.gid)
    kept = 0o2770 if users.privileged else 0o700
    for place, mode in PLACES.items():  # what is stored gets its folder's group
        files.folder(layout.files / place, users.upload, (mode | 0o2000) & kept, users.nginx.gid)
    files.folder(layout.arriving, users.nginx, kept & 0o2700, users.upload.gid)


def part(layout: Layout, instance: Instance, users: Accounts) -> Part:
    found = component.part(layout, instance, users, "upload")
    told = {
        "STOA_METRICS": str(_metrics(layout)),
        "STOA_ORIGIN": web.origin(instance),
        "STOA_FILES": str(layout.files),
        "STOA_UPLOAD_SOCKET": str(layout.upload_socket),
        "STOA_SCANNER": str(layout.scanner_socket),
    }
    told |= FileLimits().told()
    return replace(found, environment=dict(found.environment) | told, umask=0o027)


def _metrics(layout: Layout) -> Path:
    return layout.upload_socket.parent / "metrics" / "metrics.sock"

"""The push component: the one part that talks to the Internet, as a user of its own."""

from dataclasses import replace
from pathlib import Path

from deploy.instance import files
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.settings import PushServices
from deploy.instance.users import Accounts
from deploy.servers import component
from deploy.supervisor.part import Part


def prepare(layout: Layout, users: Accounts) -> None:
    shared = 0o2750 if users.privileged else 0o700
    files.folder(_metrics(layout).parent, users.push, shared, users.portal.gid)
    known_as = layout.metrics / "push.sock"  # in a folder where it may not write
    known_as.unlink(missing_ok=True)
    known_as.symlink_to(_metrics(layout))


def part(layout: Layout, instance: Instance, users: Accounts) -> Part:
    found = component.part(layout, instance, users, "push")
    told = {"STOA_METRICS": str(_metrics(layout))} | PushServices().told()
    return replace(found, environment=dict(found.environment) | told, umask=0o027)


def _metrics(layout: Layout) -> Path:
    return layout.run / "push" / "metrics.sock"

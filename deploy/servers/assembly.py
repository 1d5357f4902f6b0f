"""Everything of an instance built in one place, ready to be supervised."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from psutil import Process

from deploy.instance import credentials, files
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.ports import free_base, refuse_foreign_address, taken
from deploy.instance.refusal import Refused
from deploy.instance.tls import Tls
from deploy.instance.users import Accounts, accounts, refuse_unreachable
from deploy.servers import clamd, cms, component, ejabberd, nginx, portal, postgres, push, upload
from deploy.servers.one_shots import OneShots
from deploy.supervisor import leftovers
from deploy.supervisor.part import Part

LEAST_FREE_BYTES = 300_000_000
STRAGGLERS_SECONDS = 25.0


@dataclass(frozen=True)
class Assembly:
    """An instance whose files are in place."""

    layout: Layout
    instance: Instance
    users: Accounts
    tls: Tls
    parts: tuple[Part, ...]


def make_folders(layout: Layout) -> Accounts:
    """The folders every command may count on, and the users who own them."""
    users = accounts()
    for path in (layout.etc, layout.run, layout.log):
        files.folder(path, users.supervisor, 0o711)
    return users


def assemble(layout: Layout, instance: Instance, users: Accounts) -> Assembly:
    """Prepares all files. Raises Refused for whatever would stop the parts later."""
    refuse_full_disk(layout)
    refuse_unreachable(users, (layout.home, layout.tree, layout.checkout, layout.python.parent))
    end_stragglers(layout)
    refuse_foreign_address(instance.listen)
    refuse_taken_ports(instance)
    found = credentials.prepare(layout.secrets, users)
    tls = Tls(layout, users)
    tls.install(instance)
    component.prepare(layout, users)
    cms.prepare(layout, instance, users, found)
    portal.prepare(layout, users)
    upload.prepare(layout, users)
    push.prepare(layout, users)
    clamd.prepare(layout, users)
    with ThreadPoolExecutor() as beside:
        works = (
            beside.submit(postgres.prepare, layout, instance.ports["postgres"], users),
            beside.submit(ejabberd.prepare, layout, instance, users, found),
            beside.submit(nginx.prepare, layout, instance, users),
        )
    for work in works:
        work.result()
    parts = _parts(layout, instance, users, found)
    return Assembly(layout, instance, users, tls, parts)


def refuse_full_disk(layout: Layout) -> None:
    free = shutil.disk_usage(layout.home).free
    if free < LEAST_FREE_BYTES:
        raise Refused(
            f"only {free // 1_000_000} MB are free under {layout.home}",
            f"make room: at least {LEAST_FREE_BYTES // 1_000_000} MB are needed",
        )


def refuse_taken_ports(instance: Instance) -> None:
    """Raises Refused naming each taken port, its owner and a base that is free."""
    found = taken(instance.ports, instance.listen)
    if not found:
        return
    base = free_base(instance.listen)
    remedy = f"end it, or ./stoa up --port-base {base}" if base else "end it"
    raise Refused("\n".join(map(str, found)), remedy)


def end_stragglers(layout: Layout) -> None:
    """Waits for parts whose supervisor was killed: they are ending in order."""

    def find() -> list[Process]:
        return leftovers.of_home(layout.home)

    if not leftovers.wait_gone(find, STRAGGLERS_SECONDS):
        leftovers.kill(find)


def _parts(
    layout: Layout,
    instance: Instance,
    users: Accounts,
    found: credentials.Credentials,
) -> tuple[Part, ...]:
    database = postgres.part(layout, instance.ports["postgres"], users, found)
    server = ejabberd.part(layout, instance, users)
    steps = OneShots(layout, instance, users, found)
    components = ("archive", "directory") if cms.connected(layout, instance) else ("archive",)
    return (
        replace(database, once_ready=steps.with_database),
        replace(server, once_ready=steps.with_server),
        *(component.part(layout, instance, users, name) for name in components),
        clamd.part(layout, users),
        upload.part(layout, instance, users),
        push.part(layout, instance, users),
        portal.part(layout, instance, users),
        nginx.part(layout, users),
    )

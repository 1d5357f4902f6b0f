"""What `doctor` looks at on the machine."""

import ctypes
import platform
import shutil
import time
from collections.abc import Iterator

from deploy.command.doctor import Finding, Patient, fail, ok, warn
from deploy.instance import web
from deploy.instance.ports import owner_of, taken
from deploy.instance.tools import run
from deploy.instance.users import accounts, refuse_unreachable
from deploy.servers.erlang import Erlang

LEAST_FREE_BYTES, LITTLE_FREE_BYTES = 300_000_000, 1_000_000_000
TIME_ERROR = 5
TIMEX_BYTES = 512
"""More than any kernel's struct timex."""


def versions(patient: Patient) -> Iterator[Finding]:
    erlang = Erlang(patient.layout)
    erlang.refuse_old_ejabberd()
    year, month = erlang.ejabberd_version()
    program = str(patient.layout.postgres_program("postgres"))
    postgres = run([program, "--version"], accounts().postgres).strip()
    yield ok(f"ejabberd {year}.{month:02}, {postgres}")
    yield ok(f"Python {platform.python_version()} on {platform.platform()}")


def disk(patient: Patient) -> Iterator[Finding]:
    free = shutil.disk_usage(patient.layout.home).free
    said = f"{free // 1_000_000} MB free under {patient.layout.home}"
    if free < LEAST_FREE_BYTES:
        yield fail(said, "make room: ./stoa up refuses below 300 MB")
    elif free < LITTLE_FREE_BYTES:
        yield warn(said, "make room: every message is kept")
    else:
        yield ok(said)


def clock(patient: Patient) -> Iterator[Finding]:
    newest = (patient.layout.etc / "instance.json").stat().st_mtime
    if newest > time.time() + 1:
        yield fail("the clock is behind an earlier start", "set the clock")
    elif ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES)) < TIME_ERROR:
        yield ok("the clock is synchronised")
    else:
        yield warn("nothing keeps the clock right", "run chrony or systemd-timesyncd")


def ports(patient: Patient) -> Iterator[Finding]:
    instance = patient.instance
    found = taken(instance.ports, instance.listen)
    if not patient.report:
        for each in found:
            yield fail(str(each), "end it, or choose ./stoa up --port-base N")
        if not found:
            yield ok("all ports are free")
        return
    held = {each.service for each in found}
    for name in sorted(set(instance.ports) - held):
        yield fail(f"port {instance.ports[name]} ({name}) has no listener", "./stoa logs")
    if held == set(instance.ports):
        yield ok(f"all ports are ours; clients reach {_holder(patient, 'client')}")
        yield ok(f"browsers reach {_holder(patient, 'web')} at {web.origin(instance)}")


def _holder(patient: Patient, service: str) -> str:
    return owner_of(patient.instance.ports[service], "tcp").partition(" (")[0]


def reach(patient: Patient) -> Iterator[Finding]:
    layout, users = patient.layout, accounts()
    refuse_unreachable(users, (layout.home, layout.tree, layout.checkout, layout.python.parent))
    yield ok("the parts' users reach the checkout and the state")


EXAMINATIONS = (versions, disk, clock, ports, reach)

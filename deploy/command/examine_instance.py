"""What `doctor` looks at in the instance's own files and processes."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from deploy.command.doctor import Finding, Patient, fail, ok, warn
from deploy.instance.certificates import refuse_unfit
from deploy.instance.credentials import Credentials, owner
from deploy.instance.tls import Tls
from deploy.instance.users import Accounts, accounts
from deploy.servers import clamd
from deploy.servers.postgres import DURABILITY, superuser_connection
from deploy.supervisor import leftovers

CERTIFICATE_WARNING = timedelta(days=14)


def secrets(patient: Patient) -> Iterator[Finding]:
    """Every secret is 0400, in a folder 0500, both of the part's own user."""
    users = accounts()
    wrong = [
        path
        for path in sorted(patient.layout.secrets.rglob("*"))
        if not _as_it_should_be(path, path.relative_to(patient.layout.secrets), users)
    ]
    for path in wrong:
        yield fail(f"{path} may be read by others", "./stoa down, remove it, ./stoa up")
    if not wrong:
        yield ok("each secret is readable by its own part only")


def keys(patient: Patient) -> Iterator[Finding]:
    """The ledger's: the archive's user alone enters their folder."""
    folder = patient.layout.keys
    if not folder.exists():
        yield warn("the ledger has no keys yet", "./stoa up")
        return
    found = folder.stat()
    if stat.S_IMODE(found.st_mode) == 0o700 and found.st_uid == accounts().components.uid:
        yield ok("the ledger's keys are readable by the archive only")
    else:
        yield fail(f"{folder} may be read by others", "./stoa down, ./stoa up")


def durability(patient: Patient) -> Iterator[Finding]:
    """Asked of the running server: a file says nothing about what is in force."""
    if not patient.report:
        yield warn("durability is not known while it is down", "./stoa up")
        return
    port = patient.instance.ports["postgres"]
    found = Credentials(patient.layout.secrets)
    address = superuser_connection(patient.layout, port, found)
    with psycopg.connect(address) as connection:
        query = "select name, setting from pg_settings where name = any(%s)"
        found_rows = connection.execute(query, [list(DURABILITY)]).fetchall()
        rows: dict[str, str] = dict(found_rows)
    if rows == DURABILITY:
        yield ok(f"{', '.join(sorted(rows))} are on")
    else:
        yield fail(f"durability is weakened: {rows}", "./stoa restart postgres")


def certificate(patient: Patient) -> Iterator[Finding]:
    tls = Tls(patient.layout, accounts())
    pair = tls.current()
    if not pair:
        yield warn("there is no certificate yet", "./stoa up")
        return
    refuse_unfit(pair, patient.instance.domain)
    said = f"the certificate holds until {pair.expires:%F}"
    if pair.expires_within(CERTIFICATE_WARNING, datetime.now(UTC)):
        yield warn(said, "renew it: it is taken over without a restart")
    else:
        yield ok(said)


def processes(patient: Patient) -> Iterator[Finding]:
    """Processes without a supervisor, and pid files without a process."""
    if patient.report:
        yield ok(f"the supervisor is process {patient.report['supervisor']}")
        return
    for process in leftovers.of_home(patient.layout.home):
        yield fail(f"process {process.pid} has no supervisor", "./stoa down")
    stale = [path for path in pid_files(patient) if path.exists()]
    for path in stale:
        yield warn(f"{path} is left from a killed process", "./stoa up clears it")
    if not stale:
        yield ok("no process and no pid file is left over")


def pid_files(patient: Patient) -> list[Path]:
    layout = patient.layout
    return [layout.postgres_data / "postmaster.pid", layout.control_socket]


def _as_it_should_be(path: Path, inside: Path, users: Accounts) -> bool:
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    wanted = {0o500} if path.is_dir() else {0o400, 0o600}
    return mode in wanted and found.st_uid in {owner(inside.parts[0], users).uid, os.geteuid()}


def scanner(patient: Patient) -> Iterator[Finding]:
    """What it looks for, and how old that is."""
    said = clamd.remark(patient.layout.signatures)
    if said == clamd.BUILT_IN:
        yield warn("the scanner knows no malware, only its test file", "docs/operators/scanner.md")
    else:
        yield ok(f"the scanner has {said}")


EXAMINATIONS = (secrets, keys, durability, certificate, scanner, processes)

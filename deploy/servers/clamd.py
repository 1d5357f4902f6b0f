"""The scanner of what people share: its configuration, and how it is run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from deploy.instance import files
from deploy.instance.layout import Layout
from deploy.instance.tools import PLAIN
from deploy.instance.users import Accounts
from deploy.servers.answering import answer
from deploy.servers.nginx import fill
from deploy.supervisor import leftovers
from deploy.supervisor.part import NotReady, Part

LONGEST_LOADING_SECONDS = 300.0
"""ClamAV's own signatures are many; while it takes over new ones it does not answer."""
OWN_SIGNATURES = "stoa.ndb"
HEADER_BYTES, HEADER_DATE = 512, 1
"""Of a signature file of ClamAV: fields between colons."""
BUILT_IN = "only the built-in signatures: see docs/operators/scanner.md"


def prepare(layout: Layout, users: Accounts) -> None:
    """Folders, our own signatures beside ClamAV's, and its configuration."""
    run = layout.scanner_socket.parent
    shared = 0o2750 if users.privileged else 0o700
    files.folder(run, users.scanner, shared, users.upload.gid)
    files.folder(layout.signatures, users.scanner, 0o755)
    source = layout.checkout / "deploy" / "clamav"
    own = (source / OWN_SIGNATURES).read_bytes()
    files.write(layout.signatures / OWN_SIGNATURES, own, users.scanner)
    etc = files.folder(layout.etc / "clamav", users.supervisor, 0o755)
    values = {
        "RUN": str(run),
        "SIGNATURES": str(layout.signatures),
        "USER": users.scanner.name,
        "CONFIGURATION": str(etc / "clamd.conf"),
    }
    for template in sorted(source.glob("*.conf")):
        files.write(etc / template.name, fill(template.read_text(), values), users.scanner)


def part(layout: Layout, users: Accounts) -> Part:
    program = layout.tree / "usr" / "sbin" / "clamd"
    return Part(
        name="clamd",
        argv=(str(program), f"--config-file={layout.etc / 'clamav' / 'clamd.conf'}"),
        environment=PLAIN,
        account=users.scanner,
        folder=layout.signatures,
        probe=lambda: _answers(layout.scanner_socket),
        prepare=lambda: clear(layout, users),
        silent_seconds=LONGEST_LOADING_SECONDS,
        remark=lambda: remark(layout.signatures),
    )


def clear(layout: Layout, users: Accounts) -> None:
    """Drops what a killed scanner had unpacked."""
    leftovers.kill(lambda: leftovers.of_part(layout.home, "clamd"))
    layout.scanner_socket.unlink(missing_ok=True)
    unpacked = layout.scanner_socket.with_name("unpacked")
    shutil.rmtree(unpacked, ignore_errors=True)
    files.folder(unpacked, users.scanner, 0o700)


def remark(signatures: Path) -> str:
    """How old what it looks for is, where there is more than our own."""
    dates = list(_dates(signatures))
    return f"signatures of {dates[0]}" if dates else BUILT_IN


def _dates(signatures: Path) -> Iterator[str]:
    """Such as `21 Nov 2026 09-13 +0000`; that of the daily ones first."""
    for name in ("daily.cld", "daily.cvd", "main.cld", "main.cvd"):
        try:
            with (signatures / name).open("rb") as file:
                fields = file.read(HEADER_BYTES).split(b":")
        except OSError:
            continue
        if len(fields) > HEADER_DATE:
            yield fields[HEADER_DATE].decode(errors="replace")


async def _answers(socket: Path) -> None:
    said = await answer(socket, b"zPING\0")
    if said != b"PONG\0":
        raise NotReady(f"answers {said!r}")

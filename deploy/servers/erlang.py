"""The tree's Erlang: its environment, its ejabberd, and our modules compiled for it."""

import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.instance import files
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.instance.tools import run
from deploy.instance.users import Account

OLDEST_EJABBERD = (26, 7)
VERSION = re.compile(r'\{vsn,\s*"(\d+)\.(\d+)')


class Erlang:
    """Finds the programs of the tree; paths in it must not be moved."""

    def __init__(self, layout: Layout) -> None:
        self.root = layout.tree / "usr" / "lib" / "erlang"
        self.libraries = layout.libraries()
        self.bin = _one(self.root.glob("erts-*/bin"), "the Erlang runtime", layout)
        found = self.libraries.glob("ejabberd-*/ebin/ejabberd.app")
        self.application = _one(found, "ejabberd", layout)

    @property
    def erl(self) -> Path:
        """The launcher itself: the `erl` script has the package's own root built in."""
        return self.bin / "erlexec"

    def environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "ROOTDIR": str(self.root),
            "BINDIR": str(self.bin),
            "EMU": "beam",
            "PROGNAME": "erl",
            "ERL_LIBS": str(self.libraries),
        }

    def ejabberd_version(self) -> tuple[int, int]:
        match = VERSION.search(self.application.read_text())
        if not match:
            raise Refused(f"{self.application} names no version")
        return int(match[1]), int(match[2])

    def refuse_old_ejabberd(self) -> None:
        year, month = version = self.ejabberd_version()
        if version < OLDEST_EJABBERD:
            raise Refused(
                f"ejabberd {year}.{month:02} lets any user sign in as any other",
                "26.07 or newer is needed: run ./stoa again to fetch it",
            )

    def compile(self, sources: Sequence[Path], into: Path, owner: Account) -> bool:
        """Compiles our modules where they or the server changed; whether it did."""
        stamp = into / ".sources"
        wanted = self._digest(sources)
        if stamp.exists() and stamp.read_text() == wanted:
            return False
        fresh = into.with_name(f"{into.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        files.folder(into.parent, owner, 0o755)
        files.folder(fresh, owner, 0o755)
        self._erlc(sources, fresh, owner)
        for beam in fresh.glob("*.beam"):
            beam.chmod(0o644)
        (fresh / stamp.name).write_text(wanted)
        shutil.rmtree(into, ignore_errors=True)
        fresh.rename(into)
        return True

    def _erlc(self, sources: Sequence[Path], into: Path, owner: Account) -> None:
        ebin = self.application.parent
        options = ["-Werror", "+debug_info", "-o", str(into), "-pa", str(into)]
        options += ["-pa", str(ebin), "-I", str(ebin.with_name("include"))]
        environment = self.environment() | {"ERLC_EMULATOR": str(self.erl)}
        modules = [str(path) for path in sources if path.suffix == ".erl"]
        run([str(self.bin / "erlc"), *options, *modules], owner, environment)

    def _digest(self, sources: Sequence[Path]) -> str:
        digest = hashlib.sha256(self.application.read_bytes())
        digest.update(str(self.application).encode())
        for path in sources:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()


def _one(found: Iterator[Path], what: str, layout: Layout) -> Path:
    path = next(found, None)
    if path is None:
        raise Refused(f"{layout.tree} lacks {what}", "run ./stoa again to fetch it")
    return path

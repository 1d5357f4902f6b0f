"""Looking into a file of anybody's, in a process of its own that may do next to nothing."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO

import structlog

from components.upload.pipeline.kinds import PLAIN
from components.upload.pipeline.seen import Seen

logger = structlog.get_logger(__name__)

CHECKOUT = Path(__file__).resolve().parents[3]
CHILD = "components.upload.pipeline.child"
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}
"""Nothing of ours: not where the secrets are, neither."""
LONGEST_SECONDS = 90.0
"""Its processor time is limited much tighter; a disk may be slow."""
MOST_SUFFIX = 16


@dataclass(frozen=True)
class Examined:
    seen: Seen
    clean: bool
    """Whether the file without what it tells of its maker was written."""


def examine(source: Path, name: str, clean: BinaryIO) -> Examined:
    """What decoders die of is a plain file, like whatever they do not know; it is cleaned all the
    same, which takes none of them. `clean` is empty at first."""
    suffix = PurePath(name).suffix[:MOST_SUFFIX]
    for look in ("yes", "no"):
        clean.truncate(0)
        clean.seek(0)
        if said := _asked(source, look, suffix, clean):
            return _examined(said)
    clean.truncate(0)
    return Examined(Seen(PLAIN), clean=False)


def _asked(source: Path, look: str, suffix: str, clean: BinaryIO) -> dict[str, Any] | None:
    """None where the process died, or had to."""
    place = clean.fileno()
    with source.open("rb") as file:
        try:
            done = subprocess.run(  # noqa: S603 - ours
                [sys.executable, "-m", CHILD, str(place), look, suffix],
                stdin=file,
                capture_output=True,
                pass_fds=(place,),
                cwd=CHECKOUT,
                env=ENVIRONMENT,
                timeout=LONGEST_SECONDS,
                check=True,
            )
            said: dict[str, Any] = json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError) as error:
            logger.warning("looking into a file failed", reason=type(error).__name__)
            return None
    return said


def _examined(said: dict[str, Any]) -> Examined:
    clean = said.pop("clean")
    waveform = said.pop("waveform")
    preview = base64.b64decode(said.pop("preview"))
    loud = None if waveform is None else base64.b64decode(waveform)
    return Examined(Seen(**said, waveform=loud, preview=preview), clean)

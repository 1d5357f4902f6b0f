"""`python -m components.upload.pipeline.child CLEAN LOOK SUFFIX`: looks into the file that is
standard input, and says on standard output what it saw (JSON: `Seen`, `clean` and `trouble`).

A file whose parts tell of its maker is written without them to the descriptor CLEAN. With LOOK
`no` nothing is unpacked. SUFFIX is that of the file's name.
"""

from __future__ import annotations

import base64
import json
import mmap
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import BinaryIO, TypeVar

from components.upload.pipeline.confinement import confine, die_with_parent
from components.upload.pipeline.kinds import HEAD_BYTES, PLAIN, container, document
from components.upload.pipeline.seen import Seen
from components.upload.pipeline.strip import stripped
from components.upload.pipeline.strip.pieces import Piece

Look = Callable[[BinaryIO, str], Seen]
T = TypeVar("T")


def main(clean: int, look: str, suffix: str) -> None:
    die_with_parent()
    head = os.pread(0, HEAD_BYTES, 0)
    kind = container(head)
    looking = _looking(kind) if look == "yes" else _unseen
    with open(0, "rb", closefd=False) as file:
        see = partial(looking, file, kind) if kind else partial(_read, head, suffix)
        data = memoryview(mmap.mmap(0, 0, access=mmap.ACCESS_READ))
        confine(len(data))
        pieces, trouble = _tried(lambda: _cleaned(kind, data))
        seen, trouble = (None, trouble) if trouble else _tried(see)
    for piece in pieces or ():
        _write(clean, memoryview(piece))
    said = asdict(seen or Seen(PLAIN)) | {"clean": pieces is not None, "trouble": trouble}
    print(json.dumps(said, default=lambda content: base64.b64encode(content).decode()))


def _looking(kind: str) -> Look:
    """Imported before there are no more files to open."""
    if kind == "image/heic":
        return lambda _, kind: Seen(kind)
    if kind.startswith("image/"):
        from components.upload.pipeline import pictures

        return pictures.look
    if kind:
        from components.upload.pipeline import recordings

        return recordings.look
    return _unseen


def _unseen(_: BinaryIO, kind: str) -> Seen:
    return Seen(PLAIN)


def _read(head: bytes, suffix: str) -> Seen:
    return Seen(document(head, suffix))


def _tried(work: Callable[[], T]) -> tuple[T | None, str]:
    """What became of it, or what went wrong: what cannot be cleaned or shown is a plain file."""
    try:
        return work(), ""
    except Exception as error:  # noqa: BLE001 - decoders fail in every way there is
        return None, type(error).__name__


def _cleaned(kind: str, data: memoryview) -> list[Piece] | None:
    """None where there is nothing to take out."""
    pieces = stripped(kind, data)
    return None if pieces is None or _same(pieces, data) else pieces


def _same(pieces: list[Piece], data: memoryview) -> bool:
    return sum(map(len, pieces)) == len(data) and all(isinstance(p, memoryview) for p in pieces)


def _write(descriptor: int, content: memoryview) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])

"""`python -m components.upload.pipeline.child CLEAN LOOK SUFFIX`: looks into the file that is
standard input, and says on standard output what it saw (JSON, `Seen` and `clean`).

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
from typing import BinaryIO

from components.upload.pipeline.confinement import confine, die_with_parent
from components.upload.pipeline.kinds import HEAD_BYTES, PLAIN, container, document
from components.upload.pipeline.seen import Seen
from components.upload.pipeline.strip import stripped
from components.upload.pipeline.strip.pieces import Piece
from schemas.refusals import Malformed

Look = Callable[[BinaryIO, str], Seen]


def main(clean: int, look: str, suffix: str) -> None:
    die_with_parent()
    head = os.pread(0, HEAD_BYTES, 0)
    kind = container(head)
    looking = _looking(kind) if look == "yes" else _unseen
    with open(0, "rb", closefd=False) as file:
        data = memoryview(mmap.mmap(0, 0, access=mmap.ACCESS_READ))
        confine(len(data))
        pieces = _cleaned(kind, data)
        seen = _seen(file, kind, looking) if kind else Seen(document(head, suffix))
        for piece in pieces or ():
            _write(clean, memoryview(piece))
    said = asdict(seen) | {"clean": pieces is not None}
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


def _cleaned(kind: str, data: memoryview) -> list[Piece] | None:
    """None where there is nothing to take out, or no part could be told from another."""
    try:
        pieces = stripped(kind, data)
    except Malformed as error:
        _complain(error)
        return None
    return None if pieces is None or _same(pieces, data) else pieces


def _seen(file: BinaryIO, kind: str, look: Look) -> Seen:
    """What cannot be shown is a plain file."""
    try:
        return look(file, kind)
    except Exception as error:  # noqa: BLE001 - decoders fail in every way there is
        _complain(error)
        return Seen(PLAIN)


def _complain(error: Exception) -> None:
    """For the log, without what the file says."""
    print(type(error).__name__, file=sys.stderr)


def _same(pieces: list[Piece], data: memoryview) -> bool:
    return sum(map(len, pieces)) == len(data) and all(isinstance(p, memoryview) for p in pieces)


def _write(descriptor: int, content: memoryview) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])

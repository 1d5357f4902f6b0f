"""What was found, for a person."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime

from .exports import Findings


def report(findings: Findings, *, pinned: bool) -> Iterator[str]:
    """What holds, and what does not follow from it, for a person."""
    yield f"Ledger {findings.origin}: {findings.entries} entries, all hashes and signatures fit."
    yield f"Root: {base64.b64encode(findings.root).decode()}"
    for key in findings.keys:
        yield f"Key: {key}"
    if not pinned:
        yield "No key was given: this proves nothing against whoever made the file."
    yield f"Checkpoints: {findings.checkpoints}; signed are the first {findings.signed} entries."
    yield f"Unprotected by a signature: the last {findings.entries - findings.signed}."
    for witness, (size, seconds) in findings.witnessed.items():
        yield f"Witness {witness.name}: saw the first {size} entries at {_moment(seconds)}."
    witnessed = max((size for size, _ in findings.witnessed.values()), default=0)
    yield f"Unprotected by a witness: the last {findings.entries - witnessed}."
    if findings.with_contents:
        yield f"Contents: {findings.contents} unchanged, {findings.destroyed} destroyed."


def _moment(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return f"second {seconds}"

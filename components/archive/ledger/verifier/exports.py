"""An export, line by line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from .checkpoints import Checkpoint, Keys
from .encoding import decoded, sized
from .entries import Entry, leaf_hash
from .errors import VerificationError
from .merkle import EMPTY_ROOT, CompactRange
from .notes import COSIGNATURE, ED25519, NAME, Note, VerifierKey, cosigned_at

EXPORT_VERSION = 1
RECENT_CONTENTS = 65_536


class RecentContents:
    """The digests of the contents last written to an export: one that is among them is not
    written again."""

    def __init__(self) -> None:
        self._digests: dict[bytes, None] = {}

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._digests

    def add(self, digest: bytes) -> None:
        self._digests[digest] = None
        if len(self._digests) > RECENT_CONTENTS:
            del self._digests[next(iter(self._digests))]


@dataclass
class Findings:
    """What an export that holds is, so far."""

    origin: str
    with_contents: bool
    entries: int = 0
    root: bytes = EMPTY_ROOT
    keys: list[VerifierKey] = field(default_factory=list)
    checkpoints: int = 0
    signed: int = 0
    """Entries that the newest trusted checkpoint covers."""
    witnessed: dict[VerifierKey, tuple[int, int]] = field(default_factory=dict)
    """For each witness the entries of the newest checkpoint it cosigned, and when, in seconds."""
    contents: int = 0
    destroyed: int = 0
    """Contents that entries name and the export lacks."""


class Verification:
    """Takes an export line by line, in memory that does not grow with it. Everything raises
    VerificationError."""

    def __init__(
        self,
        origin: str,
        *,
        with_contents: bool,
        pinned: VerifierKey | None = None,
        witnesses: Sequence[VerifierKey] = (),
        seen: Sequence[str] = (),
    ) -> None:
        """`seen` are checkpoints that somebody else kept, such as a witness."""
        if (pinned and pinned.kind != ED25519) or any(w.kind != COSIGNATURE for w in witnesses):
            raise VerificationError("a log's key is of type 1, a witness's of type 4")
        self.findings = Findings(origin, with_contents)
        self._witnesses = witnesses
        self._keys = Keys(origin, pinned)
        self._tree = CompactRange()
        self._agreed = 0
        self._recent = RecentContents()
        self._named: set[bytes] = set()
        self._seen: dict[int, list[Note]] = {}
        for note in map(Note.parse, seen):
            self._seen.setdefault(Checkpoint.parse(note.text).size, []).append(note)

    @classmethod
    def begin(cls, header: Mapping[str, Any], **trust: Any) -> Self:
        match header:
            case {"stoa_ledger": 1, "origin": str(origin), "contents": bool(contents)} if (
                len(header) == 3 and re.fullmatch(NAME, origin) and origin.isprintable()
            ):
                return cls(origin, with_contents=contents, **trust)
        raise VerificationError("not an export of a ledger, or of a later version")

    def take(self, line: Mapping[str, Any]) -> None:
        match line:
            case {"key": str(note)} if len(line) == 1 and not self._tree.size:
                self._keys.add(Note.parse(note))
            case {"entry": dict(values)} if len(line) == 1:
                self._entry(values)
            case {"content": dict(content)} if len(line) == 1 and self.findings.with_contents:
                self._content(content)
            case {"checkpoint": str(note)} if len(line) == 1:
                self._checkpoint(Note.parse(note))
            case _:
                raise VerificationError(f"a line that has no place here: {[*line]}")

    def finish(self) -> Findings:
        self._settle()
        if cut := [size for size in self._seen if size > self._tree.size]:
            raise VerificationError(
                f"the end is missing: there were {max(cut)} entries, here are {self._tree.size}"
            )
        self._keys.check_pinned()
        self.findings.keys = [*self._keys]
        self.findings.root = self._tree.root()
        return self.findings

    def _entry(self, values: Mapping[str, Any]) -> None:
        self._settle()
        seq = self._tree.size
        try:
            entry = Entry.from_json(values)
        except VerificationError as wrong:
            raise VerificationError(f"entry {seq}: {wrong}") from wrong
        if entry.seq != seq:
            raise VerificationError(f"entry {seq} is missing; in its place is {entry.seq}")
        self._tree.append(leaf_hash(entry.encode()))
        self._named = {entry.envelope} | ({entry.body} if entry.body else set())
        self.findings.entries = self._tree.size
        for note in self._seen.pop(self._tree.size, ()):
            self._check(note)

    def _content(self, content: Mapping[str, Any]) -> None:
        digest, ciphertext = _content(content)
        if digest not in self._named:
            raise VerificationError(f"content {digest.hex()} is not the last entry's")
        if hashlib.sha256(ciphertext).digest() != digest:
            raise VerificationError(f"a content of entry {self._tree.size - 1} was changed")
        self._named.remove(digest)
        self._recent.add(digest)
        self.findings.contents += 1

    def _settle(self) -> None:
        """What the last entry names and did not follow it was written before, or is gone."""
        if self.findings.with_contents:
            self.findings.destroyed += sum(name not in self._recent for name in self._named)
        self._named = set()

    def _checkpoint(self, note: Note) -> None:
        size = Checkpoint.parse(note.text).size
        if size != self._tree.size:
            raise VerificationError(
                f"a checkpoint of {size} entries stands after {self._tree.size}"
            )
        self._check(note)
        self.findings.checkpoints += 1

    def _check(self, note: Note) -> None:
        head = Checkpoint.parse(note.text)
        if head.origin != self.findings.origin:
            raise VerificationError(f"a checkpoint of another ledger: {head.origin}")
        signer = self._keys.signer(note, head.size)
        if head.root != self._tree.root():
            raise VerificationError(
                f"the first {head.size} entries are not those of their checkpoint:"
                f" of those after the first {self._agreed} one or more were changed"
            )
        self._agreed = head.size
        if self._keys.trusts(signer):
            self.findings.signed = head.size
        for witness in self._witnesses:
            for signature in note.signatures_of(witness):
                self.findings.witnessed[witness] = head.size, cosigned_at(signature)


def _content(values: Mapping[str, Any]) -> tuple[bytes, bytes]:
    try:
        return sized(values["digest"], 32), decoded(values["ciphertext"])
    except (KeyError, TypeError, ValueError) as wrong:
        raise VerificationError("not a content") from wrong


def verify(lines: Iterable[bytes], **trust: Any) -> Findings:
    """Of an export's lines; `trust` is what Verification takes. Raises VerificationError."""
    verification: Verification | None = None
    for number, line in enumerate(lines, 1):
        try:
            values = _object(line)
            if verification:
                verification.take(values)
            else:
                verification = Verification.begin(values, **trust)
        except VerificationError as wrong:
            raise VerificationError(f"line {number}: {wrong}") from wrong
    if not verification:
        raise VerificationError("empty")
    return verification.finish()


def _object(line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line.decode(), object_pairs_hook=_unambiguous)
    except (ValueError, RecursionError) as wrong:
        raise VerificationError("not JSON") from wrong
    if not isinstance(values, dict):
        raise VerificationError("not a JSON object")
    return values


def _unambiguous(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Other programs would show the other one of two values of a name."""
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError
    return values

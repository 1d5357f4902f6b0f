"""Heads of a tree (C2SP tlog-checkpoint), and the keys of the log that may sign them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from .encoding import decoded
from .errors import VerificationError
from .notes import ED25519, Note, VerifierKey


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree (C2SP tlog-checkpoint)."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Only what we write: extension lines are refused."""
        try:
            origin, size, root, end = text.split("\n")
            checkpoint = cls(origin, int(size), decoded(root))
        except ValueError as wrong:
            raise VerificationError("not a checkpoint") from wrong
        if checkpoint.size < 0 or len(checkpoint.root) != 32 or end or not origin:
            raise VerificationError("not a checkpoint")
        if str(checkpoint) != text:
            raise VerificationError("a checkpoint that is not written as it has to be")
        return checkpoint


@dataclass(frozen=True, slots=True)
class Introduction:
    """A key of the log, which signs checkpoints of at least `from_size` entries."""

    origin: str
    from_size: int
    key: VerifierKey

    def __str__(self) -> str:
        return f"stoa-ledger-key/v1\n{self.origin}\n{self.from_size}\n{self.key}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            _, origin, size, vkey, _ = text.split("\n")
            introduction = cls(origin, int(size), VerifierKey.parse(vkey))
        except ValueError as wrong:
            raise VerificationError("not the introduction of a key") from wrong
        key = introduction.key
        if str(introduction) != text or (key.name, key.kind) != (origin, ED25519):
            raise VerificationError("not the introduction of a key")
        return introduction


class Keys:
    """The log's keys in the order of their use. Each is introduced by a note that it signs itself,
    and all but the first by their predecessor too. Trusted is `pinned` and what comes after it."""

    def __init__(self, origin: str, pinned: VerifierKey | None) -> None:
        self._origin = origin
        self._pinned = pinned
        self._known: list[Introduction] = []

    def add(self, note: Note) -> None:
        new = Introduction.parse(note.text)
        signers = [new.key, *(known.key for known in self._known[-1:])]
        if new.origin != self._origin or not all(map(note.signatures_of, signers)):
            raise VerificationError(f"nobody introduces the key {new.key}")
        if new.from_size < self._known[-1].from_size if self._known else new.from_size != 0:
            raise VerificationError(f"not the time of the key {new.key}")
        self._known.append(new)

    def signer(self, note: Note, size: int) -> VerifierKey:
        """Who signed the checkpoint of this size. Raises VerificationError when nobody trusted did,
        or it was not the signer's time."""
        untils = [known.from_size for known in self._known[1:]] + [size]
        for known, until in zip(self._known, untils, strict=False):
            if known.from_size <= size <= until and note.signatures_of(known.key):
                return known.key
        raise VerificationError(f"the checkpoint of {size} entries is signed by no key of the log")

    def trusts(self, key: VerifierKey) -> bool:
        keys = [known.key for known in self._known]
        return (self._pinned or keys[0]) in keys[: keys.index(key) + 1]

    def check_pinned(self) -> None:
        if self._pinned and self._pinned not in self:
            raise VerificationError(f"the log has not used the key {self._pinned}")

    def __iter__(self) -> Iterator[VerifierKey]:
        return (known.key for known in self._known)

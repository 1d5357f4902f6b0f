"""Verifies an export of the ledger. One file that needs nothing else of ours: Python 3.11 and the
package `cryptography`. docs/auditors/ledger.md specifies all that is checked here.

The encoding of entries; the tree of RFC 6962 section 2.1 and its proofs; signed notes, checkpoints
and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature); the export.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ENTRY_VERSION = 1
EXPORT_VERSION = 1
NOTHING = bytes(32)
ED25519 = 1
COSIGNATURE = 4
RECENT_CONTENTS = 65_536
NAME = re.compile(r"[^\s+]+")
NOT_IN_NOTES = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class VerificationError(Exception):
    """Something is not what it has to be; the text says what and where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf, as docs/auditors/ledger.md specifies it. Times are µs since 1970; `author`,
    `conversation` and `key_id` have 16 bytes, `envelope` and `body` are SHA-256 digests."""

    seq: int
    feed_id: int
    recorded_at: int
    stanza_id: int
    host: str
    source: str
    kind: str
    type: str
    author: bytes
    conversation: bytes
    membership: int | None
    key_id: bytes
    envelope: bytes
    body: bytes | None

    def encode(self) -> bytes:
        """Big-endian: version (1 byte), five numbers (8 each, signed; membership -1 for none), four
        texts (2 bytes length, UTF-8), three ids, two digests (zeros for no body)."""
        membership = -1 if self.membership is None else self.membership
        numbers = (self.seq, self.feed_id, self.recorded_at, self.stanza_id, membership)
        texts = (self.host, self.source, self.kind, self.type)
        ids = (self.author, self.conversation, self.key_id)
        return b"".join(
            (
                struct.pack(">B5q", ENTRY_VERSION, *numbers),
                *(struct.pack(">H", len(raw)) + raw for raw in map(str.encode, texts)),
                *ids,
                self.envelope,
                self.body or NOTHING,
            )
        )

    def to_json(self, kept: bytes | None = None) -> dict[str, Any]:
        """As an export has it: bytes in hexadecimal digits, and beside the rest the leaf's hash: as
        it was kept, or as it is."""
        values = {name: getattr(self, name) for name in self.__slots__}
        values["leaf_hash"] = kept or leaf_hash(self.encode())
        return {name: v.hex() if isinstance(v, bytes) else v for name, v in values.items()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Raises VerificationError for another shape, or a hash that is not this entry's."""
        try:
            given = {name: values[name] for name in cls.__slots__}
            for name, size in SIZES.items():
                if given[name] is not None:
                    given[name] = _sized(given[name], size)
            entry = cls(**given)
            encoded = entry.encode()
        except (KeyError, TypeError, ValueError, AttributeError, struct.error) as wrong:
            raise VerificationError("not an entry") from wrong
        ambiguous = entry.membership == -1 or entry.body == NOTHING
        ambiguous |= bool in map(type, values.values())
        if ambiguous or values.keys() != {*cls.__slots__, "leaf_hash"}:
            raise VerificationError("not an entry")
        if values["leaf_hash"] != leaf_hash(encoded).hex():
            raise VerificationError("its columns do not give its leaf_hash")
        return entry


SIZES = {"author": 16, "conversation": 16, "key_id": 16, "envelope": 32, "body": 32}


def _sized(digits: str, size: int) -> bytes:
    raw = bytes.fromhex(digits)
    if len(raw) != size or raw.hex() != digits:
        raise ValueError
    return raw


def _base64(encoded: str) -> bytes:
    return base64.b64decode(encoded, validate=True)


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256().digest()


class CompactRange:
    """The roots of the complete subtrees that `size` leaves fall into, largest first."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size = size
        self._roots = list(roots)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Complete subtrees that end with this leaf, as (height, place at this height, hash)."""
        index, height, node, completed = self.size, 0, leaf, []
        while index >> height & 1:
            node = node_hash(self._roots.pop(), node)
            height += 1
            completed.append((height, index >> height, node))
        self._roots.append(node)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """RFC 6962 section 2.1."""
        if not self._roots:
            return EMPTY_ROOT
        *others, node = self._roots
        for left in reversed(others):
            node = node_hash(left, node)
        return node


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """RFC 9162 section 2.1.4.2; every tree goes on from the empty one and from itself."""
    if old == 0:
        return not path and new >= 0 and old_root == EMPTY_ROOT
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first, *rest = path if old & (old - 1) else (old_root, *path)
    old_node = new_node = first
    for sibling in rest:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_node = node_hash(new_node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_node == old_root and new_node == new_root


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public Ed25519 key with its name (C2SP signed-note); `kind` is ED25519 or COSIGNATURE."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not re.fullmatch(NAME, self.name) or len(self.public) != 32:
            raise ValueError
        if self.kind not in (ED25519, COSIGNATURE):
            raise ValueError

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """From `name+id+key`."""
        try:
            name, digits, encoded = vkey.strip().split("+", 2)
            raw = _base64(encoded)
            key = cls(name, raw[0], raw[1:])
            if digits != key.id.hex():
                raise ValueError
        except (ValueError, IndexError) as wrong:
            raise VerificationError(f"not a verifier key: {vkey!r}") from wrong
        return key

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{material}"

    @property
    def id(self) -> bytes:
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:4]

    def verify(self, text: str, signature: bytes) -> bool:
        """`signature` without the key's id."""
        if self.kind == COSIGNATURE:
            text, signature = cosigned(text, cosigned_at(signature)), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def cosigned_at(signature: bytes) -> int:
    """Seconds since 1970, of a cosignature without its key's id."""
    return int.from_bytes(signature[:8], "big")


def cosigned(text: str, seconds: int) -> str:
    """What a witness signs (C2SP tlog-cosignature, Ed25519 signed message)."""
    return f"cosignature/v1\ntime {seconds}\n{text}"


def public_key(name: str, private: Ed25519PrivateKey, kind: int = ED25519) -> VerifierKey:
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return VerifierKey(name, kind, public)


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """A signature line."""
    return _line(public_key(name, private), private.sign(text.encode()))


def cosign(text: str, name: str, private: Ed25519PrivateKey, seconds: int) -> str:
    """A signature line of a witness who saw the checkpoint at that time."""
    signature = seconds.to_bytes(8, "big") + private.sign(cosigned(text, seconds).encode())
    return _line(public_key(name, private, COSIGNATURE), signature)


def _line(key: VerifierKey, signature: bytes) -> str:
    return f"\N{EM DASH} {key.name} {base64.b64encode(key.id + signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note; `signatures` are (name, key's id, the rest)."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, note: str) -> Self:
        text, separator, lines = note.rpartition("\n\n")
        if not separator or not lines.endswith("\n") or re.search(NOT_IN_NOTES, note):
            raise VerificationError("not a signed note")
        return cls(text + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")))

    def signatures_of(self, key: VerifierKey) -> list[bytes]:
        """Without the key's id. Raises VerificationError when one of them is wrong."""
        found = [raw for name, at, raw in self.signatures if (name, at) == (key.name, key.id)]
        if not all(key.verify(self.text, raw) for raw in found):
            raise VerificationError(f"wrong signature of {key}")
        return found


def _signature(line: str) -> tuple[str, bytes, bytes]:
    parts = re.fullmatch(r"\N{EM DASH} ([^\s+]+) ([A-Za-z0-9+/]+=*)", line)
    try:
        raw = _base64(parts[2]) if parts else b""
    except ValueError:
        raw = b""
    if not parts or len(raw) < 5:
        raise VerificationError("not a signature line")
    return parts[1], raw[:4], raw[4:]


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
            checkpoint = cls(origin, int(size), _base64(root))
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
        return _sized(values["digest"], 32), _base64(values["ciphertext"])
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


def main() -> None:
    parser = argparse.ArgumentParser(description="Verifies an export of the ledger.")
    parser.add_argument("export", type=Path, metavar="FILE")
    parser.add_argument("--key", metavar="VKEY", help="a key of the log, as somebody noted it")
    parser.add_argument("--witness", metavar="VKEY", action="append", default=[])
    parser.add_argument(
        "--checkpoint", type=Path, metavar="FILE", action="append", default=[],
        help="a checkpoint as a witness kept it",
    )  # fmt: skip
    arguments = parser.parse_args()
    try:
        with arguments.export.open("rb") as lines:
            findings = verify(
                lines,
                pinned=VerifierKey.parse(arguments.key) if arguments.key else None,
                witnesses=[VerifierKey.parse(vkey) for vkey in arguments.witness],
                seen=[file.read_text("utf-8") for file in arguments.checkpoint],
            )
    except (VerificationError, OSError, UnicodeError) as wrong:
        sys.exit(f"WRONG: {wrong}")
    print(*report(findings, pinned=bool(arguments.key)), sep="\n")


if __name__ == "__main__":
    main()

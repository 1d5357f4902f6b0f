"""An entry: its encoding, and the leaf it is in the tree."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .encoding import sized
from .errors import VerificationError

ENTRY_VERSION = 1
NOTHING = bytes(32)


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


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
                    given[name] = sized(given[name], size)
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

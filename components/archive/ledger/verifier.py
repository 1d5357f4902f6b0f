"""What makes the ledger provable, in one file that needs nothing else of ours.

The entry encoding, the tree of RFC 6962 section 2.1.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

ENTRY_VERSION = 1
NOTHING = bytes(32)


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


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()

"""What an entry's two digests are of: the encrypted parts of its stanza.

The envelope is what a stanza has for itself, the body what several may share. Both are encrypted
with AES-SIV (RFC 5297), under one data key.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

START_TAG = re.compile(r"""<[^<>"']+(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
SHARED_BY = "component"
"""The source whose bodies are stored once, whoever they are for."""
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class Envelope:
    """Addresses and ids of a stanza, and the start tag of its root element."""

    sender: str
    recipient: str
    nick: str
    message_id: str | None
    origin_id: str | None
    refers_how: str | None
    refers_to: str | None
    storable: bool
    tag: str


@dataclass(frozen=True, slots=True)
class Sealed:
    digest: bytes
    """SHA-256 of the ciphertext."""
    ciphertext: bytes


def split(xml: str) -> tuple[str, str]:
    """The start tag of the root element, and the rest; all is rest where there is none."""
    found = START_TAG.match(xml)
    end = found.end() if found else 0
    return xml[:end], xml[end:]


def seal_envelope(cipher: AESSIV, stanza_id: int, envelope: Envelope) -> Sealed:
    words = {name: getattr(envelope, name) for name in Envelope.__slots__}
    return _sealed(cipher, _json(words), [_number(stanza_id)])


def seal_body(cipher: AESSIV, stanza_id: int, source: str, body: str) -> Sealed | None:
    """None for nothing."""
    return _sealed(cipher, body, _bound_to(stanza_id, source)) if body else None


def open_envelope(cipher: AESSIV, stanza_id: int, ciphertext: bytes) -> Envelope:
    """Raises InvalidTag for what is not this stanza's."""
    return Envelope(**json.loads(cipher.decrypt(ciphertext, [_number(stanza_id)])))


def open_body(cipher: AESSIV, stanza_id: int, source: str, ciphertext: bytes) -> str:
    """Raises InvalidTag for what is not this stanza's."""
    return cipher.decrypt(ciphertext, _bound_to(stanza_id, source)).decode()


def _sealed(cipher: AESSIV, words: str, bound_to: list[bytes]) -> Sealed:
    ciphertext = cipher.encrypt(words.encode(), bound_to)
    return Sealed(hashlib.sha256(ciphertext).digest(), ciphertext)


def _bound_to(stanza_id: int, source: str) -> list[bytes]:
    return [] if source == SHARED_BY else [_number(stanza_id)]


def _number(stanza_id: int) -> bytes:
    return struct.pack(">q", stanza_id)

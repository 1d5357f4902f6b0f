"""Signed notes and cosignatures (C2SP signed-note, tlog-cosignature)."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .encoding import decoded
from .errors import VerificationError

ED25519 = 1
COSIGNATURE = 4
NAME = re.compile(r"[^\s+]+")
NOT_IN_NOTES = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")


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
            raw = decoded(encoded)
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
        raw = decoded(parts[2]) if parts else b""
    except ValueError:
        raw = b""
    if not parts or len(raw) < 5:
        raise VerificationError("not a signature line")
    return parts[1], raw[:4], raw[4:]

"""Encryption of a push message for one browser (RFC 8291, in one record of RFC 8188)."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from components.push.vapid import point
from schemas.refusals import Malformed

POINT_BYTES, AUTH_BYTES, SALT_BYTES = 65, 16, 16
RECORD_BYTES = 4096
LAST_RECORD = b"\x02"


@dataclass(frozen=True)
class Keys:
    """Of a subscription: the browser's public key, uncompressed, and its secret."""

    p256dh: bytes
    auth: bytes

    def __post_init__(self) -> None:
        """Raises Malformed for what is no point of the curve."""
        if len(self.auth) != AUTH_BYTES or len(self.p256dh) != POINT_BYTES:
            raise Malformed("The keys of a subscription have 65 and 16 bytes")
        self.public()

    def public(self) -> ec.EllipticCurvePublicKey:
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.p256dh)
        except ValueError:
            raise Malformed("“p256dh” is no point of the curve P-256") from None


def encrypt(
    message: bytes,
    keys: Keys,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a request (`aes128gcm`); key and salt are made anew unless given."""
    own, salt = own or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(SALT_BYTES)
    sender = point(own)
    shared = own.exchange(ec.ECDH(), keys.public())
    secret = _derived(keys.auth, shared, b"WebPush: info\0" + keys.p256dh + sender, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    header = salt + struct.pack("!IB", RECORD_BYTES, len(sender)) + sender
    return header + AESGCM(key).encrypt(nonce, message + LAST_RECORD, None)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)

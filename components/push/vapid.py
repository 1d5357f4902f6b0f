"""Who we are to push services (VAPID, RFC 8292): a key of P-256, written as base64url."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SCALAR_BYTES = 32
LASTS_SECONDS = 12 * 3600
"""Services refuse more than a day (#section-2)."""
RENEWED_SECONDS = 3600


def encode(octets: bytes) -> str:
    """base64url without padding (RFC 7515)."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def make() -> str:
    """A new key, which is secret."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encode(number.to_bytes(SCALAR_BYTES, "big"))


def public_of(key: str) -> str:
    """What browsers are told (`applicationServerKey`)."""
    return encode(point(_private(key)))


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Of its public half, uncompressed: 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(key), "big"), ec.SECP256R1())


class Vapid:
    def __init__(self, key: str, contact: str, clock: Callable[[], float] = time.time) -> None:
        """`contact` is an address by which a push service finds us, such as `mailto:…`."""
        self._key, self._public = _private(key), public_of(key)
        self._contact, self._clock = contact, clock
        self._tokens: dict[str, tuple[float, str]] = {}

    def authorization(self, origin: str) -> str:
        """The header for a service, by its origin; the same for some hours (#section-2)."""
        now = self._clock()
        until, token = self._tokens.get(origin, (0.0, ""))
        if until - now < RENEWED_SECONDS:
            until = now + LASTS_SECONDS
            token = self._sign({"aud": origin, "exp": int(until), "sub": self._contact})
            self._tokens[origin] = until, token
        return f"vapid t={token}, k={self._public}"

    def _sign(self, claims: dict[str, object]) -> str:
        """A JWT signed by ES256 (RFC 7518 #section-3.4)."""
        parts = ({"typ": "JWT", "alg": "ES256"}, claims)
        texts = [json.dumps(each, separators=(",", ":")) for each in parts]
        signed = ".".join(encode(each.encode()) for each in texts)
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(SCALAR_BYTES, "big") + s.to_bytes(SCALAR_BYTES, "big")
        return f"{signed}.{encode(signature)}"

"""A push service and its browsers: takes messages (RFC 8030), checks who sent them (RFC 8292) and
decrypts them (RFC 8291) as the browser would."""

from __future__ import annotations

import asyncio
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PATIENCE_SECONDS = 60.0


def encode(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


@dataclass
class Subscription:
    """Of a browser, with the key that only it has."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def json(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON` has it."""
        keys = {"p256dh": encode(self.public), "auth": encode(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    @property
    def wanted(self) -> dict[str, Any]:
        """As it is told to our API."""
        return {name: self.json[name] for name in ("endpoint", "keys")}

    def decrypt(self, body: bytes) -> bytes:
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), known)
        secret = _hkdf(self.auth, shared, b"WebPush: info\0" + self.public + sender, 32)
        key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0").removesuffix(b"\x02")


@dataclass(frozen=True)
class Push:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """`answers` are statuses and headers of the next answers; then everything is taken."""

    origin: str
    pushes: list[Push] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    def subscribe(self) -> Subscription:
        return Subscription(f"{self.origin}/push/{encode(os.urandom(12))}")

    def of(self, subscription: Subscription) -> list[Push]:
        path = urlsplit(subscription.endpoint).path
        return [push for push in self.pushes if push.path == path]

    async def expect(self, subscription: Subscription, count: int = 1) -> Push:
        """The last of so many; raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._arrived:
            await self._arrived.wait_for(lambda: len(self.of(subscription)) >= count)
        return self.of(subscription)[count - 1]

    async def take(self, request: web.Request) -> web.Response:
        push = Push(request.path, dict(request.headers), await request.read())
        async with self._arrived:
            self.pushes.append(push)
            self._arrived.notify_all()
        status, headers = self.answers.pop(0) if self.answers else (201, {})
        return web.Response(status=status, headers=headers)


def signer(push: Push, origin: str) -> str:
    """The public key that has signed it for this service. Raises InvalidSignature."""
    scheme, _, said = push.headers["Authorization"].partition(" ")
    fields = dict(each.strip().split("=", 1) for each in said.split(","))
    signed, _, signature = fields["t"].rpartition(".")
    r, s = (int.from_bytes(decode(signature)[at : at + 32], "big") for at in (0, 32))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(fields["k"]))
    key.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))
    claims = json.loads(decode(signed.partition(".")[2]))
    assert (scheme, claims["aud"]) == ("vapid", origin)
    assert claims["sub"].startswith("mailto:")
    return fields["k"]


@asynccontextmanager
async def push_service(origin: str) -> AsyncIterator[PushService]:
    """At an origin of this machine."""
    found = PushService(origin)
    app = web.Application()
    app.router.add_post("/push/{subscription}", found.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    parts = urlsplit(origin)
    site = web.TCPSite(runner, parts.hostname, parts.port, reuse_address=True)
    try:
        await site.start()
        yield found
    finally:
        await runner.cleanup()

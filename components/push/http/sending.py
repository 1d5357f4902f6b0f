"""One push to one browser: encrypted, signed, and without a word of what was said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp

from components.push.delivering import LASTS, Failed, Gone, Outcome, Owed, Sent
from components.push.encryption import Keys, encrypt
from components.push.http.resolving import PublicResolver
from components.push.services import Services, origin
from components.push.vapid import Vapid
from schemas.refusals import Refusal

MESSAGE = b'{"new":true}'
"""All that a service could learn, if it could read it."""
HEADERS = {
    "Content-Encoding": "aes128gcm",
    "Content-Type": "application/octet-stream",
    "TTL": str(int(LASTS.total_seconds())),
    "Urgency": "high",
    "Topic": "messages",
}
"""A topic has one message at a time: the newest takes the place of what was not fetched yet (RFC
8030 #section-5.4)."""
SECONDS = 10.0
CONNECTIONS = 50
LONGEST_WAIT = timedelta(days=1)


class Sender:
    def __init__(
        self,
        services: Services,
        vapid: Vapid,
        public: aiohttp.ClientSession,
        anywhere: aiohttp.ClientSession,
    ) -> None:
        """`anywhere` reaches what the operator has named."""
        self._services, self._vapid = services, vapid
        self._public, self._anywhere = public, anywhere

    async def send(self, push: Owed) -> Outcome:
        try:
            self._services.check(push.endpoint)
            body = encrypt(MESSAGE, Keys(push.p256dh, push.auth))
            return await self._post(push.endpoint, body)
        except Refusal:
            return Gone()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return Failed(type(error).__name__)

    async def _post(self, endpoint: str, body: bytes) -> Outcome:
        chosen = self._services.chosen(endpoint)
        signed = {"Authorization": self._vapid.authorization(origin(endpoint))}
        async with (self._anywhere if chosen else self._public).post(
            endpoint, data=body, headers=HEADERS | signed, allow_redirects=False
        ) as response:
            return outcome(response.status, response.headers.get("Retry-After", ""))


def outcome(status: int, retry_after: str, now: datetime | None = None) -> Outcome:
    if status in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT}:
        return Sent()
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return Gone()
    return Failed(f"answered {status}", _wait(retry_after, now or datetime.now(UTC)))


def _wait(retry_after: str, now: datetime) -> timedelta | None:
    """RFC 9110 #section-10.2.3: seconds, or a date."""
    try:
        if retry_after.isascii() and retry_after.isdecimal():
            wait = timedelta(seconds=min(int(retry_after[:9]), LONGEST_WAIT.total_seconds()))
        else:
            wait = parsedate_to_datetime(retry_after) - now
    except (ValueError, TypeError):
        return None
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


@asynccontextmanager
async def sender(services: Services, vapid: Vapid) -> AsyncIterator[Sender]:
    async with (
        _session(aiohttp.TCPConnector(resolver=PublicResolver(), limit=CONNECTIONS)) as public,
        _session(aiohttp.TCPConnector(limit=CONNECTIONS)) as anywhere,
    ):
        yield Sender(services, vapid, public, anywhere)


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )

"""What becomes of a push whose service cannot be reached."""

from uuid import UUID

import aiohttp

from components.push.delivering import Failed, Owed
from components.push.http.resolving import PublicResolver
from components.push.http.sending import Sender
from components.push.services import Services
from components.push.vapid import Vapid, make
from tests.harness.push_service import Subscription


async def test_a_name_that_nobody_can_ask_for_is_a_failure_like_others() -> None:
    given = Subscription("https://.example.org/push/1")
    push = Owed(UUID(int=1), given.endpoint, given.public, given.auth, 17, 0)
    vapid = Vapid(make(), "mailto:postmaster@example.org")
    connector = aiohttp.TCPConnector(resolver=PublicResolver())
    async with aiohttp.ClientSession(connector=connector) as http:
        outcome = await Sender(Services("https://.example.org"), vapid, http, http).send(push)

    assert outcome == Failed("UnicodeError")

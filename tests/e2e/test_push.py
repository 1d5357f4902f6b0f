"""Web Push with the page closed: who is told, who is not, and what leaves this server."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import pytest_asyncio

from schemas.xmpp.namespaces import PREFERENCES
from tests.e2e.conftest import MakeRoom, SignIn
from tests.harness import cast, pep
from tests.harness.push_service import PushService, Subscription, push_service, signer
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import Stanza
from tests.harness.visitor import Visitor
from tests.harness.xmpp import Client

ENABLE = """
<enable xmlns='urn:xmpp:push:0' jid='{jid}' node='{node}'>
  <x xmlns='jabber:x:data' type='submit'>
    <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>
    <field var='secret'><value>{secret}</value></field>
  </x>
</enable>"""
WAITS = "select look_at > now() + interval '30 seconds' from stoa.push_subscription where id = %s"
AGAIN = "update stoa.push_subscription set look_at = now() where id = %s"
OWES_NOTHING = (
    "select look_at is null and owed_at is null and told_to > %s"
    " from stoa.push_subscription where id = %s"
)
WANTED = {"enabled": True, "previews": True, "sound": True, "rooms": "on-mention", "quiet": None}
ALWAYS = {"begin": "00:00", "end": "00:00", "days": [1, 2, 3, 4, 5, 6, 7], "time_zone": "UTC"}

Database = psycopg.Connection[Any]


@pytest_asyncio.fixture
async def service(stack: Stack) -> AsyncIterator[PushService]:
    async with push_service(stack.push_service) as service:
        yield service


class Browser:
    """Hedy's, signed in at the portal and subscribed."""

    def __init__(self, stack: Stack, service: PushService) -> None:
        self._visitor = Visitor(stack)
        self._visitor.sign_in(cast.HEDY, stack.cms_password(cast.HEDY))
        self.subscription: Subscription = service.subscribe()
        answer = self._visitor.change("POST", "/push", self.subscription.wanted)
        assert answer.status == 200, answer.text
        self.told = json.loads(answer.text)

    @property
    def node(self) -> str:
        return str(self.told["node"])

    def want(self, **wanted: Any) -> None:
        answer = self._visitor.change("PUT", "/notifications/preferences", WANTED | wanted)
        assert answer.status == 200, answer.text

    def sign_out(self) -> None:
        self._visitor.change("DELETE", "/session")

    async def enable(self, client: Client, **other: str) -> Stanza:
        return await client.ask("set", ENABLE.format(**self.told | other))

    async def close(self, client: Client, **other: str) -> None:
        """The page tells the server where to push, and is closed."""
        assert (await self.enable(client, **other)).type == "result"
        await client.close()


@pytest.fixture
def browser(stack: Stack, service: PushService) -> Iterator[Browser]:
    found = Browser(stack, service)
    found.want()
    yield found
    found.sign_out()


@pytest_asyncio.fixture
async def page(sign_in: SignIn) -> Client:
    return await sign_in(cast.HEDY, "page")


@pytest_asyncio.fixture
async def katherine(sign_in: SignIn) -> Client:
    return await sign_in(cast.KATHERINE)


def told_to(database: Database, browser: Browser) -> int:
    found = "select told_to from stoa.push_subscription where id = %s"
    (last,) = database.execute(found, [browser.node]).fetchone() or (0,)
    return int(last)


async def looked_into(database: Database, browser: Browser, question: str, *before: Any) -> bool:
    """Waits until the answer is yes; the push service goes on meanwhile."""
    for _ in range(400):
        found = database.execute(question, (*before, browser.node)).fetchone()
        if found and found[0]:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_push_arrives_with_the_page_closed_and_says_nothing_of_what_was_said(
    stack: Stack, service: PushService, browser: Browser, page: Client, katherine: Client
) -> None:
    await browser.close(page)
    katherine.say(stack.jid(cast.HEDY), secret := f"secret {uuid4()}")
    push = await service.expect(browser.subscription)

    assert b'{"new":true}' == browser.subscription.decrypt(push.body)
    assert stack.secret("portal/push_key") == signer(push, service.origin)
    assert secret not in str(push)
    assert cast.KATHERINE not in str(push)
    assert ("aes128gcm", "86400", "messages") == tuple(
        push.headers[name] for name in ("Content-Encoding", "TTL", "Topic")
    )


async def test_a_page_that_waits_to_be_resumed_is_pushed_to(
    stack: Stack, service: PushService, browser: Browser, page: Client, katherine: Client
) -> None:
    await browser.enable(page)
    await page.enable_stream_management()
    await page.cut()
    katherine.say(stack.jid(cast.HEDY), "are you there?")

    await service.expect(browser.subscription)


async def test_nobody_is_disturbed_who_sees_it_on_another_device_until_it_stays_unread(
    stack: Stack,
    database: Database,
    service: PushService,
    browser: Browser,
    page: Client,
    sign_in: SignIn,
    katherine: Client,
) -> None:
    phone = await sign_in(cast.HEDY)
    await browser.close(page)
    katherine.say(stack.jid(cast.HEDY), "seen on the phone")
    waits = await looked_into(database, browser, WAITS)
    before = service.of(browser.subscription)
    phone.send("<presence><show>away</show></presence>")
    await phone.settle()
    with stack.database("push") as own:
        own.execute(AGAIN, [browser.node])

    assert waits
    assert [] == before
    await service.expect(browser.subscription)


async def test_a_device_that_nobody_looks_at_keeps_no_push_away(
    stack: Stack,
    service: PushService,
    browser: Browser,
    page: Client,
    sign_in: SignIn,
    katherine: Client,
) -> None:
    phone = await sign_in(cast.HEDY)
    phone.send("<inactive xmlns='urn:xmpp:csi:0'/>")
    await phone.settle()
    await browser.close(page)
    katherine.say(stack.jid(cast.HEDY), "on nobody's screen")

    await service.expect(browser.subscription)


@pytest.mark.parametrize("how", ["presence", "hours", "off"])
async def test_nothing_is_told_to_whoever_does_not_want_to_be_disturbed(
    stack: Stack,
    database: Database,
    service: PushService,
    browser: Browser,
    page: Client,
    sign_in: SignIn,
    katherine: Client,
    how: str,
) -> None:
    if how == "presence":
        phone = await sign_in(cast.HEDY)
        phone.send("<presence><show>dnd</show></presence>")
        await phone.settle()
    else:
        browser.want(**{"quiet": ALWAYS} if how == "hours" else {"enabled": False})
    before = told_to(database, browser)
    await browser.close(page)
    katherine.say(stack.jid(cast.HEDY), "not now")

    assert await looked_into(database, browser, OWES_NOTHING, before)
    assert [] == service.of(browser.subscription)


@pytest_asyncio.fixture
async def set_for_all(sign_in: SignIn) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    """What Hedy sets for all her devices, of which none is left; nothing after the test."""

    async def settle(**wanted: str) -> None:
        said = "".join(f" {name}='{value}'" for name, value in wanted.items())
        client = await sign_in(cast.HEDY, "settings")
        item = f"<availability xmlns='{PREFERENCES}'{said}/>"
        assert (await pep.publish(client, PREFERENCES, "availability", item)).type == "result"
        await client.close()

    yield settle
    await settle()


async def test_do_not_disturb_that_is_set_for_all_devices_holds_while_none_is_there(
    stack: Stack,
    database: Database,
    service: PushService,
    browser: Browser,
    page: Client,
    katherine: Client,
    set_for_all: Callable[..., Awaitable[None]],
) -> None:
    await set_for_all(show="dnd", until="2999-01-01T00:00:00Z")
    before = told_to(database, browser)
    await browser.close(page)
    katherine.say(stack.jid(cast.HEDY), "not now")

    assert await looked_into(database, browser, OWES_NOTHING, before)
    assert [] == service.of(browser.subscription)

    await set_for_all(show="dnd", until="2020-01-01T00:00:00Z")
    katherine.say(stack.jid(cast.HEDY), "now")

    await service.expect(browser.subscription)


async def test_in_rooms_a_mention_is_told_and_a_remark_is_not(
    stack: Stack,
    database: Database,
    service: PushService,
    browser: Browser,
    page: Client,
    katherine: Client,
    make_room: MakeRoom,
) -> None:
    room = await make_room(katherine)
    await katherine.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        f"<item affiliation='member' jid='{stack.jid(cast.HEDY)}'/></query>",
        room,
    )
    await browser.close(page)
    katherine.say(room, "a remark", type="groupchat")
    looked = "select heard_to > told_to and look_at is null from stoa.push_subscription where id=%s"
    heard = await looked_into(database, browser, looked)
    before = service.of(browser.subscription)
    katherine.message(
        room,
        "<body>Hedy?</body><reference xmlns='urn:xmpp:reference:0' type='mention' begin='0' end='4'"
        f" uri='xmpp:{stack.jid(cast.HEDY)}'/>",
        type="groupchat",
    )
    await service.expect(browser.subscription)

    assert heard
    assert [] == before


async def test_a_browser_that_was_signed_out_is_told_nothing(
    stack: Stack,
    database: Database,
    service: PushService,
    browser: Browser,
    page: Client,
    katherine: Client,
) -> None:
    await browser.close(page)
    browser.sign_out()
    katherine.say(stack.jid(cast.HEDY), "too late")
    gone = "select not exists (select from stoa.push_subscription where id = %s)"

    assert await looked_into(database, browser, gone)
    assert [] == service.of(browser.subscription)


@pytest.mark.parametrize("forged", [{"secret": "guessed"}, {"node": str(uuid4())}])
async def test_a_node_is_worth_nothing_without_its_secret_and_the_server_forgets_it(
    stack: Stack,
    database: Database,
    browser: Browser,
    page: Client,
    katherine: Client,
    forged: dict[str, str],
) -> None:
    counted = "select asked, heard_to from stoa.push_subscription where id = %s"
    ((asked, heard_to),) = database.execute(counted, [browser.node]).fetchall()
    await browser.close(page, **forged)
    katherine.say(stack.jid(cast.HEDY), "to nobody's browser")
    node = {**browser.told, **forged}["node"]
    with stack.database("postgres") as server:
        kept = "select count(*) from ejabberd.push_session where node = %s"
        left = eventually(
            lambda: server.execute(kept, [node]).fetchone(), lambda found: found == (0,), 20
        )
    heard = "select heard_to > %s from stoa.push_subscription where id = %s"
    listened = await looked_into(database, browser, heard, heard_to)
    once = "select asked = %s from stoa.push_subscription where id = %s"

    assert (0,) == left
    assert listened
    assert (True,) == database.execute(once, [asked + 1, browser.node]).fetchone()


async def test_people_cannot_publish_nor_ask_what_devices_do(
    stack: Stack, browser: Browser, katherine: Client
) -> None:
    publish = (
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
        f"<publish node='{browser.node}'><item><notification xmlns='urn:xmpp:push:0'/></item>"
        "</publish></pubsub>"
    )
    published = await katherine.ask("set", publish, f"push.{stack.domain}")
    asked = await katherine.ask(
        "get", "<devices xmlns='urn:stoa:devices:1'/>", stack.jid(cast.HEDY)
    )

    assert "forbidden" == published.error
    assert "forbidden" == asked.error


async def test_a_push_that_failed_is_sent_again_and_one_that_is_gone_never(
    stack: Stack,
    database: Database,
    service: PushService,
    browser: Browser,
    page: Client,
    katherine: Client,
) -> None:
    service.answers = [(429, {"Retry-After": "1"}), (410, {})]
    await browser.close(page)
    katherine.say(stack.jid(cast.HEDY), "again and again")
    await service.expect(browser.subscription, 2)
    gone = "select not exists (select from stoa.push_subscription where id = %s)"

    assert await looked_into(database, browser, gone)
    assert 2 == len(service.of(browser.subscription))


async def test_what_comes_while_the_part_is_away_is_told_when_it_is_back(
    stack: Stack,
    service: PushService,
    browser: Browser,
    page: Client,
    katherine: Client,
) -> None:
    await browser.close(page)
    stack.kill("push")
    katherine.say(stack.jid(cast.HEDY), "while it was away")
    await service.expect(browser.subscription)

    katherine.say(stack.jid(cast.HEDY), "and now")
    await service.expect(browser.subscription, 2)

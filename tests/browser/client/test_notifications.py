"""What the web client tells of: on the desktop, and by its worker with no page open.

Debian's Chromium without a screen has no notifications, and no browser of a test reaches the push
service of its maker: permission, showing and subscribing are put in their place, and nothing else.
What our component sends is decrypted and given to the real worker as the browser does (CDP
`deliverPushMessage`).
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import BrowserContext, CDPSession, Page, Worker, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.browser.conftest import Open, sign_in
from tests.harness import cast
from tests.harness.push_service import PushService, Subscription, push_service
from tests.harness.stack import Stack
from tests.harness.web_client import PATIENCE_MS, WebClient

LACKING = """
(() => {{
  if (!window.isSecureContext) return;
  const permission = () => localStorage.getItem('permission') ?? 'default';
  Object.defineProperty(Notification, 'permission', {{ get: permission }});
  Notification.requestPermission = async () => {{
    localStorage.setItem('permission', navigator.userActivation.isActive ? 'granted' : 'denied');
    return permission();
  }};
  const shown = window.shown = [];
  ServiceWorkerRegistration.prototype.showNotification = async (title, {{ body, tag }}) => {{
    shown.push([title, body, tag]);
  }};
  PushManager.prototype.subscribe = async (options) => {{
    window.subscribed = [options.userVisibleOnly, options.applicationServerKey];
    return {{ toJSON: () => ({0}) }};
  }};
}})()
"""
SHOWN = "() => shown"
WORKER_LACKS = """
() => {
  self.shown = [];
  registration.showNotification = async (title, { body, tag, data }) => {
    self.shown.push([title, body, tag]);
    self.last = data;
  };
}
"""
CLICKED = """
(address) => {
  const event = new ExtendableEvent('notificationclick');
  event.notification = { close() {}, data: { address } };
  dispatchEvent(event);
}
"""
WANTED = "() => localStorage.getItem('stoa notifications')"
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"

Shown = list[list[str]]


@pytest_asyncio.fixture(loop_scope="session")
async def service(stack: Stack) -> AsyncIterator[PushService]:
    async with push_service(stack.push_service) as service:
        yield service


class Desk:
    """Lise at the web client, whose browser may show notifications."""

    def __init__(self, client: WebClient, subscription: Subscription) -> None:
        self.client, self.subscription = client, subscription
        self.asked = 0
        """How often the server has said what her other devices do."""
        client.page.on("websocket", lambda line: line.on("framereceived", self._hear))

    def _hear(self, frame: str | bytes) -> None:
        self.asked += "<devices xmlns='urn:stoa:devices:1'" in str(frame)

    async def has_asked(self, times: int) -> None:
        """Wait until so many messages were considered with what the devices did then."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while self.asked < times:  # noqa: ASYNC110 - a page has no event
                await asyncio.sleep(0.05)

    @property
    def page(self) -> Page:
        return self.client.page

    async def dialog(self) -> None:
        await self.client.settings("Notifications")
        await self.is_shown()

    async def is_shown(self) -> None:
        await self.page.get_by_role("heading", name="In all your browsers").wait_for()

    async def turn_on(self) -> None:
        await self.dialog()
        await self.page.get_by_role("button", name="Turn on").click()
        await self.page.get_by_text("Also while no page of Stoa is open").wait_for()
        await self.page.keyboard.press("Escape")

    async def shows(self, wanted: Shown) -> None:
        await shows(self.page, wanted)


async def shows(page: Page | Worker, wanted: Shown) -> None:
    """Wait until a page, or the worker, has shown these notifications; it never showed others."""
    shown: Shown = []
    for _ in range(PATIENCE_MS // 50):
        if (shown := await page.evaluate(SHOWN)) == wanted:
            return
        await asyncio.sleep(0.05)
    assert wanted == shown


async def push(context: BrowserContext, page: Page, message: bytes) -> None:
    """Hand a message to the worker as the browser does when its push service has brought it."""
    session = await context.new_cdp_session(page)
    known = asyncio.get_running_loop().create_future()

    def registered(event: dict[str, Any]) -> None:
        if event["registrations"] and not known.done():
            known.set_result(event["registrations"][0])

    session.on("ServiceWorker.workerRegistrationUpdated", registered)
    await session.send("ServiceWorker.enable")
    registration = await known
    await _deliver(session, registration, message)


async def _deliver(session: CDPSession, registration: dict[str, Any], message: bytes) -> None:
    asked = {
        "origin": registration["scopeURL"].removesuffix("/"),
        "registrationId": registration["registrationId"],
        "data": message.decode(),
    }
    await session.send("ServiceWorker.deliverPushMessage", asked)


async def lise(at: At, stack: Stack, service: PushService) -> Desk:
    client = await at(cast.LISE)
    desk = Desk(client, service.subscribe())
    await client.page.context.add_init_script(LACKING.format(json.dumps(desk.subscription.json)))
    await client.page.reload()
    await client.ready()
    await client.reads_everything()
    return desk


async def test_a_push_with_no_page_open_says_who_has_written_and_how_it_begins(
    at: At, peer: Peer, stack: Stack, service: PushService, open_page: Open
) -> None:
    desk, barbara = await lise(at, stack, service), await peer(cast.BARBARA)
    await desk.turn_on()
    context = desk.page.context
    subscribed = await desk.page.evaluate("subscribed")
    (worker,) = context.service_workers
    await worker.evaluate(WORKER_LACKS)
    elsewhere = await context.new_page()
    await elsewhere.goto("/account/")
    await desk.page.close()
    barbara.say(desk.client.bare, body := words("with the page closed"))
    message = desk.subscription.decrypt((await service.expect(desk.subscription)).body)
    await push(context, elsewhere, message)

    assert [True, stack.secret("portal/push_key")] == subscribed
    assert {"new": True} == json.loads(message)
    await shows(worker, [["Barbara McClintock", body, barbara.bare]])
    assert {"address": barbara.bare} == await worker.evaluate("last")


async def test_with_the_page_open_at_something_else_it_tells_by_itself_and_leads_there(
    at: At, peer: Peer, stack: Stack, service: PushService
) -> None:
    desk, barbara = await lise(at, stack, service), await peer(cast.BARBARA)
    await desk.turn_on()
    barbara.say(desk.client.bare, body := words("while another is open"))
    await desk.shows([["Barbara McClintock", body, barbara.bare]])
    (worker,) = desk.page.context.service_workers
    await worker.evaluate(CLICKED, barbara.bare)
    await desk.client.is_at(barbara.bare)

    barbara.say(desk.client.bare, seen := words("while it is looked at"))
    await desk.client.shows(seen)
    await desk.shows([["Barbara McClintock", body, barbara.bare]])
    assert [] == service.of(desk.subscription)


async def test_another_device_that_is_looked_at_and_do_not_disturb_keep_it_quiet(
    at: At, peer: Peer, stack: Stack, service: PushService
) -> None:
    desk, barbara = await lise(at, stack, service), await peer(cast.BARBARA)
    await desk.turn_on()
    phone = await peer(cast.LISE, "phone")
    row = desk.client.row(barbara.bare)
    barbara.say(desk.client.bare, seen := words("seen on the phone"))
    await expect(row).to_contain_text(seen)
    await desk.has_asked(1)
    quiet = await desk.page.evaluate(SHOWN)
    phone.send("<presence><show>dnd</show></presence>")
    await phone.settle()
    barbara.say(desk.client.bare, late := words("not now"))
    await expect(row).to_contain_text(late)
    await desk.has_asked(2)
    busy = await desk.page.evaluate(SHOWN)
    phone.send("<presence><show>away</show></presence>")
    await phone.settle()
    barbara.say(desk.client.bare, body := words("nobody is at the phone"))

    await desk.shows([["Barbara McClintock", body, barbara.bare]])
    assert ([], []) == (quiet, busy)
    await desk.client.open(barbara.bare)


async def test_preferences_are_kept_and_whoever_wants_no_names_sees_none(
    at: At, peer: Peer, stack: Stack, service: PushService
) -> None:
    desk, barbara = await lise(at, stack, service), await peer(cast.BARBARA)
    await desk.turn_on()
    await desk.dialog()
    page = desk.page
    await page.get_by_label("Show who has written").uncheck()
    await page.get_by_label("Do not disturb at set hours").check()
    await page.get_by_label("Wednesday").uncheck()
    await page.get_by_role("status").get_by_text("Kept").wait_for()
    await page.reload()
    await desk.is_shown()
    days = await page.get_by_label("Wednesday").is_checked()
    await page.get_by_label("Do not disturb at set hours").uncheck()
    await page.get_by_role("status").get_by_text("Kept").wait_for()
    await page.keyboard.press("Escape")
    barbara.say(desk.client.bare, words("nobody shall see this"))
    await desk.shows([["Something new", "", "stoa"]])
    await desk.dialog()
    await page.get_by_label("Show who has written").check()
    await page.get_by_role("status").get_by_text("Kept").wait_for()
    await page.keyboard.press("Escape")
    await desk.client.open(barbara.bare)

    assert not days


async def test_turning_off_and_signing_out_end_it(
    at: At, stack: Stack, service: PushService
) -> None:
    desk = await lise(at, stack, service)
    await desk.turn_on()
    await desk.dialog()
    await desk.page.get_by_role("button", name="Turn off").click()
    await desk.page.get_by_role("button", name="Turn on").wait_for()
    off = await desk.page.evaluate(WANTED)
    await desk.page.keyboard.press("Escape")
    await desk.turn_on()
    await desk.client.sign_out()

    assert off is None
    assert 0 == await desk.page.evaluate(WORKERS)


async def test_a_browser_that_forbids_it_is_told_of_as_it_is(at: At) -> None:
    client = await at(cast.LISE)
    await client.page.evaluate("localStorage.setItem('permission', 'denied')")
    section = await client.settings("Notifications")

    await expect(section).to_contain_text("does not allow it")
    await expect(client.page.get_by_role("button", name="Turn on")).to_have_count(0)


async def test_nothing_of_the_dialog_stands_in_anybodys_way(
    at: At, stack: Stack, service: PushService
) -> None:
    desk = await lise(at, stack, service)
    await desk.dialog()
    wrong = await examine(desk.page, "notifications, off")
    await desk.page.get_by_role("button", name="Turn on").click()
    await desk.page.get_by_role("button", name="Turn off").wait_for()
    await desk.page.get_by_label("Do not disturb at set hours").check()
    await desk.page.get_by_label("Saturday").wait_for()
    wrong |= await examine(desk.page, "notifications, on")
    await desk.page.get_by_label("Do not disturb at set hours").uncheck()
    await desk.page.get_by_role("status").get_by_text("Kept").wait_for()

    assert {} == wrong


async def test_the_worker_is_fetched_anew_and_may_ask_this_origin_only(
    stack: Stack, open_page: Open
) -> None:
    page = await open_page()
    await sign_in(page, stack, cast.LISE)
    answer = await page.request.get("/service-worker.js")

    assert 200 == answer.status
    assert "no-cache" == answer.headers["cache-control"]
    assert "default-src 'none'; connect-src 'self'" == answer.headers["content-security-policy"]
    assert "import" not in await answer.text()

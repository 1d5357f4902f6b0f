"""No network: the page is there with what was seen before, and what is written is sent once."""

import asyncio

import pytest
from playwright.async_api import Page, Route

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_tabs import KEPT, LEFT, NOTHING
from tests.browser.conftest import Open
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

SHELL_IS_KEPT = "() => navigator.serviceWorker.controller?.state === 'activated'"
SHELL = """
async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      found.push(new URL(request.url).pathname);
  return found;
}
"""

IS_KEPT = """
async (body) => {
  const [{ name }] = await indexedDB.databases();
  const found = await new Promise((done, failed) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = failed;
  });
  const all = (store) => new Promise((done) => {
    const rows = found.transaction(store).objectStore(store).getAll();
    rows.onsuccess = () => done(rows.result);
  });
  const [messages, conversations] = [await all("messages"), await all("conversations")];
  found.close();
  return messages.some((each) => each.body === body)
    && conversations.some(({ latest }) => latest?.body === body);
}
"""
"""A message is stored, and is the newest of its conversation."""


async def shell_is_kept(page: Page) -> None:
    await page.wait_for_function(SHELL_IS_KEPT)


async def without_network(client: WebClient) -> None:
    """Loads the page once it can do without."""
    await shell_is_kept(client.page)
    await client.page.context.set_offline(True)
    await client.page.reload()
    await client.link("waiting")


async def back(client: WebClient) -> None:
    await client.page.context.set_offline(False)
    await client.comes_back()


@pytest.mark.usefixtures("offline")
async def test_without_a_network_one_reads_and_writes_and_everything_is_sent_once(
    at: At, peer: Peer
) -> None:
    rachel, alexander = await at(cast.RACHEL), await peer(cast.ALEXANDER)
    await rachel.open(alexander.bare)
    heard, said = words("heard before"), [words(f"said without {n}") for n in range(3)]
    alexander.say(rachel.bare, heard)
    await rachel.shows(heard)
    await rachel.page.wait_for_function(IS_KEPT, arg=heard)
    await without_network(rachel)
    await rachel.shows(heard)
    await rachel.send(*said[:2])
    await rachel.page.reload()
    await rachel.link("waiting")
    await rachel.send(said[2])
    for body in said:
        await rachel.delivery(body, "waiting")
    await back(rachel)
    for body in said:
        await rachel.delivery(body, "sent")
    await rachel.ends_with(heard, *said)
    await alexander.settle()

    assert said == [body for body in alexander.bodies if body]


@pytest.mark.usefixtures("offline")
async def test_what_is_kept_of_the_page_is_the_page_and_nothing_of_anybody(
    at: At, peer: Peer
) -> None:
    rachel, alexander = await at(cast.RACHEL), await peer(cast.ALEXANDER)
    await rachel.open(alexander.bare)
    await shell_is_kept(rachel.page)
    kept: list[str] = await rachel.page.evaluate(SHELL)
    await rachel.sign_out()

    assert "/" in kept
    assert [] == [each for each in kept if each != "/" and not each.startswith("/assets/")]
    assert NOTHING == await rachel.page.evaluate(KEPT)
    assert 0 == await rachel.page.evaluate(
        "async () => (await navigator.serviceWorker.getRegistrations()).length"
    )


async def test_a_page_is_shown_before_the_portal_has_answered(at: At, peer: Peer) -> None:
    rachel, alexander = await at(cast.RACHEL), await peer(cast.ALEXANDER)
    await rachel.open(alexander.bare)
    alexander.say(rachel.bare, heard := words("seen before"))
    await rachel.shows(heard)
    await rachel.page.wait_for_function(IS_KEPT, arg=heard)
    answered = asyncio.Event()

    async def held(route: Route) -> None:
        await answered.wait()
        await route.continue_()

    await rachel.page.route("**/api/v1/**", held)
    await rachel.page.reload()
    await rachel.shows(heard)
    answered.set()
    await rachel.ready()
    await rachel.page.unroute_all(behavior="wait")


async def test_another_person_never_sees_whose_page_it_was(at: At, peer: Peer) -> None:
    """The session ended with the browser closed; somebody else signs in."""
    rachel, alexander = await at(cast.RACHEL), await peer(cast.ALEXANDER)
    await rachel.open(alexander.bare)
    alexander.say(rachel.bare, secret := words("for Rachel only"))
    await rachel.shows(secret)
    context = rachel.page.context
    await rachel.page.goto("/account/")  # the client is closed
    await context.clear_cookies()
    george = WebClient(rachel.page, rachel.stack, cast.GEORGE)
    await george.sign_in()

    assert secret not in await george.page.evaluate(LEFT)


async def test_a_shared_computer_keeps_nothing_and_the_page_works(
    stack: Stack, open_page: Open, peer: Peer
) -> None:
    page, alexander = await open_page(), await peer(cast.ALEXANDER)
    rachel = WebClient(page, stack, cast.RACHEL)
    await page.goto("/account/sign-in?next=/")
    await page.get_by_label("This is a shared computer").check()
    await page.fill("#user_name", rachel.person)
    await page.fill("#password", stack.cms_password(rachel.person))
    await page.click("main button")
    await rachel.ready()
    await rachel.open(alexander.bare)
    heard, said = words("heard"), words("said")
    alexander.say(rachel.bare, heard)
    await rachel.shows(heard)
    await rachel.send(said)
    await rachel.delivery(said, "sent")
    await rachel.composer.fill("a draft")
    await page.reload()
    await rachel.ready()
    await rachel.ends_with(heard, said)
    bare = await page.context.new_page()
    await bare.goto("/account/")
    kept = await bare.evaluate(KEPT)
    cookies = {each["name"]: each.get("expires") for each in await page.context.cookies()}

    assert NOTHING == kept
    assert {-1} == set(cookies.values())

"""A page begins with how it looked when it was left."""

import asyncio

from playwright.async_api import Route, expect

from tests.browser.client.conftest import At, Peer, words
from tests.harness import cast

TREES = """
const attach = Element.prototype.attachShadow;
window.trees = [];
Element.prototype.attachShadow = function (options) {
  const tree = attach.call(this, options);
  window.trees.push(tree);
  return tree;
};
"""
"""Otherwise nothing in the page finds what a glimpse shows."""
GLIMPSED = "body => window.trees.some(tree => tree.textContent.includes(body))"
TAKING = """
() => performance.getEntriesByType("resource")
  .map(({ name }) => name).find((name) => name.includes("/taking."))
"""


async def test_what_one_has_read_is_there_before_the_page_is_loaded(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY, service_workers="block"), await peer(cast.NIKOLA)
    page, said = hedy.page, words("read before")
    await hedy.open(nikola.bare)
    nikola.say(hedy.bare, said)
    await hedy.shows(said)
    taking = await page.wait_for_function(TAKING)
    await page.evaluate("name => import(name)", await taking.json_value())
    released = asyncio.Event()

    async def held(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await page.add_init_script(TREES)
    await page.route("**/assets/index.*.js", held)
    await page.reload(wait_until="commit")
    await page.wait_for_function(GLIMPSED, arg=said)
    found = await hedy.message(said).count()
    released.set()
    await hedy.ready()
    await hedy.shows(said)

    assert found == 0
    await expect(page.locator("body > [inert]")).to_have_count(0)
    await page.unroute_all()

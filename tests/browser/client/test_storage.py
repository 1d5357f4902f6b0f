"""A browser that keeps nothing, or has no space left."""

from tests.browser.client.conftest import Peer, words
from tests.browser.conftest import Open
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

WITHOUT = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
REFUSES = """
Object.defineProperty(IDBFactory.prototype, "open", {
  value() { throw new DOMException("", "SecurityError"); },
});
"""


async def test_without_a_database_one_talks_and_is_told(
    stack: Stack, open_page: Open, peer: Peer
) -> None:
    for script in (WITHOUT, REFUSES):
        page = await open_page()
        await page.add_init_script(script)
        rachel = WebClient(page, stack, cast.RACHEL)
        alexander = await peer(cast.ALEXANDER, words("phone"))
        await rachel.sign_in()
        heard, said = words("heard"), words("said")
        await rachel.open(alexander.bare)
        alexander.say(rachel.bare, heard)
        await rachel.shows(heard)
        await rachel.send(said)
        await rachel.delivery(said, "sent")
        await page.get_by_text("This browser keeps nothing").first.wait_for()
        await page.reload()
        await rachel.ready()
        await rachel.ends_with(heard, said)


async def test_with_a_full_disk_one_talks_and_is_told(
    stack: Stack, open_page: Open, peer: Peer
) -> None:
    page, alexander = await open_page(), await peer(cast.ALEXANDER)
    inspector = await page.context.new_cdp_session(page)
    full = {"origin": stack.origin, "quotaSize": 1}
    await inspector.send("Storage.overrideQuotaForOrigin", full)
    rachel = WebClient(page, stack, cast.RACHEL)
    await rachel.sign_in()
    heard, said = words("heard"), words("said")
    await rachel.open(alexander.bare)
    alexander.say(rachel.bare, heard)
    await rachel.shows(heard)
    await rachel.send(said)
    await rachel.delivery(said, "sent")
    await page.get_by_text("This browser has no space left").first.wait_for()
    await page.reload()
    await rachel.ready()
    await rachel.ends_with(heard, said)

"""Pictures and files that others share, as the web client shows them."""

from typing import Any
from xml.sax.saxutils import quoteattr

from playwright.async_api import Locator, expect

from tests.browser.client.conftest import At, Peer
from tests.browser.client.test_access import examine
from tests.browser.conftest import Complaints
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast, media, upload
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient
from tests.harness.xmpp import Client

NAME, SIZE = "engine.png", (320, 200)
SEEN = "img.shown"
MANY = 60
BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
JUMPS = """
async (log) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const tops = () => new Map([...log.querySelectorAll("[data-key]")]
    .map((row) => [row.dataset.key, row.getBoundingClientRect().top]));
  let furthest = 0;
  while (log.scrollTop > 0 || !/This is the beginning/.test(log.textContent)) {
    const before = tops();
    const upwards = Math.min(400, log.scrollTop);
    log.scrollTop -= upwards;
    for (let frames = 0; frames < 3 || log.ariaBusy === "true"; frames += 1) {
      await frame();
      const { top, bottom } = log.getBoundingClientRect();
      for (const [key, now] of tops()) {
        const was = before.get(key);
        if (was === undefined || now < top || now > bottom) continue;
        furthest = Math.max(furthest, Math.abs(now - was - upwards));
      }
    }
  }
  return furthest;
}
"""
ONE_PIXEL = 1.0


def pictures(client: WebClient) -> Locator:
    return client.log.get_by_role("button", name=f"Open the picture {NAME}")


async def uploaded(client: Client) -> str:
    content = media.picture("PNG", SIZE)
    where = await upload.slot(client, NAME, len(content), "image/png")
    assert upload.put(where, content).status == 201
    return where.get


def shared(link: str, size: tuple[int, int] = SIZE) -> str:
    """As XEP-0447 and XEP-0446 share a picture."""
    width, height = size
    return (
        f"<body>{link}</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/>"
        "</fallback><file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'>"
        "<file xmlns='urn:xmpp:file:metadata:0'><media-type>image/png</media-type>"
        f"<name>{NAME}</name><width>{width}</width><height>{height}</height>"
        "<thumbnail xmlns='urn:xmpp:thumbs:1' media-type='image/blurhash'"
        f" uri='data:image/blurhash,{BLURHASH}'/></file><sources>"
        "<url-data xmlns='http://jabber.org/protocol/url-data'"
        f" target={quoteattr(link)}/></sources></file-sharing>"
    )


def unknown(link: str) -> str:
    """The link to a file that nobody has uploaded."""
    before, _, after = link.partition("/files/")
    return f"{before}/files/00000000-0000-4000-8000-000000000000/{after.partition('/')[2]}"


async def test_a_picture_of_slixmpp_shows_inline(stack: Stack, at: At) -> None:
    hedy = await at(cast.HEDY)
    async with SlixmppClient(stack, cast.KATHERINE) as katherine:
        link = await katherine.uploads(NAME, media.picture("PNG", SIZE))
        await katherine.say(hedy.bare, link)
        await hedy.open(katherine.bare)
        await expect(pictures(hedy).last.locator(SEEN)).to_be_visible()
        natural = await pictures(hedy).last.locator(SEEN).evaluate("(shown) => shown.naturalWidth")

    assert SIZE[0] == natural


async def test_a_picture_is_looked_at_with_the_keyboard(at: At, peer: Peer) -> None:
    nikola, margaret = await peer(cast.NIKOLA), await at(cast.MARGARET)
    link, other = await uploaded(nikola), await uploaded(nikola)
    await margaret.open(nikola.bare)
    for each in (link, other):
        nikola.message(margaret.bare, shared(each))
    await expect(pictures(margaret)).to_have_count(2)
    await pictures(margaret).last.focus()
    wrong = await examine(margaret.page, "pictures")
    await margaret.page.keyboard.press("Enter")
    view = margaret.page.get_by_role("dialog", name="Picture")
    await expect(view).to_contain_text("2 of 2")
    await expect(view.locator("img.loaded")).to_be_visible()
    wrong |= await examine(margaret.page, "view")
    await margaret.page.keyboard.press("ArrowLeft")
    await expect(view).to_contain_text("1 of 2")
    await margaret.page.keyboard.press("+")
    await expect(view.locator(".zoomed")).to_be_visible()
    await margaret.page.keyboard.press("Escape")
    await expect(view).to_have_count(0)
    await expect(pictures(margaret).last).to_be_focused()

    assert {} == wrong


async def test_a_picture_that_one_may_not_have_says_so(
    at: At, peer: Peer, complaints: Complaints
) -> None:
    complaints.expect(r"status of 403 .*/files/")
    katherine, nikola = await peer(cast.KATHERINE), await at(cast.NIKOLA)
    link = await uploaded(katherine)
    await nikola.open(katherine.bare)
    katherine.message(nikola.bare, shared(unknown(link)))

    await expect(nikola.log.get_by_text("No longer available to you").last).to_be_visible()


async def test_a_history_of_pictures_scrolls_without_a_jump(at: At, peer: Peer) -> None:
    katherine, hedy = await peer(cast.KATHERINE), await at(cast.HEDY)
    link = await uploaded(katherine)
    for number in range(MANY):
        size = (200 + 37 * number % 900, 200 + 53 * number % 700)
        katherine.message(hedy.bare, shared(link, size))
    await katherine.settle()
    await hedy.page.reload()
    await hedy.ready()
    await hedy.open(katherine.bare)
    furthest: Any = await hedy.log.evaluate(JUMPS)

    assert furthest <= ONE_PIXEL

"""Pictures and files that people share from the web client, and those that do not arrive."""

import base64
import hashlib
import re

import pytest
from playwright.async_api import FilePayload, Locator, Route, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.browser.conftest import Complaints
from tests.harness import cast, media, upload
from tests.harness.link import Link
from tests.harness.stanza import Stanza
from tests.harness.web_client import WebClient
from tests.harness.xmpp import Client

PUT = re.compile(r"/files/[^/]+/put\.")
METADATA = "{*}file-sharing/{*}file/{*}"
MOVED = """
const moved = new DataTransfer();
const content = Uint8Array.from(atob(file.content), (each) => each.charCodeAt(0));
moved.items.add(new File([content], file.name, { type: file.type }));
"""
DRAG = (
    "(main, file) => {" + MOVED + "window.drag = (type) => main.dispatchEvent(new DragEvent(type,"
    " { dataTransfer: moved, bubbles: true, cancelable: true })); window.drag('dragenter'); }"
)
PASTE = (
    "(area, file) => {" + MOVED + "area.dispatchEvent(new ClipboardEvent('paste',"
    " { clipboardData: moved, bubbles: true, cancelable: true })); }"
)


def document(size: int = 2_000) -> FilePayload:
    """A file whose name no other test uses."""
    name = words("plan").replace(" ", "-") + ".pdf"
    return {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + bytes(size)}


def picture(size: tuple[int, int] = (300, 200)) -> FilePayload:
    name = words("engine").replace(" ", "-") + ".png"
    return {"name": name, "mimeType": "image/png", "buffer": media.picture("PNG", size)}


def in_the_page(file: FilePayload) -> dict[str, str]:
    content = base64.b64encode(file["buffer"]).decode()
    return {"name": file["name"], "type": file["mimeType"], "content": content}


def tray(client: WebClient) -> Locator:
    return client.page.get_by_role("list", name="Files to share").get_by_role("listitem")


async def share(client: WebClient, *files: FilePayload, said: str = "") -> None:
    """As somebody chooses them, looks at them and sends them."""
    await client.page.locator("input[name=files]").set_input_files(files)
    await expect(tray(client)).to_have_count(len(files))
    await client.composer.fill(said)
    await client.composer.press("Enter")
    await expect(tray(client)).to_have_count(0)


def shown(client: WebClient, file: FilePayload) -> Locator:
    """The message that shares it."""
    return client.log.get_by_role("article", name=re.compile(re.escape(file["name"])))


async def _held(route: Route) -> None:
    """It is on its way for ever."""


def shares(stanza: Stanza) -> bool:
    return stanza.child(f"{METADATA}name") is not None


async def hears_of(peer: Client, *files: FilePayload) -> list[Stanza]:
    """The messages that share them, and no other file, in their order."""
    messages = [await peer.expect(shares) for _ in files]
    assert [file["name"] for file in files] == [
        each.element.findtext(f"{METADATA}name") for each in messages
    ]
    assert [] == [each for each in peer.messages if shares(each)]
    return messages


def fetched(message: Stanza) -> bytes:
    """By the link that clients see which know no more."""
    answer = upload.ask(message.body or "")
    assert answer.status == 200, answer
    return answer.body


async def test_pictures_and_files_arrive_after_their_words_in_their_order(
    at: At, peer: Peer
) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    files = [picture(), document(), picture((900, 1200))]
    await hedy.open(nikola.bare)
    await share(hedy, *files, said=(said := words("Look at these")))

    await nikola.expect(lambda stanza: stanza.body == said)
    messages = await hears_of(nikola, *files)
    for message, file in zip(messages, files, strict=True):
        content, (digest,) = fetched(message), message.element.findall(f"{METADATA}hash")
        assert base64.b64encode(hashlib.sha256(content).digest()).decode() == digest.text
        assert message.body == message.element.findtext("{*}x/{*}url")
        assert file["mimeType"] != "application/pdf" or content == file["buffer"]
    assert messages[2].element.findtext(f"{METADATA}height") == "1200"
    assert messages[2].child(f"{METADATA}thumbnail") is not None
    for file in files:
        await expect(shown(hedy, file)).to_have_attribute("data-delivery", "sent")


async def test_what_is_dropped_and_what_is_pasted_is_looked_at_before_it_goes(
    at: At, peer: Peer
) -> None:
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    dropped, pasted = document(), picture()
    await hedy.open(nikola.bare)
    zone = hedy.page.get_by_text("Drop here to share with")
    await hedy.page.locator("main").evaluate(DRAG, in_the_page(dropped))
    await expect(zone).to_be_visible()
    await hedy.page.evaluate("drag('drop')")
    await expect(zone).to_have_count(0)
    await hedy.composer.evaluate(PASTE, in_the_page(pasted))
    await expect(tray(hedy)).to_have_count(2)

    await hedy.page.get_by_role("button", name=f"Remove {dropped['name']}").click()
    await hedy.page.get_by_role("button", name="Send").click()

    await hears_of(nikola, pasted)
    await expect(shown(hedy, dropped)).to_have_count(0)


async def test_an_upload_outlives_a_reload(at: At, peer: Peer, complaints: Complaints) -> None:
    complaints.expect("net::ERR_")
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    first, second = document(3_000_000), document()
    await hedy.page.route(PUT, _held)
    await hedy.open(nikola.bare)
    await share(hedy, first, second)
    going = shown(hedy, second).locator("[data-file=uploading]")
    await expect(going).to_be_visible()

    await hedy.page.reload()
    await hedy.ready()
    await hedy.page.unroute(PUT)
    await hedy.page.reload()
    await hedy.ready()

    messages = await hears_of(nikola, first, second)
    for message, file in zip(messages, (first, second), strict=True):
        assert fetched(message) == file["buffer"]
        await expect(shown(hedy, file)).to_have_count(1)
        await expect(shown(hedy, file)).to_have_attribute("data-delivery", "sent")


@pytest.mark.usefixtures("offline")
async def test_an_upload_goes_on_when_the_network_is_back(at: At, peer: Peer) -> None:
    async with Link.laid() as link:
        hedy, nikola = await at(cast.HEDY, proxy=link.proxy), await peer(cast.NIKOLA)
        file = document()
        await hedy.open(nikola.bare)
        link.reset()
        await hedy.link("waiting")
        await share(hedy, file)
        await expect(shown(hedy, file).locator("[data-file=waiting]")).to_be_visible()
        link.restore()
        await hedy.comes_back()

        (message,) = await hears_of(nikola, file)
        assert fetched(message) == file["buffer"]
        await expect(shown(hedy, file)).to_have_attribute("data-delivery", "sent")


async def test_an_upload_that_is_cancelled_and_one_that_is_refused_reach_nobody(
    at: At, peer: Peer, complaints: Complaints
) -> None:
    complaints.expect("net::ERR_")
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    cancelled, virus = document(), document()
    virus["buffer"] = media.EICAR
    await hedy.page.route(PUT, _held)
    await hedy.open(nikola.bare)
    await share(hedy, cancelled)
    await hedy.page.get_by_role("button", name=f"Cancel the upload of {cancelled['name']}").click()
    await expect(shown(hedy, cancelled)).to_have_count(0)
    await hedy.page.unroute(PUT)
    await share(hedy, virus)
    failed = shown(hedy, virus).locator("[data-file=failed]")
    await expect(failed).to_contain_text("Refused")
    await expect(failed.get_by_role("button")).to_have_text(["Remove"])
    await failed.get_by_role("button").click()
    await expect(shown(hedy, virus)).to_have_count(0)
    await hedy.send(said := words("Nothing came of it"))
    first = await nikola.expect(lambda stanza: stanza.body is not None)

    assert first.body == said


async def test_sharing_stands_in_nobodys_way(at: At, peer: Peer, complaints: Complaints) -> None:
    complaints.expect("net::ERR_")
    hedy, nikola = await at(cast.HEDY), await peer(cast.NIKOLA)
    await hedy.page.route(PUT, _held)
    await hedy.open(nikola.bare)
    await share(hedy, document(), picture())
    await expect(hedy.page.locator("[data-file=uploading]")).to_have_count(2)
    choice = [picture(), document(), *(picture() for _ in range(8))]
    await hedy.page.locator("input[name=files]").set_input_files(choice)
    await expect(tray(hedy)).to_have_count(10)

    assert {} == await examine(hedy.page, "files that are chosen and that are on their way")


async def test_a_telephone_offers_its_camera(at: At, peer: Peer) -> None:
    hedy, nikola = await at(cast.HEDY, has_touch=True, is_mobile=True), await peer(cast.NIKOLA)
    await hedy.open(nikola.bare)
    for way, accept, several in (
        ("Take a picture", "image/*", False),
        ("Pictures and videos", "image/*,video/*", True),
        ("Files", "", True),
    ):
        await hedy.page.get_by_role("button", name="Share pictures and files").click()
        async with hedy.page.expect_file_chooser() as chooser:
            await hedy.page.get_by_role("menuitem", name=way).click()
        chosen = (await chooser.value).element
        assert (await chosen.get_attribute("accept") or "") == accept
        assert (await chosen.get_attribute("capture") == "environment") is (not several)
        assert (await chooser.value).is_multiple() is several

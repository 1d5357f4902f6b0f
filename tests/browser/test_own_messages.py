"""Taking one's messages along, from the page to the file."""

from uuid import uuid4
from zipfile import ZipFile

from tests.browser.conftest import Open, sign_in
from tests.harness import cast
from tests.harness.stack import Stack, eventually


async def test_a_person_puts_their_messages_together_and_fetches_them(
    stack: Stack, open_page: Open
) -> None:
    word = f"w{uuid4().hex}"
    message = f"<message xmlns='jabber:client' to='{stack.jid(cast.LINUS)}' type='chat'>"
    stack.send_as(stack.jid(cast.GRACE), f"{message}<body>{word}</body></message>")
    with stack.database("app") as database:
        known = "select count(*) from stoa.message where body = %s"
        eventually(lambda: database.execute(known, [word]).fetchone(), lambda row: row == (1,), 60)
    page = await open_page()
    await sign_in(page, stack, cast.LINUS)
    await page.click("nav >> text=Your messages")
    await page.select_option("#conversation", label="Grace Hopper")
    await page.click("button:has-text('Put together')")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download: Grace Hopper").click()
    download = await waiting.value
    stranger = await open_page()
    await sign_in(stranger, stack, cast.GRACE)
    refused = await stranger.request.get(download.url)

    with ZipFile(await download.path()) as archive:
        assert word in archive.read("messages.jsonl").decode()
        assert word in archive.read("00001.html").decode()
    assert 404 == refused.status

"""What somebody reports in the web client, until whoever moderates has read it in the portal."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.client.conftest import At, Peer, words
from tests.browser.client.test_access import examine
from tests.browser.client.test_message_acts import do, recorded
from tests.browser.client.test_room_settings import look
from tests.browser.conftest import Open, sign_in
from tests.browser.test_access import examine as examine_page
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.stanza import with_id
from tests.harness.web_client import WebClient

REPORTED = "Maria Sibylla Merian"
SENT = "Your report is with the moderators."


async def about(client: WebClient) -> Locator:
    await client.page.get_by_role("button", name="About this person").click()
    pane = client.page.get_by_role("complementary", name="About this person")
    await pane.wait_for()
    return pane


async def opened(page: Page, stack: Stack) -> None:
    """By a moderator: the newest report of that person."""
    await sign_in(page, stack, cast.MARGARET)
    await page.get_by_role("link", name="Reports").first.click()
    await page.get_by_role("link", name=REPORTED).first.click()
    await expect(page.get_by_role("heading", name=f"Report of {REPORTED}")).to_be_visible()


async def test_a_message_that_is_reported_is_read_and_closed_by_a_moderator(
    stack: Stack, at: At, peer: Peer, open_page: Open
) -> None:
    emilie, maria, moderator = await at(cast.EMILIE), await peer(cast.MARIA), await open_page()
    said, note, outcome = words("You will regret it"), words("Twice today"), words("Talked to her")
    maria.say(emilie.bare, said)
    await emilie.reads(maria.bare, said)
    await recorded(emilie, maria.bare, said)
    await do(emilie, said, "Report…")
    dialog = emilie.page.get_by_role("dialog", name=f"Report {REPORTED}")
    await expect(dialog.get_by_text(said)).to_be_visible()
    wrong: dict[str, Any] = await examine(emilie.page, "report")
    await dialog.get_by_label("What they should know").fill(note)
    await dialog.get_by_role("button", name="Send the report").click()
    await expect(emilie.page.get_by_text(SENT)).to_be_visible()
    await expect(dialog).to_have_count(0)
    await opened(moderator, stack)
    await expect(moderator.get_by_text(note)).to_be_visible()
    await expect(moderator.get_by_text(said)).to_be_visible()
    await expect(moderator.get_by_text("Abuse", exact=True)).to_be_visible()
    wrong |= await examine_page(moderator)
    here = moderator.url
    await moderator.get_by_label("What was done").fill(outcome)
    await moderator.get_by_role("button", name="Close the report").click()
    await expect(moderator.get_by_text("The report is closed.")).to_be_visible()
    await moderator.goto(here)
    await expect(moderator.get_by_text(outcome)).to_be_visible()
    refused = await emilie.page.request.get(here)

    assert 403 == refused.status
    assert {} == wrong


async def test_a_person_is_reported_and_blocked_at_once(
    stack: Stack, at: At, peer: Peer, open_page: Open
) -> None:
    emilie, maria, moderator = await at(cast.EMILIE), await peer(cast.MARIA), await open_page()
    maria.say(emilie.bare, words("Buy this"))
    note = words("Nothing else ever")
    await emilie.open(maria.bare)
    pane = await about(emilie)
    await pane.get_by_role("button", name="Report…").click()
    dialog = emilie.page.get_by_role("dialog", name=f"Report {REPORTED}")
    await dialog.get_by_label("It is spam").check()
    await dialog.get_by_label("What they should know").fill(note)
    await dialog.get_by_label(f"Block {REPORTED} too").check()
    wrong = await look(emilie.page, "report of a person")
    await dialog.get_by_role("button", name="Send the report").click()
    await expect(pane.get_by_text(SENT)).to_be_visible()
    await expect(pane.get_by_role("button", name="Stop blocking")).to_be_visible()
    unheard = maria.say(emilie.bare, words("And this"))
    answer = await maria.expect(with_id(unheard))
    await opened(moderator, stack)
    await expect(moderator.get_by_text(note)).to_be_visible()
    await expect(moderator.get_by_text("No message: the report is of the person.")).to_be_visible()
    await expect(moderator.locator("dt", has_text="Blocked them").locator("..")).to_contain_text(
        "yes"
    )
    await pane.get_by_role("button", name="Stop blocking").click()
    maria.say(emilie.bare, heard := words("heard again"))
    await emilie.shows(heard)
    hers = [each for each in maria.messages if "report" in str(each)]

    assert "service-unavailable" == answer.error
    assert [] == hers
    assert {} == wrong

"""Writing to a colleague who is not on the contact list."""

from playwright.async_api import expect

from tests.browser.client.conftest import At, Peer, words
from tests.harness import cast
from tests.harness.stanza import with_body


async def test_a_colleague_of_another_department_is_found_misspelt_and_written_to(
    at: At, peer: Peer
) -> None:
    ada, lise = await at(cast.ADA), await peer(cast.LISE)
    body, answer = words("Fission?"), words("Fission.")
    keys = ada.page.keyboard
    await ada.page.get_by_role("button", name="New message").click()
    dialog = ada.page.get_by_role("dialog", name="New message")
    await expect(dialog.get_by_role("combobox")).to_be_focused()
    await keys.type("meitnre")
    await expect(dialog.get_by_role("option", name="Lise Meitner")).to_be_visible()
    await keys.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(ada.page.get_by_role("heading", name="Lise Meitner", level=1)).to_be_visible()
    await expect(ada.page.get_by_text("Offline", exact=True)).to_have_count(0)
    await ada.send(body)
    await lise.expect(with_body(body))
    lise.say(ada.bare, answer)
    await ada.ends_with(body, answer)


async def test_who_is_not_in_the_list_is_searched_among_all_colleagues(at: At) -> None:
    ada = await at(cast.ADA)
    keys = ada.page.keyboard
    await ada.page.get_by_role("textbox", name="Find a person or a room").fill("xyzzy")
    await keys.press("Enter")
    dialog = ada.page.get_by_role("dialog", name="New message")
    await expect(dialog.get_by_role("combobox")).to_have_value("xyzzy")
    await expect(dialog.get_by_text("Nobody found")).to_be_visible()
    await keys.press("Escape")

    await expect(dialog).to_have_count(0)


async def test_a_link_to_a_colleague_who_is_no_contact_opens_the_conversation(at: At) -> None:
    ada = await at(cast.ADA)
    await ada.page.goto(f"/#/c/{ada.stack.jid(cast.RACHEL)}")

    await expect(ada.page.get_by_role("heading", name="Rachel Carson", level=1)).to_be_visible()

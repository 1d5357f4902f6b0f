"""From the sign-in page to a device that talks, and its end."""

import time

from playwright.async_api import expect

from tests.browser.conftest import Open, sign_in
from tests.browser.device import Colleague, Device
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import PATIENCE_MS


async def test_a_person_adds_a_device_meets_the_department_and_revokes_the_device(
    stack: Stack, open_page: Open
) -> None:
    page = await open_page()
    await sign_in(page, stack, cast.GRACE)
    await page.click("nav >> text=Devices")
    await page.click("text=Add a device")
    await page.fill("#device", "journey laptop")
    await page.check("input[value=gajim]")
    await page.click("text=Make a password")
    password = (await page.inner_text("#secret")).strip()

    async with Device(stack, cast.GRACE, password) as device:
        colleagues = device.colleagues()
        ada = await device.card(stack.jid(cast.ADA))
        (room,) = await device.rooms()
        await device.join(room, "Grace")
        await device.sees_title(room, "Engineering")

        assert colleagues[stack.jid(cast.ADA)] == Colleague(
            "Ada Lovelace", frozenset({"Engineering"})
        )
        assert "Ada Lovelace" == ada.name
        assert ada.picture.startswith(b"\x89PNG")

        await page.get_by_role("link", name="Done", exact=True).click()
        await page.click("summary[aria-label='Revoke: journey laptop']")
        began = time.monotonic()
        await page.click("text=Revoke and sign out")
        await device.ended(PATIENCE_MS / 1000)
        print(f"revoked and ended within {time.monotonic() - began:.2f} s")

    await expect(page.locator("[role=status]", has_text="Revoked.")).to_be_visible()
    client = await stack.open()
    refused = await client.authenticate(cast.GRACE, password)
    await client.close()

    assert refused is not None
    assert "not-authorized" == refused.condition


async def test_the_password_of_the_cms_is_refused_over_xmpp_and_administrators_see_it(
    stack: Stack, open_page: Open
) -> None:
    page = await open_page()
    await sign_in(page, stack, cast.MARGARET)
    await page.click("nav >> text=Health")
    await page.wait_for_selector("text=healthy")
    client = await stack.open()
    refused = await client.authenticate(cast.LINUS, stack.cms_password(cast.LINUS))
    await client.close()

    assert refused is not None
    assert "not-authorized" == refused.condition
    row = page.locator("tr", has_text=cast.LINUS).filter(has_text="XMPP client")
    await expect(row.filter(has_text="Wrong password")).to_be_visible()


async def test_everything_works_without_scripts(stack: Stack, open_page: Open) -> None:
    page = await open_page(java_script_enabled=False)
    await sign_in(page, stack, cast.ALAN)
    await page.goto("/account/devices/new")
    await page.fill("#device", "plain")
    await page.click("text=Make a password")

    assert await page.locator("#secret").inner_text()
    assert not await page.locator("[data-copy]").first.is_visible()
    await page.get_by_role("link", name="Done", exact=True).click()
    await page.click("summary[aria-label='Revoke: plain']")
    await page.click("text=Revoke and sign out")
    await expect(page.locator("[role=status]", has_text="Revoked.")).to_be_visible()
    await page.locator("button", has_text="Sign out").locator("visible=true").click()
    await page.wait_for_url("**/account/sign-in")

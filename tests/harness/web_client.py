"""The web client in one tab, used as people use it."""

import re
from contextlib import suppress
from dataclasses import dataclass

from playwright.async_api import Locator, Page, TimeoutError, expect

from tests.harness.stack import Stack

PATIENCE_MS = 60_000
"""Of every wait; a busy machine is no failure."""

LIST = "nav[aria-label=Conversations]"
LOG = "[role=log]"
COMPOSER = "textarea[name=message]"
BODIES = f"""
() => [...document.querySelectorAll("{LOG} [data-key]")]
  .map((row) => row.querySelector(".body")?.textContent)
  .filter((body) => body !== undefined)
"""

ENDS_WITH = f"""
(bodies) => {{
  const shown = ({BODIES})().slice(-bodies.length);
  return shown.length === bodies.length && shown.every((body, at) => body === bodies[at]);
}}
"""

NAMES = f"""
() => Object.fromEntries([...document.querySelectorAll("{LIST} a[data-address]")]
  .map((row) => [row.dataset.address, row.querySelector(".name").textContent]))
"""

READ_ALL = """
async () => {
  const { csrf_token } = await (await fetch('/api/v1/session')).json();
  const there = await fetch('/api/v1/conversations?unread=true&limit=100');
  for (const { id, last } of (await there.json()).conversations)
    await fetch(`/api/v1/conversations/${encodeURIComponent(id)}/read`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf_token },
      body: JSON.stringify({ up_to: last.id }),
    });
}
"""

TO_THE_END = """
async (log) => {
  for (let still = 0; still < 3; ) {
    const left = log.scrollHeight - log.clientHeight - log.scrollTop;
    still = left > 1 ? 0 : still + 1;
    if (left > 1) log.scrollTop = log.scrollHeight;
    await new Promise((done) => requestAnimationFrame(done));
  }
}
"""


@dataclass
class WebClient:
    page: Page
    stack: Stack
    person: str

    @property
    def bare(self) -> str:
        return self.stack.jid(self.person)

    # -- in and out ---------------------------------------------------------------

    async def sign_in(self) -> None:
        await self.page.goto("/account/sign-in?next=/")
        await self.page.fill("#user_name", self.person)
        await self.page.fill("#password", self.stack.cms_password(self.person))
        await self.page.click("main button")
        await self.ready()

    async def ready(self) -> None:
        """Online, with its list of conversations."""
        await self.link("online")
        await expect(self.page.locator(f"{LIST} a[data-address]").first).to_be_attached()

    async def link(self, state: str, seconds: float = PATIENCE_MS / 1000) -> None:
        """Wait for the state of the connection as the page shows it."""
        banner = self.page.locator("[data-link]")
        await expect(banner).to_have_attribute("data-link", state, timeout=seconds * 1000)

    async def comes_back(self) -> None:
        """Wait until it is online, and press the button where it is offered."""
        button = self.page.get_by_role("button", name="Try now")
        online = self.page.locator("[data-link=online]")
        while not await online.count():
            await button.or_(online).first.wait_for(state="attached")
            with suppress(TimeoutError):
                await button.click(timeout=500)

    async def reads_everything(self) -> None:
        """So that nothing is counted that was said before; the page learns it from the server."""
        await self.page.evaluate(READ_ALL)
        await expect(self.page.locator(f"{LIST} .unread")).to_have_count(0)

    async def sign_out(self) -> None:
        await self.page.get_by_role("button", name="You", exact=True).click()
        await self.page.get_by_role("menuitem", name="Sign out").click()
        await self.page.wait_for_url("**/account/sign-in**")

    async def settings(self, section: str) -> Locator:
        """Open a section of the settings by the menu of oneself."""
        await self.page.get_by_role("button", name="You", exact=True).click()
        await self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        dialog = self.page.get_by_role("dialog", name="Settings")
        await dialog.get_by_role("link", name=section, exact=True).click()
        return dialog.get_by_role("region", name=section, exact=True)

    # -- conversations ------------------------------------------------------------

    def row(self, address: str) -> Locator:
        return self.page.locator(f"{LIST} a[data-address='{address}']")

    async def names(self) -> dict[str, str]:
        """Of all conversations, by address."""
        found: dict[str, str] = await self.page.evaluate(NAMES)
        return found

    @property
    def composer(self) -> Locator:
        return self.page.locator(COMPOSER)

    @property
    def log(self) -> Locator:
        return self.page.locator(LOG)

    async def open(self, address: str) -> None:
        """And go to its newest message."""
        await self.open_unread(address)
        await self.log.evaluate(TO_THE_END)

    async def open_unread(self, address: str) -> None:
        """At the first message that is not read; one can write there."""
        await self.row(address).click()
        await self.is_at(address)
        await expect(self.composer).to_be_visible()

    async def is_at(self, address: str) -> None:
        """Wait until that conversation is open."""
        await expect(self.row(address)).to_have_attribute("aria-current", "page")

    async def room(self, name: str) -> str:
        """The address of a room in the list."""
        row = self.page.locator(f"{LIST} a[data-address*='@{self.stack.rooms}']")
        row = row.filter(has_text=name)
        return await row.get_attribute("data-address") or ""

    async def unread(self, address: str, count: int) -> None:
        badge = self.row(address).locator(".unread")
        if count:
            await expect(badge).to_have_text(re.compile(rf"^\s*{count}\b"))
        else:
            await expect(badge).to_have_count(0)

    async def choose(self, address: str, *items: str) -> None:
        """From the menu of a row, which a right click opens."""
        await self.row(address).click(button="right")
        for item in items:
            name = re.compile(rf"^{re.escape(item)}")
            await (
                self.menu.get_by_role("menuitem", name=name)
                .or_(self.menu.get_by_role("menuitemradio", name=item, exact=True))
                .click()
            )
        await expect(self.menu).to_have_count(0)

    @property
    def menu(self) -> Locator:
        return self.page.get_by_role("menu")

    async def show(self, filter_name: str) -> None:
        """One of the filters of the list."""
        await self.page.get_by_role("button", name=filter_name, exact=True).click()

    async def begins_with(self, *addresses: str) -> None:
        """Wait until the list as it is shown does."""
        for place, address in enumerate(addresses):
            row = self.page.locator(f"{LIST} a[data-address]").nth(place)
            await expect(row).to_have_attribute("data-address", address)

    async def lists(self, *addresses: str) -> None:
        """Wait until the list shows these, in their order, and nothing else."""
        await expect(self.page.locator(f"{LIST} a[data-address]")).to_have_count(len(addresses))
        await self.begins_with(*addresses)

    # -- messages -----------------------------------------------------------------

    async def send(self, *bodies: str) -> None:
        """In the open conversation."""
        for body in bodies:
            await self.composer.fill(body)
            await self.composer.press("Enter")
            await expect(self.composer).to_have_value("")

    def message(self, body: str) -> Locator:
        """What the open conversation shows of it."""
        shown = self.page.get_by_text(body, exact=True)
        return self.log.locator("[data-key]").filter(has=shown)

    async def shows(self, *bodies: str) -> None:
        for body in bodies:
            await expect(self.message(body)).to_have_count(1)

    async def press(self, body: str, key: str) -> None:
        """On the row of a message: while it is measured it is hidden, and takes no focus."""
        await expect(self.message(body)).to_be_visible()
        await self.message(body).press(key)

    async def delivery(self, body: str, state: str) -> None:
        await expect(self.message(body)).to_have_attribute("data-delivery", state)

    async def bodies(self) -> list[str]:
        """Of the open conversation as far as it is in the page, in its order."""
        found: list[str] = await self.page.evaluate(BODIES)
        return found

    async def ends_with(self, *bodies: str) -> None:
        """Wait until all of them are there once, in that order, at the end."""
        await self.shows(*bodies)
        with suppress(TimeoutError):
            await self.page.wait_for_function(ENDS_WITH, arg=list(bodies))
        assert list(bodies) == (await self.bodies())[-len(bodies) :]

    async def typing(self, name: str) -> None:
        """Wait until the open conversation says that somebody is writing; '' for nobody."""
        line = self.page.locator("[data-typing]")
        await expect(line).to_have_text(re.compile(re.escape(name)) if name else "")

    async def times(self, body: str) -> dict[str, str]:
        """What the details of a message say, by label: times as machines read them."""
        await self.message(body).locator("button.meta").click()
        dialog = self.page.get_by_role("dialog", name="Details of this message")
        found: dict[str, str] = await dialog.evaluate(
            "(dialog) => Object.fromEntries([...dialog.querySelectorAll('dt')].map((label) =>"
            " [label.textContent, label.nextElementSibling.firstElementChild?.dateTime ?? '']))"
        )
        await self.page.keyboard.press("Escape")
        return found

    # -- as the standard clients of tests.e2e.clients ------------------------------

    async def say(self, to: str, body: str) -> None:
        await self.open(to)
        await self.send(body)

    async def reads(self, sender: str, body: str) -> None:
        await self.open(sender)
        await self.shows(body)

    async def learns_of_delivery(self, to: str, body: str) -> None:
        await self.open(to)
        await expect(self.message(body)).to_have_attribute(
            "data-delivery", re.compile("delivered|read")
        )


def sessions(stack: Stack, person: str) -> set[str]:
    """Resources that are signed in, those that wait for resumption included."""
    found = stack.api("user_sessions_info", user=person, host=stack.domain)
    return {session["resource"] for session in found}

"""The web client and Converse.js: where each shows what, for one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.clients.tab import Place
from tests.harness.web_client import LIST

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

    from tests.harness.stack import Stack

STOA, CONVERSE = "stoa", "converse"


@dataclass(frozen=True)
class Peer:
    name: str
    page: str
    """The address of a conversation is its bare JID after this."""
    bodies: str
    log: str
    """What is scrolled."""
    rows: str
    """In the list of conversations, with an address in place of `{}`."""
    rooms: str
    """As `page`, of rooms."""

    def at(self, address: str, text: str) -> Place:
        return Place(self.page + address, self.bodies, text)

    def at_room(self, address: str, text: str) -> Place:
        return Place(self.rooms + address, self.bodies, text)

    def row(self, address: str) -> str:
        return self.rows.format(address)


def stoa(stack: Stack) -> Peer:
    row = LIST + " a[data-address='{}']"
    page = f"{stack.origin}/#/c/"
    return Peer(STOA, page, "[role=log] .body", "[role=log]", row, page)


def converse(stack: Stack) -> Peer:
    page = f"{stack.origin}/converse/#converse/"
    bodies = "converse-chat-message-body"
    row = "a.open-chat[data-jid='{}']"
    log = ".chat-content__messages"
    return Peer(CONVERSE, f"{page}chat?jid=", bodies, log, row, f"{page}room?jid=")


async def sign_in(context: BrowserContext, stack: Stack, person: str) -> None:
    """At the portal; Converse signs in by itself."""
    page = await context.new_page()
    await page.goto(f"{stack.origin}/account/sign-in?next=/account/")
    await page.fill("#user_name", person)
    await page.fill("#password", stack.cms_password(person))
    await page.click("main button")
    await page.wait_for_url("**/account/")
    await page.close()

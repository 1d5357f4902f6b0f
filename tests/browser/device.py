"""A client that knows what a modern one knows of its person: colleagues, pictures, rooms."""

import asyncio
from dataclasses import dataclass

from slixmpp import JID
from slixmpp.plugins.xep_0402 import stanza as bookmarks

from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness.stack import Stack

bookmarks.register_plugin()


@dataclass(frozen=True)
class Colleague:
    name: str
    groups: frozenset[str]


@dataclass(frozen=True)
class Card:
    name: str
    picture: bytes


class Device(SlixmppClient):
    """Signs in with a password that the portal has made."""

    def __init__(self, stack: Stack, person: str, password: str) -> None:
        super().__init__(stack, person, "device", password)
        for plugin in ("xep_0054", "xep_0060"):
            self._xmpp.register_plugin(plugin)

    def colleagues(self) -> dict[str, Colleague]:
        """The contact list, by address."""
        roster = self._xmpp.client_roster
        return {
            address: Colleague(roster[address]["name"], frozenset(roster[address]["groups"]))
            for address in roster.keys()  # noqa: SIM118 - iterating it gives something else
        }

    async def card(self, address: str) -> Card:
        answer = await self._xmpp.plugin["xep_0054"].get_vcard(JID(address))
        card = answer["vcard_temp"]
        return Card(card["FN"], card["PHOTO"]["BINVAL"])

    async def rooms(self) -> set[str]:
        """Those it enters by itself (XEP-0402)."""
        found = await self._xmpp.plugin["xep_0060"].get_items(JID(self.bare), bookmarks.NS)
        items = found["pubsub"]["items"]["substanzas"]
        return {item["id"] for item in items if item["conference"]["autojoin"]}

    async def ended(self, seconds: float) -> None:
        """Return when the server has ended the stream. Raises TimeoutError."""
        await asyncio.wait_for(asyncio.shield(self._xmpp.disconnected), seconds)

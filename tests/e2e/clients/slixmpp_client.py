"""A client made of slixmpp."""

import asyncio
from io import BytesIO
from types import TracebackType
from typing import Literal, Self

from slixmpp import JID, ClientXMPP
from slixmpp.stanza import Message

from tests.e2e.clients.correspondent import Said
from tests.e2e.clients.heard import Ear, Heard
from tests.harness.stack import Stack

PLUGINS = (
    *("xep_0030", "xep_0045", "xep_0184", "xep_0198"),
    *("xep_0199", "xep_0203", "xep_0249", "xep_0280", "xep_0313", "xep_0363"),
)


class SlixmppClient(Ear):
    """One person's device: confirms deliveries, asks for receipts, gets carbons."""

    def __init__(
        self, stack: Stack, person: str, resource: str = "slixmpp", password: str | None = None
    ) -> None:
        super().__init__()
        self.bare = stack.jid(person)
        self._port = stack.ports["client"]
        self._ended = asyncio.Event()
        self._xmpp = ClientXMPP(f"{self.bare}/{resource}", password or stack.password(person))
        self._xmpp.ca_certs = stack.home / "tls" / "authority.pem"
        self._xmpp.enable_direct_tls = False
        for plugin in PLUGINS:
            self._xmpp.register_plugin(plugin)
        self._xmpp.plugin["xep_0184"].auto_request = True
        self._listen()

    async def __aenter__(self) -> Self:
        self._xmpp.connect("127.0.0.1", self._port)
        await self._xmpp.wait_until("session_start")
        await self._xmpp.plugin["xep_0280"].enable()
        self._xmpp.send_presence()
        await self._xmpp.get_roster()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._xmpp.disconnect()

    async def ended(self, seconds: float) -> None:
        """Return once the server has ended the stream, also if it did so before."""
        async with asyncio.timeout(seconds):
            await self._ended.wait()

    # -- speaking -----------------------------------------------------------------

    async def settle(self) -> None:
        """Return once the server has dealt with all we sent, stored for somebody away included."""
        await self._xmpp.plugin["xep_0199"].send_ping(JID(self._xmpp.boundjid.domain))

    async def say(self, to: str, body: str) -> None:
        self._send(to, body, "chat")

    async def say_in(self, room: str, body: str) -> None:
        self._send(room, body, "groupchat")

    def _send(self, to: str, body: str, kind: Literal["chat", "groupchat"]) -> None:
        message = self._xmpp.make_message(mto=JID(to), mbody=body, mtype=kind)
        message["id"] = self._xmpp.new_id()
        self.sent[body] = message["id"]
        message.send()

    async def uploads(self, name: str, content: bytes) -> str:
        """The link to what it has found out where and how to upload."""
        upload = self._xmpp.plugin["xep_0363"]
        domain = JID(self._xmpp.boundjid.domain)
        return await upload.upload_file(name, input_file=BytesIO(content), domain=domain)

    # -- the archive --------------------------------------------------------------

    async def finds(self, other: str, said: Said) -> None:
        results = self._xmpp.plugin["xep_0313"].iterate(
            with_jid=JID(other), reverse=True, total=len(said)
        )
        inner = [result["mam_result"]["forwarded"]["stanza"] async for result in results]

        assert said == [(each["from"].bare, each["body"]) for each in reversed(inner)]

    async def finds_in_room(self, room: str, said: Said) -> None:
        results = self._xmpp.plugin["xep_0313"].iterate(jid=JID(room))
        inner = [result["mam_result"]["forwarded"]["stanza"] async for result in results]

        assert said == [(each["from"].resource, each["body"]) for each in inner if each["body"]]

    async def finds_anywhere(self, other: str) -> list[str]:
        """The last words with somebody, asked for where all conversations are searched."""
        archive = JID(f"archive.{self._xmpp.boundjid.domain}")
        results = self._xmpp.plugin["xep_0313"].iterate(
            jid=archive, with_jid=JID(other), reverse=True, total=20
        )
        return [result["mam_result"]["forwarded"]["stanza"]["body"] async for result in results]

    # -- rooms --------------------------------------------------------------------

    async def join(self, room: str, nick: str) -> None:
        await self._xmpp.plugin["xep_0045"].join_muc_wait(JID(room), nick, maxstanzas=50)

    async def open_room(self, room: str, nick: str, title: str) -> None:
        """Make a room with that title, open to everybody in the organisation."""
        await self.join(room, nick)
        rooms = self._xmpp.plugin["xep_0045"]
        form = await rooms.get_room_config(room)
        form["type"] = "submit"
        form.set_values({"muc#roomconfig_roomname": title})
        await rooms.set_room_config(room, form)

    async def sees_title(self, room: str, title: str) -> None:
        info = await self._xmpp.plugin["xep_0030"].get_info(jid=JID(room))

        assert [title] == [name for _, _, _, name in info["disco_info"]["identities"]]

    async def is_invited(self, by: str) -> str:
        """The room of the first direct invitation (XEP-0249) from somebody."""
        return (await self.hears(lambda heard: (heard.what, heard.sender) == ("invited", by))).text

    def invite(self, to: str, room: str) -> None:
        self._xmpp.plugin["xep_0249"].send_invitation(JID(to), JID(room))

    # -- events -------------------------------------------------------------------

    def _listen(self) -> None:
        self._xmpp.add_event_handler("disconnected", lambda _: self._ended.set())
        self._xmpp.add_event_handler("message", self._message)
        self._xmpp.add_event_handler("groupchat_message", self._groupchat)
        self._xmpp.add_event_handler("receipt_received", self._receipt)
        self._xmpp.add_event_handler("groupchat_direct_invite", self._invited)
        for way in ("carbon_sent", "carbon_received"):
            self._xmpp.add_event_handler(way, getattr(self, f"_{way}"))

    def _message(self, message: Message) -> None:
        if message["body"] and message["type"] in {"chat", "normal"}:
            self.hear(Heard("chat", message["from"].bare, message["body"]))

    def _groupchat(self, message: Message) -> None:
        late = message.get_plugin("delay", check=True) is not None
        self.hear(Heard("groupchat", message["from"].full, message["body"], delayed=late))

    def _invited(self, message: Message) -> None:
        room = JID(message["groupchat_invite"]["jid"]).bare
        self.hear(Heard("invited", message["from"].bare, room))

    def _receipt(self, message: Message) -> None:
        self.hear(Heard("receipt", message["from"].bare, message["receipt"]))

    def _carbon_sent(self, message: Message) -> None:
        self._carbon(message["carbon_sent"])

    def _carbon_received(self, message: Message) -> None:
        self._carbon(message["carbon_received"])

    def _carbon(self, copied: Message) -> None:
        if copied["body"]:
            self.hear(Heard("carbon", copied["from"].bare, copied["body"], to=copied["to"].bare))

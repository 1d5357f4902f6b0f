"""A client made of aioxmpp, as a program of its own: JSON lines in, JSON lines out.

Runs in an environment of its own, because aioxmpp needs old libraries; imports nothing of ours.
Each request `{"id", "do", …arguments}` gets one `{"id", "answer"}` or `{"id", "error"}`; what the
person's client was told comes in between as `{"heard": {…}}`.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import aioxmpp
import aioxmpp.carbons
import aioxmpp.carbons.xso
import aioxmpp.connector
import aioxmpp.disco
import aioxmpp.httpupload
import aioxmpp.mdr
import aioxmpp.misc
import aioxmpp.muc
import aioxmpp.muc.xso
import aioxmpp.rsm.xso
import aioxmpp.security_layer
from aioxmpp import xso

MAM = "urn:xmpp:mam:2"
UPLOAD = "urn:xmpp:http:upload:0"


class Result(xso.XSO):  # type: ignore[misc]  # aioxmpp ships no types
    """One archived message; aioxmpp itself knows nothing of XEP-0313."""

    TAG = (MAM, "result")
    forwarded = xso.Child([aioxmpp.misc.Forwarded])


aioxmpp.Message.xep0313_result = xso.Child([Result])


@aioxmpp.IQ.as_payload_class
class Query(xso.XSO):  # type: ignore[misc]
    TAG = (MAM, "query")
    rsm = xso.Child([aioxmpp.rsm.xso.ResultSetMetadata])


@aioxmpp.IQ.as_payload_class
class Fin(xso.XSO):  # type: ignore[misc]
    TAG = (MAM, "fin")
    UNKNOWN_CHILD_POLICY = xso.UnknownChildPolicy.DROP
    UNKNOWN_ATTR_POLICY = xso.UnknownAttrPolicy.DROP


def write(**line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def heard(what: str, sender: object, text: str, **more: Any) -> None:
    write(heard={"what": what, "sender": str(sender), "text": text, **more})


def body_of(message: Any) -> str:
    return str(message.body.any()) if message.body else ""


class Peer:
    """One person's session; each public coroutine is a request."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._archived: list[Any] = []

    async def sign_in(self, jid: str, password: str, port: int) -> None:
        connector = aioxmpp.connector.STARTTLSConnector()
        self._client = aioxmpp.PresenceManagedClient(
            aioxmpp.JID.fromstr(jid),
            aioxmpp.make_security_layer(password),
            override_peer=[("127.0.0.1", port, connector)],
        )
        self._client.summon(aioxmpp.mdr.DeliveryReceiptsService)
        self._disco = self._client.summon(aioxmpp.DiscoClient)
        self._rooms = self._client.summon(aioxmpp.MUCClient)
        carbons = self._client.summon(aioxmpp.CarbonsClient)
        self._client.stream.service_inbound_message_filter.register(self._message, -1)
        await self._stack.enter_async_context(self._client.connected())
        await carbons.enable()

    async def say(self, to: str, body: str) -> str:
        message = self._message_to(to, body, aioxmpp.MessageType.CHAT)
        message.xep0184_request_receipt = True
        await self._client.send(message)
        return str(message.id_)

    async def say_in(self, room: str, body: str) -> None:
        await self._client.send(self._message_to(room, body, aioxmpp.MessageType.GROUPCHAT))

    async def join(self, room: str, nick: str) -> None:
        history = aioxmpp.muc.xso.History(maxstanzas=50)
        _, joined = self._rooms.join(aioxmpp.JID.fromstr(room), nick, history=history)
        await joined

    async def open_room(self, room: str, nick: str, title: str) -> None:
        await self.join(room, nick)
        address = aioxmpp.JID.fromstr(room)
        form = aioxmpp.muc.xso.ConfigurationForm.from_xso(
            await self._rooms.get_room_config(address)
        )
        form.roomname.value = title
        await self._rooms.set_room_config(address, form.render_reply())

    async def title_of(self, room: str) -> str:
        info = await self._disco.query_info(aioxmpp.JID.fromstr(room), require_fresh=True)
        return next(identity.name or "" for identity in info.identities)

    async def upload(self, path: str, media_type: str) -> str:
        name, body = Path(path).name, await asyncio.to_thread(Path(path).read_bytes)
        service = await self._upload_service()
        slot = await aioxmpp.httpupload.request_slot(
            self._client, service, name, len(body), media_type
        )
        headers = {**slot.put.headers, "Content-Type": media_type}
        put = Request(slot.put.url, body, headers, method="PUT")  # noqa: S310 - our own stack
        await asyncio.to_thread(lambda: urlopen(put).close())  # noqa: S310
        return str(slot.get.url)

    async def _upload_service(self) -> Any:
        server = self._client.local_jid.replace(localpart=None, resource=None)
        for item in (await self._disco.query_items(server)).items:
            info = await self._disco.query_info(item.jid)
            if UPLOAD in info.features:
                return item.jid
        raise LookupError("nobody takes uploads")

    async def archive(self, of: str | None) -> list[tuple[str, str]]:
        query = Query()
        query.rsm = aioxmpp.rsm.xso.ResultSetMetadata.last_page(50)
        to = aioxmpp.JID.fromstr(of) if of else None
        self._archived = []
        await self._client.send(aioxmpp.IQ(to=to, type_=aioxmpp.IQType.SET, payload=query))
        inner = [result.forwarded.stanza for result in self._archived]
        return [(self._who(each), body_of(each)) for each in inner if each.body]

    def _message_to(self, to: str, body: str, kind: Any) -> Any:
        message = aioxmpp.Message(type_=kind, to=aioxmpp.JID.fromstr(to))
        message.body[None] = body
        message.autoset_id()
        return message

    @staticmethod
    def _who(message: Any) -> str:
        room = message.type_ == aioxmpp.MessageType.GROUPCHAT
        return str(message.from_ if room else message.from_.bare())

    # -- what arrives -------------------------------------------------------------

    def _message(self, message: Any) -> Any:
        if message.xep0313_result is not None:
            self._archived.append(message.xep0313_result)
            return None
        if message.xep0184_received is not None:
            heard("receipt", message.from_.bare(), message.xep0184_received.message_id)
        for copy in (message.xep0280_sent, message.xep0280_received):
            if copy is not None and copy.stanza.body:
                self._carbon(copy.stanza)
        if message.body:
            self._body(message)
        return message

    def _carbon(self, copied: Any) -> None:
        heard("carbon", copied.from_.bare(), body_of(copied), to=str(copied.to.bare()))

    def _body(self, message: Any) -> None:
        if message.type_ == aioxmpp.MessageType.GROUPCHAT:
            delayed = message.xep0203_delay is not None and bool(message.xep0203_delay)
            heard("groupchat", message.from_, body_of(message), delayed=delayed)
        elif message.type_ == aioxmpp.MessageType.CHAT:
            heard("chat", message.from_.bare(), body_of(message))
            if message.xep0184_request_receipt:
                self._client.enqueue(aioxmpp.mdr.compose_receipt(message))


async def serve(peer: Peer) -> None:
    """One request after another, until the input ends."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        request = json.loads(line)
        number, name = request.pop("id"), request.pop("do")
        call: Callable[..., Awaitable[Any]] = getattr(peer, name)
        try:
            write(id=number, answer=await call(**request))
        except Exception as error:  # noqa: BLE001  whatever went wrong, the test shall say so
            write(id=number, error=repr(error))


async def main() -> None:
    async with AsyncExitStack() as stack:
        await serve(Peer(stack))


if __name__ == "__main__":
    asyncio.run(main())

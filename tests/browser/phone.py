"""A phone that knows what can be said about messages."""

import asyncio
from collections.abc import Callable

from slixmpp import JID
from slixmpp.stanza import Message

from tests.e2e.clients.heard import TIMEOUT_SECONDS
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness.stack import Stack

PLUGINS = ("xep_0308", "xep_0424", "xep_0444", "xep_0461")


class Phone(SlixmppClient):
    """Reacts, answers, corrects and takes back; keeps all messages it gets as they are."""

    def __init__(self, stack: Stack, person: str) -> None:
        super().__init__(stack, person, "phone")
        for plugin in PLUGINS:
            self._xmpp.register_plugin(plugin)
        self._got: list[Message] = []
        self._more = asyncio.Event()
        # What has no body is no “message” for slixmpp.
        for event in ("message", "reactions"):
            self._xmpp.add_event_handler(event, self._keep)

    def _keep(self, message: Message) -> None:
        self._got.append(message)
        self._more.set()

    async def gets(self, condition: Callable[[Message], bool]) -> Message:
        """The first that matches, which is taken. Raises TimeoutError."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while not (found := [one for one in self._got if condition(one)]):
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise TimeoutError(f"nothing matched among {self._got}") from None
        self._got.remove(found[0])
        return found[0]

    async def gets_body(self, body: str) -> Message:
        return await self.gets(lambda message: body == message["body"])

    async def gets_reactions(self, to: str) -> set[str]:
        """Those that are left of a message, by its id."""
        message = await self.gets(lambda message: to == message["reactions"]["id"])
        return set(message["reactions"].get_values())

    def react(self, to: str, message: str, *emojis: str) -> None:
        self._xmpp.plugin["xep_0444"].send_reactions(JID(to), message, set(emojis))

    def answer(self, to: str, message: str, quoted: str, body: str) -> None:
        self._xmpp.plugin["xep_0461"].send_reply(
            JID(to), message, fallback=quoted, mto=JID(to), mbody=body, mtype="chat"
        )

    def correct(self, to: str, message: str, body: str) -> None:
        self._xmpp.plugin["xep_0308"].build_correction(
            message, JID(to), mtype="chat", mbody=body
        ).send()

    def retract(self, to: str, message: str) -> None:
        self._xmpp.plugin["xep_0424"].send_retraction(JID(to), message, include_fallback=True)

    def say_in_thread(self, to: str, body: str, thread: str) -> None:
        message = self._xmpp.make_message(mto=JID(to), mbody=body, mtype="chat")
        message["id"] = self._xmpp.new_id()
        message["thread"] = thread
        message.send()

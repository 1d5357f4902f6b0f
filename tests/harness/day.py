"""A day at the office in which everything happens that is recorded, done by clients."""

from dataclasses import dataclass
from uuid import uuid4

from tests.harness import pep
from tests.harness.stack import Stack
from tests.harness.stanza import error_to, with_body, with_id
from tests.harness.xmpp import Client, Component

MUC = "http://jabber.org/protocol/muc"
PINNED = "urn:stoa:pinned:1"
MESSAGES = {
    "a body": "<body>hello</body><origin-id xmlns='urn:xmpp:sid:0' id='origin'/>",
    "a receipt": "<received xmlns='urn:xmpp:receipts' id='zz'/>",
    "a marker": "<displayed xmlns='urn:xmpp:chat-markers:0' id='zz'/>",
    "a reaction": "<reactions xmlns='urn:xmpp:reactions:0' id='zz'><reaction>+</reaction>"
    "</reactions>",
    "a body that must not be stored": "<body>secret</body><no-store xmlns='urn:xmpp:hints'/>",
    "an encrypted body": "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'>"
    "<key rid='2'>a2V5</key><iv>aXY=</iv></header><payload>cGF5bG9hZA==</payload></encrypted>"
    "<body>I sent you an OMEMO encrypted message.</body>",
    "a payload nobody knows": "<x xmlns='urn:example:unknown' y='&gt;'>\u00e9\U0001f44d&amp;</x>"
    "<body>odd</body>",
    "an invitation to a call": "<propose xmlns='urn:xmpp:jingle-message:0' id='call'>"
    "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>",
    "a long body": f"<body>{'long ' * 12_800}</body>",
}
KINDS = {
    *(("c2s", "message", type) for type in ("chat", "normal", "headline")),
    ("c2s", "iq", "set"),
    ("c2s", "item", "publish"),
    ("c2s", "item", "retract"),
    ("component", "message", "headline"),
    ("c2s", "outcome", "refused"),
    ("muc", "message", "groupchat"),
    ("muc", "iq", "set"),
    *(
        ("muc", "membership", act)
        for act in ("create", "config", "enter", "nick", "affiliation", "role", "leave", "destroy")
    ),
}
"""Source, kind and type of what `Day` leaves in the record."""


@dataclass
class Day:
    stack: Stack
    ada: Client
    grace: Client
    announcements: Component

    async def __call__(self) -> None:
        await self._chats()
        await self._calls()
        await self._devices()
        await self._room()
        await self._refusal()

    async def _chats(self) -> None:
        for name, payload in MESSAGES.items():
            self.ada.message(self.grace.bare, payload, id=name.replace(" ", "-"))
        self.ada.message(
            self.grace.bare,
            "<body>hello!</body><replace xmlns='urn:xmpp:message-correct:0' id='a-body'/>",
            id="correction",
        )
        self.ada.message(
            self.grace.bare, "<retract xmlns='urn:xmpp:message-retract:1' id='a-body'/>"
        )
        self.ada.say(self.grace.bare, "again", id="a-body")
        self.ada.say(self.grace.bare, "normal", type="normal")
        self.ada.say(self.grace.bare, "headline", type="headline")
        self.ada.say(self.ada.bare, "note")
        self.ada.say(self.announcements.name, "question")
        self.announcements.say(self.grace.bare, "news", type="headline")
        self.stack.send_as(
            self.ada.bare,
            f"<message to='{self.grace.bare}' type='chat'><body>by timer</body></message>",
        )
        await self.grace.expect(with_body("by timer"))
        await self.grace.expect(with_body("news"))

    async def _calls(self) -> None:
        for action in ("session-initiate", "session-terminate"):
            self.ada.send(
                f"<iq type='set' id='{action}' to='{self.grace.jid}'>"
                f"<jingle xmlns='urn:xmpp:jingle:1' action='{action}' sid='call'/></iq>"
            )
        await self.grace.expect(lambda stanza: stanza.id == "session-terminate")

    async def _devices(self) -> None:
        await pep.publish(self.ada, PINNED, self.grace.bare, f"<pinned xmlns='{PINNED}'/>")
        await self.ada.ask(
            "set",
            f"<pubsub xmlns='{pep.PUBSUB}'><retract node='{PINNED}'>"
            f"<item id='{self.grace.bare}'/></retract></pubsub>",
        )

    async def _room(self) -> None:
        room = f"day-{uuid4()}@{self.stack.rooms}"
        await self.ada.join(room, "Ada")
        await self._owner(
            room,
            "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
            f"<value>{MUC}#roomconfig</value></field><field var='muc#roomconfig_roomname'>"
            "<value>Day</value></field></x>",
        )
        await self.grace.join(room, "Grace")
        self.grace.send(f"<presence to='{room}/Hopper'/>")
        await self.grace.expect(lambda stanza: stanza.sender == f"{room}/Hopper")
        await self._admin(room, f"<item jid='{self.grace.bare}' affiliation='member'/>")
        await self._admin(room, "<item nick='Hopper' role='moderator'/>")
        self.grace.say(room, "to all", type="groupchat", id="to-all")
        said = await self.ada.expect(with_id("to-all"))
        self.ada.message(f"{room}/Hopper", f"<body>psst</body><x xmlns='{MUC}#user'/>")
        await self.ada.ask(
            "set",
            f"<moderate xmlns='urn:xmpp:message-moderate:1' id='{said.stanza_ids[room]}'>"
            "<retract xmlns='urn:xmpp:message-retract:1'/></moderate>",
            room,
        )
        await self.grace.leave(room, "Hopper")
        await self._owner(room, "<destroy/>")

    async def _owner(self, room: str, what: str) -> None:
        answer = await self.ada.ask("set", f"<query xmlns='{MUC}#owner'>{what}</query>", room)
        assert answer.type == "result"

    async def _admin(self, room: str, item: str) -> None:
        answer = await self.ada.ask("set", f"<query xmlns='{MUC}#admin'>{item}</query>", room)
        assert answer.type == "result"

    async def _refusal(self) -> None:
        """Grace does not want it, and Ada is told."""
        block = f"<item jid='{self.ada.bare}'/>"
        await self.grace.ask("set", f"<block xmlns='urn:xmpp:blocking'>{block}</block>")
        self.ada.say(self.grace.bare, "unwanted", id="unwanted")
        await self.ada.expect(error_to("unwanted"))
        await self.grace.ask("set", f"<unblock xmlns='urn:xmpp:blocking'>{block}</unblock>")

"""Records of the ledger as the server writes them, one after the other."""

from __future__ import annotations

from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from components.archive.ledger.record import Record

FIRST = 1_795_276_639_000_000
"""µs: the id of the first stanza."""
STEP = 1_000_000
HOST = "localhost"
ROOMS = "rooms.localhost"
CLIENT = "jabber:client"
PUBSUB = "http://jabber.org/protocol/pubsub"


def bare(jid: str) -> str:
    return jid.partition("/")[0]


class Scribe:
    """Everything it writes it also keeps, in `records`; messages are called m and their number."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    @property
    def next_id(self) -> int:
        return FIRST + len(self.records) * STEP

    def record(self, **columns: object) -> Record:
        row = {
            "seq": len(self.records),
            "recorded_at": self.next_id,
            "stanza_id": self.next_id,
            "host": HOST,
            "source": "c2s",
            "kind": "message",
            "type": "chat",
            "nick": "",
            "message_id": None,
            "origin_id": None,
            "refers_how": None,
            "refers_to": None,
            "storable": False,
            "xml": "",
        } | columns
        self.records.append(Record(**row))  # type: ignore[arg-type]  # the callers' columns
        return self.records[-1]

    def message(self, sender: str, recipient: str, inside: str, **columns: object) -> Record:
        """`recipient` is a room where it is below the domain of rooms and has no nickname."""
        room = recipient.endswith(f"@{ROOMS}")
        name = f"m{len(self.records)}"
        kind = "groupchat" if room else "chat"
        attributes = f"type='{kind}' id='{name}' from={quoteattr(sender)} to={quoteattr(recipient)}"
        row = {
            "source": "muc" if room else "c2s",
            "type": kind,
            "sender": sender,
            "recipient": recipient,
            "nick": bare(sender).partition("@")[0].title() if room else "",
            "message_id": name,
            "storable": not room and ("<body" in inside or "<store" in inside),
            "xml": f"<message xmlns='{CLIENT}' {attributes}>{inside}</message>",
        } | columns
        return self.record(**row)

    def says(self, sender: str, recipient: str, body: str, inside: str = "") -> Record:
        return self.message(sender, recipient, f"<body>{escape(body)}</body>{inside}")

    def corrects(self, sender: str, recipient: str, name: str, body: str) -> Record:
        replacing = f"<replace xmlns='urn:xmpp:message-correct:0' id={quoteattr(name)}/>"
        inside = f"<body>{escape(body)}</body>{replacing}"
        return self.message(sender, recipient, inside, refers_how="replace", refers_to=name)

    def retracts(self, sender: str, recipient: str, id: str) -> Record:
        inside = f"<retract xmlns='urn:xmpp:message-retract:1' id={quoteattr(id)}/>"
        inside += "<body>This person attempted to retract a message</body>"
        return self.message(sender, recipient, inside, refers_how="retract", refers_to=id)

    def moderates(self, sender: str, room: str, id: str) -> Record:
        inside = f"<moderate xmlns='urn:xmpp:message-moderate:1' id={quoteattr(id)}/>"
        return self.record(
            kind="iq",
            type="set",
            source="muc",
            sender=sender,
            recipient=room,
            refers_how="moderate",
            refers_to=id,
            xml=f"<iq xmlns='{CLIENT}' type='set'>{inside}</iq>",
        )

    def reacts(self, sender: str, recipient: str, id: str, *emoji: str) -> Record:
        chosen = "".join(f"<reaction>{each}</reaction>" for each in emoji)
        reactions = (
            f"<reactions xmlns='urn:xmpp:reactions:0' id={quoteattr(id)}>{chosen}</reactions>"
        )
        return self.message(sender, recipient, f"{reactions}<store xmlns='urn:xmpp:hints'/>")

    def pins(self, sender: str, recipient: str, id: str, *, on: bool = True) -> Record:
        pin = f"<pin xmlns='urn:stoa:pins:1' id={quoteattr(id)} on='{str(on).lower()}'/>"
        fallback = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:stoa:pins:1'><body/></fallback>"
        return self.says(sender, recipient, "kiwi1", pin + fallback)

    def receives(self, sender: str, recipient: str, name: str) -> Record:
        return self.message(
            sender, recipient, f"<received xmlns='urn:xmpp:receipts' id={quoteattr(name)}/>"
        )

    def displays(self, sender: str, recipient: str, id: str) -> Record:
        marker = f"<displayed xmlns='urn:xmpp:chat-markers:0' id={quoteattr(id)}/>"
        return self.message(sender, recipient, f"{marker}<store xmlns='urn:xmpp:hints'/>")

    def item(self, sender: str, node: str, id: str, payload: str | None) -> Record:
        """None: the item is retracted."""
        verb = "retract" if payload is None else "publish"
        item = f"<item id={quoteattr(id)}>{payload or ''}</item>"
        pubsub = f"<{verb} node={quoteattr(node)}>{item}</{verb}>"
        return self.record(
            kind="item",
            type=verb,
            sender=sender,
            recipient=bare(sender),
            xml=f"<iq xmlns='{CLIENT}' type='set'><pubsub xmlns='{PUBSUB}'>{pubsub}</pubsub></iq>",
        )

    def empties(self, sender: str, node: str) -> Record:
        """XEP-0060 #owner-purge."""
        inside = f"<pubsub xmlns='{PUBSUB}#owner'><purge node={quoteattr(node)}/></pubsub>"
        return self.record(
            kind="item",
            type="retract",
            sender=sender,
            recipient=bare(sender),
            xml=f"<iq xmlns='{CLIENT}' type='set'>{inside}</iq>",
        )

    def has_read(self, sender: str, chat: str, id: int) -> Record:
        """XEP-0490: what a device tells the others."""
        inner = f"<stanza-id xmlns='urn:xmpp:sid:0' id='{id}' by={quoteattr(chat)}/>"
        payload = f"<displayed xmlns='urn:xmpp:mds:displayed:0'>{inner}</displayed>"
        return self.item(sender, "urn:xmpp:mds:displayed:0", chat, payload)

    def membership(self, by: str, room: str, type: str, what: str = "") -> Record:
        return self.record(
            kind="membership",
            type=type,
            source="muc",
            sender=by,
            recipient=room,
            xml=f"<membership xmlns='urn:stoa:membership:1'>{what}</membership>",
        )

    def enters(self, jid: str, room: str, nick: str, affiliation: str = "") -> Record:
        given = f" affiliation='{affiliation}'" if affiliation else ""
        item = f"<item jid={quoteattr(jid)} nick={quoteattr(nick)}{given}/>"
        return self.membership(jid, room, "enter", item)

    def leaves(self, jid: str, room: str) -> Record:
        return self.membership(jid, room, "leave", f"<item jid={quoteattr(jid)}/>")

    def affiliates(self, by: str, room: str, **affiliations: str) -> Record:
        """People of the host by localpart; 'none' takes one away."""
        items = (
            f"<item jid='{person}@{HOST}'"
            + (f" affiliation='{affiliation}'/>" if affiliation != "none" else "/>")
            for person, affiliation in affiliations.items()
        )
        return self.membership(by, room, "affiliation", "".join(items))

    def configures(self, by: str, room: str, **options: str) -> Record:
        what = (
            f"<option name='{name}'>{escape(value)}</option>" for name, value in options.items()
        )
        return self.membership(by, room, "config", "".join(what))

    def refused(self, record: Record) -> Record:
        """The sender of it was told that it had failed."""
        return self.record(
            kind="outcome",
            type="refused",
            source=record.source,
            sender=record.sender,
            recipient=record.recipient,
            stanza_id=record.stanza_id,
            xml=None,
        )

    def swap_last(self) -> None:
        """The last two were written in another order than their ids were given."""
        one, other = self.records[-2:]
        ids = one.stanza_id, other.stanza_id
        self.records[-2] = replace(one, stanza_id=ids[1])
        self.records[-1] = replace(other, stanza_id=ids[0])

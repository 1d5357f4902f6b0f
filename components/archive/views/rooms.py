"""Who belongs to a room, who is in it and what it is set to (urn:stoa:membership:1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from components.archive.views.batch import Batch, Heard
from components.archive.views.conversations import belong, open_room
from components.archive.views.rows import Conversation, Occupant, Participant
from schemas.xmpp.namespaces import MEMBERSHIP

NS = f"{{{MEMBERSHIP}}}"
MEMBERS = frozenset({"member", "admin", "owner"})
OCCUPANTS_OF_DOMAIN = (
    "occupant t join conversation c on c.id = t.conversation_id"
    " where split_part(c.key, '@', 2) = :domain"
)


def change(batch: Batch, heard: Heard) -> None:
    """One act in a room; `leave` of a whole domain, after the server has started."""
    act = ACTS.get(heard.record.type)
    if act is None or heard.content.payload is None:
        return
    if "@" in heard.peer:
        room = open_room(batch, heard)
        act(batch, room, heard)
        batch.rename(room)
    elif heard.record.type == "leave":
        _empty_rooms(batch, heard)


def _items(heard: Heard) -> Iterator[tuple[Element, str, str]]:
    """Each with its full and its bare JID."""
    payload = heard.content.payload
    for item in payload.iterfind(f"{NS}item") if payload is not None else ():
        jid = item.get("jid", "")
        yield item, jid, jid.partition("/")[0]


def _create(batch: Batch, room: Conversation, heard: Heard) -> None:
    _configure(batch, room, heard)
    _affiliate(batch, room, heard)


def _configure(batch: Batch, room: Conversation, heard: Heard) -> None:
    payload = heard.content.payload
    assert payload is not None  # noqa: S101 - asked before
    options = {each.get("name"): each.text or "" for each in payload.iterfind(f"{NS}option")}
    room.name = options.get("title", room.name)[:1024]
    if options.get("history") in {"all", "since-joining"}:
        _keep_history(batch, room, options["history"])
    if "members_only" in options:
        room.members_only = options["members_only"] == "true"
        for each in _open(batch, room) if room.members_only else ():
            if each.affiliation == "none":
                each.until_id = heard.record.stanza_id


def _keep_history(batch: Batch, room: Conversation, history: str) -> None:
    """What its members may not read any more is not unread to them either."""
    room.history = history
    for each in _open(batch, room) if history == "since-joining" else ():
        reading = batch.readings.one(each.address, room.id)
        before = batch.last_before(room, each.since_id)
        if reading and before and before.id > reading.read_to:
            reading.read_to, reading.counted = before.id, before.place


def _affiliate(batch: Batch, room: Conversation, heard: Heard) -> None:
    for item, _, address in _items(heard):
        _set_affiliation(batch, room, address, item.get("affiliation", "none"), heard)


def _set_affiliation(
    batch: Batch, room: Conversation, address: str, affiliation: str, heard: Heard
) -> None:
    if affiliation in MEMBERS:
        belong(batch, room, address, heard.record.stanza_id).affiliation = affiliation
        return
    found = batch.belonging(room, address)
    if found is None:
        return
    stays = affiliation == "none" and not room.members_only and _sessions(batch, room, address)
    found.affiliation = "none"
    if not stays:
        found.until_id = heard.record.stanza_id


def _enter(batch: Batch, room: Conversation, heard: Heard) -> None:
    for item, jid, address in _items(heard):
        nick = item.get("nick", "")
        batch.occupants.put(Occupant(room.id, jid, nick))
        member = belong(batch, room, address, heard.record.stanza_id)
        member.nick = nick
        if item.get("affiliation") in MEMBERS:
            member.affiliation = item.get("affiliation", "")


def _rename(batch: Batch, room: Conversation, heard: Heard) -> None:
    for item, jid, address in _items(heard):
        batch.occupants.put(Occupant(room.id, jid, item.get("nick", "")))
        member = batch.belonging(room, address)
        if member:
            member.nick = item.get("nick", "")


def _leave(batch: Batch, room: Conversation, heard: Heard) -> None:
    for _, jid, address in _items(heard):
        occupant = batch.occupants.one(room.id, jid)
        if occupant:
            batch.occupants.drop(occupant)
        _let_go(batch, room, address, heard.record.stanza_id)


def _let_go(batch: Batch, room: Conversation, address: str, at: int) -> None:
    """Whoever is no member belongs to a room only while being in it, on one device or more."""
    found = batch.belonging(room, address)
    if found and found.affiliation == "none" and not _sessions(batch, room, address):
        found.until_id = at


def _empty_rooms(batch: Batch, heard: Heard) -> None:
    batch.occupants.load(OCCUPANTS_OF_DOMAIN, {"domain": heard.peer})
    for occupant in batch.occupants.all():
        room = batch.conversations.one(occupant.conversation_id)
        if room and room.key.endswith(f"@{heard.peer}"):
            batch.occupants.drop(occupant)
            batch.rename(room)
            _let_go(batch, room, occupant.jid.partition("/")[0], heard.record.stanza_id)


def _destroy(batch: Batch, room: Conversation, heard: Heard) -> None:
    """Its archive goes with it: a room that gets its name is another conversation."""
    for each in _open(batch, room):
        each.until_id = heard.record.stanza_id
    batch.occupants.drop_all("conversation_id", room.id)
    batch.conversations.drop(room)
    room.key = f"{room.key} destroyed {heard.record.seq}"
    batch.conversations.put(room)


def undo(batch: Batch, heard: Heard) -> None:
    """Whoever asked for it was told that it had failed: nobody came or went by it."""
    act = heard.record.stanza_id
    batch.participants.load(
        "participant t where t.since_id = :act or t.until_id = :act", {"act": act}
    )
    for each in batch.participants.all():
        if each.since_id == act:
            batch.participants.drop(each)
        elif each.until_id == act:
            each.until_id = None


def _open(batch: Batch, room: Conversation) -> list[Participant]:
    found = batch.participants.find("conversation_id", room.id)
    return [each for each in found if each.until_id is None]


def _sessions(batch: Batch, room: Conversation, address: str) -> bool:
    inside = batch.occupants.find("conversation_id", room.id)
    return any(each.jid.partition("/")[0] == address for each in inside)


ACTS: dict[str, Callable[[Batch, Conversation, Heard], None]] = {
    "create": _create,
    "config": _configure,
    "affiliation": _affiliate,
    "enter": _enter,
    "nick": _rename,
    "leave": _leave,
    "destroy": _destroy,
}

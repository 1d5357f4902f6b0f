"""Which conversation a stanza belongs to, and who belongs to a conversation."""

from __future__ import annotations

from components.archive.views.batch import Batch, Heard
from components.archive.views.rows import Conversation, Participant, Reading, moment


def direct_key(one: str, other: str) -> str:
    return " ".join(sorted((one, other)))


def among_people(batch: Batch, heard: Heard) -> Conversation | None:
    """The conversation of two people that this belongs to, if there is one."""
    key, _ = _who(batch, heard)
    return batch.conversation(key) if key else None


def open_among_people(batch: Batch, heard: Heard) -> Conversation | None:
    """The same, made where there is none; None for what is said to a room itself, or to a nickname
    that nobody has there."""
    key, people = _who(batch, heard)
    if not key:
        return None
    kind = "direct" if heard.peer in people else "private"
    conversation = batch.conversation(key) or batch.begin(Conversation(heard.record.seq, key, kind))
    for address in people:
        belong(batch, conversation, address, 0)
    return conversation


def open_room(batch: Batch, heard: Heard) -> Conversation:
    return batch.room(heard.peer) or batch.begin(Conversation(heard.record.seq, heard.peer, "room"))


def belong(batch: Batch, conversation: Conversation, address: str, since_id: int) -> Participant:
    """What a room's new members find there is not unread to them."""
    found = batch.belonging(conversation, address)
    if found:
        return found
    affiliation = "none" if conversation.kind == "room" else ""
    made = Participant(conversation.id, address, since_id, affiliation=affiliation)
    _begin_to_read(batch, conversation, address, since_id)
    return batch.participants.put(made)


def read_all(reading: Reading, conversation: Conversation) -> None:
    reading.read_to = max(reading.read_to, conversation.last_id)
    reading.counted = max(reading.counted, conversation.counted)


def _begin_to_read(batch: Batch, conversation: Conversation, address: str, since_id: int) -> None:
    reading = batch.readings.one(address, conversation.id)
    if reading is None:
        reading = batch.readings.put(Reading(address, conversation.id, 0, 0, moment(since_id)))
        if conversation.kind == "room":
            read_all(reading, conversation)
    elif conversation.history == "since-joining":
        read_all(reading, conversation)


def _who(batch: Batch, heard: Heard) -> tuple[str, set[str]]:
    room = batch.room(heard.peer)
    if room is None:
        return direct_key(heard.author, heard.peer), {heard.author, heard.peer}
    nick = heard.record.recipient.partition("/")[2]
    occupants = batch.occupants.find("conversation_id", room.id) if nick else []
    peer = next((each.jid.partition("/")[0] for each in occupants if each.nick == nick), None)
    if peer is None:
        return "", set()
    return f"{room.key} {direct_key(heard.author, peer)}", {heard.author, peer}

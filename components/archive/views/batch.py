"""What a batch of records changes: rows read together, changed in order, written together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from components.archive.ledger.record import Record
from components.archive.views import rows
from components.archive.views.shelf import Row, Shelf
from components.archive.views.stanza import Content

STILL = "t.until_id is null"
COMPUTED = {
    "words": (
        "case when v.retracted_at is null and v.body <> '' and not v.encrypted"
        " and v.kind <> 'system'"
        " then stoa.words(v.language, left(v.body, 100000)) end"  # PostgreSQL takes 1 MB of words
    )
}
LAST_BEFORE = (
    "unnest(cast(:ids as bigint[]), cast(:conversations as bigint[])) as v(id, conversation_id)"
    " cross join lateral (select m.* from message m"
    " where m.conversation_id = v.conversation_id and m.id <= v.id order by m.id desc limit 1) t"
)


Names = dict[int, list[tuple[str, str]]]
"""By conversation: the addresses of those who belong to it, and what they are called there."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A record and what it says; `author` and `peer` are the bare JIDs of sender and recipient."""

    record: Record
    content: Content
    author: str
    peer: str


class Batch:
    """The tables of one schema, which the connection's search path names."""

    def __init__(self, connection: Connection, names: Names | None = None) -> None:
        """`names` is what batches before this one knew, and takes what this one finds."""
        self._names = {} if names is None else names
        new = self._new = set[int]()

        def shelf(row: type[Row], table: str, key: str, **how: Any) -> Shelf[Row]:
            return Shelf(connection, new, row, table, key, **how)

        self.conversations = shelf(rows.Conversation, "conversation", "id")
        self.participants = shelf(
            rows.Participant, "participant", "conversation_id address since_id", only=STILL
        )
        self.occupants = shelf(rows.Occupant, "occupant", "conversation_id jid")
        self.messages = shelf(
            rows.Message, "message", "id", hashed={"message_id", "origin_id"}, computed=COMPUTED
        )
        self.edits = shelf(rows.Edit, "message_edit", "id", hashed={"named"})
        self.receipts = shelf(rows.Receipt, "receipt", "message_id address")
        self.marks = shelf(rows.Mark, "mark", "conversation_id address message_id")
        self.reactions = shelf(rows.Reaction, "reaction", "message_id address emoji")
        self.pins = shelf(rows.Pin, "pin", "id")
        self.mentions = shelf(rows.Mention, "mention", "address conversation_id message_id")
        self.hashtags = shelf(rows.Hashtag, "hashtag", "tag message_id")
        self.links = shelf(rows.Link, "link", "message_id place")
        self.attachments = shelf(rows.Attachment, "attachment", "message_id place")
        self.files = shelf(rows.SharedFile, "stoa.file", "id")
        self.readings = shelf(rows.Reading, "reading", "address conversation_id")
        self.settings = shelf(rows.Setting, "conversation_setting", "address conversation_id")
        self.thread_followers = shelf(
            rows.ThreadFollower, "thread_follower", "address conversation_id thread"
        )
        self.calls = shelf(rows.Call, "call", "id", hashed={"sid"})

    def flush(self) -> None:
        for shelf in vars(self).values():
            if isinstance(shelf, Shelf):
                shelf.flush()

    def begin(self, conversation: rows.Conversation) -> rows.Conversation:
        self._new.add(conversation.id)
        return self.conversations.put(conversation)

    def conversation(self, key: str) -> rows.Conversation | None:
        return next(iter(self.conversations.find("key", key)), None)

    def room(self, jid: str) -> rows.Conversation | None:
        found = self.conversation(jid)
        return found if found and found.kind == "room" else None

    def belonging(self, conversation: rows.Conversation, address: str) -> rows.Participant | None:
        """Since when somebody belongs to it, who does."""
        found = self.participants.find("conversation_id address", conversation.id, address)
        return next((each for each in found if each.until_id is None), None)

    def names(self, room: rows.Conversation) -> list[tuple[str, str]]:
        """Who may be mentioned in a room by a nickname."""
        if room.id not in self._names:
            present = self.participants.find("conversation_id", room.id)
            named = [each for each in present if each.nick and each.until_id is None]
            self._names[room.id] = [(each.address, each.nick) for each in named]
        return self._names[room.id]

    def rename(self, room: rows.Conversation) -> None:
        """Its names are not what they were."""
        self._names.pop(room.id, None)

    def last_before(self, conversation: rows.Conversation, id: int) -> rows.Message | None:
        """The newest message with this id or a smaller one."""
        named = self.messages.one(min(id, conversation.last_id))
        if named and named.conversation_id == conversation.id:
            return named
        self.messages.load(LAST_BEFORE, {"ids": [id], "conversations": [conversation.id]})
        held = self.messages.held("conversation_id", conversation.id)
        return max((each for each in held if each.id <= id), key=lambda each: each.id, default=None)

    def count(self, conversation: rows.Conversation, after: int, by: int) -> None:
        """Messages after one that came late, or went, have another place."""
        self.messages.load(
            "message t where t.conversation_id = :conversation and t.id > :after",
            {"conversation": conversation.id, "after": after},
        )
        self.readings.load(
            "reading t where t.conversation_id = :conversation and t.read_to >= :after",
            {"conversation": conversation.id, "after": after},
        )
        for message in self.messages.held("conversation_id", conversation.id):
            message.place += by if message.id > after else 0
        for reading in self.readings.held("conversation_id", conversation.id):
            reading.counted += by if reading.read_to >= after else 0
        conversation.counted += by

"""Rows of the views' tables (schemas/db/migrations/versions/0012_views.sql says what they mean)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNCOUNTED = frozenset({"system", "call"})
"""Kinds of messages that are nothing to have not read."""


def moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


@dataclass(slots=True)
class Conversation:
    id: int
    key: str
    kind: str
    name: str = ""
    history: str = "all"
    members_only: bool = False
    last_id: int = 0
    counted: int = 0


@dataclass(slots=True)
class Participant:
    conversation_id: int
    address: str
    since_id: int
    until_id: int | None = None
    nick: str = ""
    affiliation: str = ""


@dataclass(slots=True)
class Occupant:
    conversation_id: int
    jid: str
    nick: str


@dataclass(slots=True)
class Message:
    id: int
    conversation_id: int
    place: int
    sender: str
    nick: str
    at: datetime
    kind: str
    body: str
    language: str
    encrypted: bool
    thread: str | None
    reply_to: int | None
    edited_at: datetime | None
    retracted_at: datetime | None
    retracted_by: str | None
    message_id: str | None
    origin_id: str | None

    @property
    def counts(self) -> bool:
        """Whether it is unread until somebody has read it."""
        return self.kind not in UNCOUNTED


@dataclass(slots=True)
class Edit:
    id: int
    message_id: int
    conversation_id: int
    named: str | None
    body: str


@dataclass(slots=True)
class Receipt:
    message_id: int
    address: str
    at: datetime


@dataclass(slots=True)
class Mark:
    conversation_id: int
    address: str
    message_id: int
    at: datetime


@dataclass(slots=True)
class Reaction:
    message_id: int
    address: str
    emoji: str
    at: datetime


@dataclass(slots=True)
class Pin:
    id: int
    conversation_id: int
    message_id: int
    address: str
    pinned: bool


@dataclass(slots=True)
class Mention:
    address: str
    conversation_id: int
    message_id: int


@dataclass(slots=True)
class Hashtag:
    tag: str
    message_id: int


@dataclass(slots=True)
class Link:
    message_id: int
    place: int
    url: str


@dataclass(slots=True)
class Attachment:
    message_id: int
    place: int
    url: str
    media_type: str
    name: str
    size: int | None
    file: UUID | None = None


@dataclass(slots=True)
class SharedFile:
    """Of `stoa.file`, which the views only read."""

    id: UUID
    owner: str


@dataclass(slots=True)
class Reading:
    address: str
    conversation_id: int
    read_to: int
    counted: int
    at: datetime


@dataclass(slots=True)
class Setting:
    address: str
    conversation_id: int
    pinned: bool = False
    archived: bool = False
    notify: str = ""
    archived_to: int = 2**63 - 1
    marked_unread: bool = False
    notify_until: datetime | None = None


@dataclass(slots=True)
class ThreadFollower:
    address: str
    conversation_id: int
    thread: str
    takes_part: bool = False
    follows: bool | None = None
    read_to: int = 0
    last_id: int = 0


@dataclass(slots=True)
class Call:
    id: int
    conversation_id: int
    sid: str
    caller: str
    media: str
    state: str
    at: datetime
    active_at: datetime | None
    reason: str
    migrated_to: str | None

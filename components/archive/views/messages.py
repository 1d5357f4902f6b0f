"""Messages, and what is said about them: corrections, retractions, reactions, receipts, markers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from components.archive.views import sharing, threads, words
from components.archive.views.batch import Batch, Heard
from components.archive.views.conversations import belong
from components.archive.views.files import File
from components.archive.views.rows import (
    UNCOUNTED,
    Attachment,
    Conversation,
    Edit,
    Hashtag,
    Link,
    Mark,
    Mention,
    Message,
    Pin,
    Reaction,
    Receipt,
    moment,
)
from components.archive.views.stanza import Content

LONGEST_ID = 18
"""Digits of a stanza id that fits into 64 bits."""
Detect = Callable[[str], str]


def is_message(heard: Heard) -> bool:
    """What archives hold, so that nobody finds here what no client could fetch (XEP-0313)."""
    content = heard.content
    if heard.record.source == "muc":
        return content.says_something and (content.stored or not content.unstored)
    return content.says_something and heard.record.storable


def say(batch: Batch, conversation: Conversation, heard: Heard, detect: Detect) -> None:
    """Add a message; its author has read what was there before."""
    record = heard.record
    if batch.messages.one(record.stanza_id):
        return
    belong(batch, conversation, heard.author, record.stanza_id)
    message = _message(batch, conversation, heard)
    files = sharing.shared(batch, heard.author, heard.content)
    _place(batch, conversation, message)
    batch.messages.put(message)
    fill(batch, conversation, message, heard.content, files, detect)
    if message.thread:
        root = named(batch, conversation, message.thread)
        threads.take_part(batch, conversation, message, root)
    read_to(batch, conversation, heard.author, message, record.stanza_id)


def _message(batch: Batch, conversation: Conversation, heard: Heard) -> Message:
    record, content = heard.record, heard.content
    reply = named(batch, conversation, content.reply_to) if content.reply_to else None
    return Message(
        id=record.stanza_id,
        conversation_id=conversation.id,
        place=0,
        sender=heard.author,
        nick=record.nick,
        at=moment(record.stanza_id),
        kind=kind_of(content),
        body="",
        language="",
        encrypted=content.encrypted,
        thread=content.thread,
        reply_to=reply.id if reply else None,
        edited_at=None,
        retracted_at=None,
        retracted_by=None,
        message_id=record.message_id,
        origin_id=record.origin_id,
    )


def _place(batch: Batch, conversation: Conversation, message: Message) -> None:
    counts = int(message.counts)
    if message.id > conversation.last_id:
        conversation.last_id = message.id
        conversation.counted += counts
        message.place = conversation.counted
        return
    before = batch.last_before(conversation, message.id)
    message.place = (before.place if before else 0) + counts
    batch.count(conversation, message.id, counts)


def kind_of(content: Content) -> str:
    if content.signals:
        return "call"
    if content.event:
        return "event"
    if content.files:
        return content.files[0].kind
    if (content.body or content.encrypted) and not content.only_pins:
        return "text"
    return "system"


def fill(
    batch: Batch,
    conversation: Conversation,
    message: Message,
    content: Content,
    files: Sequence[File],
    detect: Detect,
) -> None:
    """Give a new or corrected message what it says."""
    readable = not content.encrypted
    message.body = (content.body or content.subject or "") if readable else ""
    message.language = detect(message.body) if readable else ""
    for tag in words.hashtags(message.body):
        batch.hashtags.put(Hashtag(tag, message.id))
    for place, url in enumerate(words.links(message.body)):
        batch.links.put(Link(message.id, place, url))
    for address in set(_mentioned(batch, conversation, message, content)):
        batch.mentions.put(Mention(address, conversation.id, message.id))
    for place, file in enumerate(files if readable else ()):
        batch.attachments.put(
            Attachment(message.id, place, file.url, file.media_type, file.name, file.size, file.id)
        )


def _mentioned(
    batch: Batch, conversation: Conversation, message: Message, content: Content
) -> Iterator[str]:
    yield from (address or conversation.key for address in content.mentions)
    if conversation.kind == "room" and message.body:
        yield from words.named(message.body, batch.names(conversation))


def _clear(batch: Batch, message: Message) -> None:
    for shelf in (batch.hashtags, batch.links, batch.mentions, batch.attachments):
        shelf.drop_all("message_id", message.id)


def correct(batch: Batch, conversation: Conversation, heard: Heard, detect: Detect) -> None:
    """XEP-0308: the message keeps its place, and what it said before."""
    record = heard.record
    message = called(batch, conversation, record.refers_to or "", author=heard.author)
    if message is None or message.retracted_at or not heard.content.says_something:
        return
    batch.edits.put(
        Edit(record.stanza_id, message.id, conversation.id, record.message_id, message.body)
    )
    files = sharing.shared(batch, heard.author, heard.content)
    _clear(batch, message)
    message.edited_at = moment(record.stanza_id)
    message.encrypted = heard.content.encrypted
    kind = kind_of(heard.content)
    if message.counts and kind not in UNCOUNTED:
        message.kind = kind
    fill(batch, conversation, message, heard.content, files, detect)
    threads.take_part(batch, conversation, message)


def retract(batch: Batch, conversation: Conversation, heard: Heard) -> None:
    """XEP-0424, by its author."""
    message = named(batch, conversation, heard.record.refers_to or "", author=heard.author)
    if message:
        _empty(batch, message, heard)


def moderate(batch: Batch, conversation: Conversation, heard: Heard) -> None:
    """XEP-0425, by a moderator, as the room has allowed it."""
    message = named(batch, conversation, heard.record.refers_to or "")
    if message:
        _empty(batch, message, heard)


def _empty(batch: Batch, message: Message, heard: Heard) -> None:
    if message.retracted_at:
        return
    message.retracted_at, message.retracted_by = moment(heard.record.stanza_id), heard.author
    message.body, message.language = "", ""
    _clear(batch, message)
    batch.reactions.drop_all("message_id", message.id)
    batch.pins.drop_all("message_id", message.id)
    for edit in batch.edits.find("message_id", message.id):
        edit.body = ""


def forget(batch: Batch, heard: Heard, detect: Detect) -> None:
    """A message whose sender was told that it failed was not said."""
    edit = batch.edits.one(heard.record.stanza_id)
    if edit:
        _take_back(batch, edit, detect)
    pin = batch.pins.one(heard.record.stanza_id)
    if pin:
        batch.pins.drop(pin)
    message = batch.messages.one(heard.record.stanza_id)
    conversation = batch.conversations.one(message.conversation_id) if message else None
    if message is None or conversation is None:
        return
    _clear(batch, message)
    batch.pins.drop_all("message_id", message.id)
    batch.count(conversation, message.id, -int(message.counts))
    batch.messages.drop(message)
    if conversation.last_id == message.id:
        before = batch.last_before(conversation, message.id - 1)
        conversation.last_id = before.id if before else 0


def _take_back(batch: Batch, failed: Edit, detect: Detect) -> None:
    """The words are again those before the correction; what else came with them is not known."""
    batch.edits.drop(failed)
    others = batch.edits.find("message_id", failed.message_id)
    later = [each for each in others if each.id > failed.id]
    message = batch.messages.one(failed.message_id)
    conversation = batch.conversations.one(failed.conversation_id)
    if later:
        min(later, key=lambda each: each.id).body = failed.body
    elif message and conversation and not message.retracted_at:
        earlier = max((each.id for each in others), default=None)
        message.edited_at = None if earlier is None else moment(earlier)
        _clear(batch, message)
        fill(batch, conversation, message, Content(body=failed.body), (), detect)


def react(batch: Batch, conversation: Conversation, heard: Heard) -> None:
    """XEP-0444 #reactions: the newest set is all of somebody's reactions."""
    assert heard.content.reactions  # noqa: S101 - asked before
    id, chosen = heard.content.reactions
    message = named(batch, conversation, id)
    if message is None or message.retracted_at:
        return
    before = [
        each
        for each in batch.reactions.find("message_id", message.id)
        if each.address == heard.author
    ]
    for reaction in before:
        if reaction.emoji not in chosen:
            batch.reactions.drop(reaction)
    at = moment(heard.record.stanza_id)
    for emoji in chosen - {each.emoji for each in before}:
        batch.reactions.put(Reaction(message.id, heard.author, emoji, at))


def pin(batch: Batch, conversation: Conversation, heard: Heard) -> None:
    """extensions/pins.xsd: whoever may speak says what is pinned; the last word about a message
    counts."""
    assert heard.content.pin  # noqa: S101 - asked before
    id, on = heard.content.pin
    message = named(batch, conversation, id)
    if message and not message.retracted_at and message.counts:
        said = heard.record.stanza_id
        batch.pins.put(Pin(said, conversation.id, message.id, heard.author, on))


def receive(batch: Batch, conversation: Conversation, heard: Heard) -> None:
    """XEP-0184: it arrived; nobody says so of own words."""
    message = called(batch, conversation, heard.content.receipt or "", unlike=heard.author)
    if message and not batch.receipts.one(message.id, heard.author):
        at = moment(heard.record.stanza_id)
        batch.receipts.put(Receipt(message.id, heard.author, at))


def display(batch: Batch, conversation: Conversation, heard: Heard) -> None:
    """XEP-0333: this message and all before it were displayed."""
    message = named(batch, conversation, heard.content.displayed or "")
    if message is None:
        return
    if not batch.marks.one(conversation.id, heard.author, message.id):
        at = moment(heard.record.stanza_id)
        batch.marks.put(Mark(conversation.id, heard.author, message.id, at))
    read_to(batch, conversation, heard.author, message, heard.record.stanza_id)


def read_to(
    batch: Batch, conversation: Conversation, address: str, message: Message, at: int
) -> None:
    """Somebody has read up to a message; nobody goes back to not having read it."""
    reading = batch.readings.one(address, conversation.id)
    if reading and message.id > reading.read_to:
        reading.read_to, reading.counted, reading.at = message.id, message.place, moment(at)


def named(
    batch: Batch, conversation: Conversation, id: str, *, author: str | None = None
) -> Message | None:
    """The message that others mean by an id: a room's stanza id, else what its sender calls it."""
    if conversation.kind != "room":
        return called(batch, conversation, id, author=author)
    if not (id.isdecimal() and len(id) <= LONGEST_ID):
        return None
    edit = batch.edits.one(int(id))
    message = batch.messages.one(edit.message_id if edit else int(id))
    if message is None or message.conversation_id != conversation.id:
        return None
    return message if author in {None, message.sender} else None


def called(
    batch: Batch,
    conversation: Conversation,
    name: str,
    *,
    author: str | None = None,
    unlike: str | None = None,
) -> Message | None:
    """The newest message that its sender calls so; ids may be used again."""
    if not name:
        return None
    found = batch.messages.find("conversation_id message_id", conversation.id, name)
    found += batch.messages.find("conversation_id origin_id", conversation.id, name)
    for edit in batch.edits.find("conversation_id named", conversation.id, name):
        corrected = batch.messages.one(edit.message_id)
        found += [corrected] if corrected else []
    theirs = (
        each for each in found if author in {None, each.sender} and each.sender != (unlike or "")
    )
    return max(theirs, key=lambda each: each.id, default=None)

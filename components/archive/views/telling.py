"""A batch of records, told to the views in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from components.archive.ledger.record import Record
from components.archive.views import calls, items, messages, rooms, sharing
from components.archive.views.batch import Batch, Heard
from components.archive.views.conversations import (
    among_people,
    direct_key,
    open_among_people,
    open_room,
)
from components.archive.views.messages import Detect
from components.archive.views.rows import Conversation
from components.archive.views.stanza import Content, read

MODERATE = "moderate"


def hear(record: Record) -> Heard:
    content = read(record.xml) if record.xml else Content()
    sharing.claim(content, record.host)
    author, peer = record.sender.partition("/")[0], record.recipient.partition("/")[0]
    return Heard(record, content, author, peer)


def tell(batch: Batch, records: Sequence[Record], detect: Detect) -> None:
    """Records whose keys are destroyed say nothing."""
    heard = [hear(record) for record in records if record.sender]
    prepare(batch, heard)
    for each in heard:
        TELL.get(each.record.kind, _nothing)(batch, each, detect)


def _nothing(batch: Batch, heard: Heard, detect: Detect) -> None:
    """A kind of record that no view is made of."""


def _outcome(batch: Batch, heard: Heard, detect: Detect) -> None:
    messages.forget(batch, heard, detect)
    if heard.record.source == "muc":
        rooms.undo(batch, heard)


def _membership(batch: Batch, heard: Heard, detect: Detect) -> None:
    rooms.change(batch, heard)


def _item(batch: Batch, heard: Heard, detect: Detect) -> None:
    items.settle(batch, heard)


def _iq(batch: Batch, heard: Heard, detect: Detect) -> None:
    if heard.record.refers_how == MODERATE:
        room = batch.room(heard.peer)
        if room:
            messages.moderate(batch, room, heard)
    elif heard.content.signals:
        _call(batch, heard, detect)


def _message(batch: Batch, heard: Heard, detect: Detect) -> None:
    if heard.record.type == "error":
        return
    if heard.content.signals:
        if _call(batch, heard, detect) or not messages.is_message(heard):
            return
        heard = replace(heard, content=replace(heard.content, signals=[]))  # words beside it
    if heard.record.source == "muc":
        _in_conversation(batch, open_room(batch, heard), heard, detect)
    elif messages.is_message(heard):
        conversation = open_among_people(batch, heard)
        if conversation:
            _in_conversation(batch, conversation, heard, detect)
    else:
        _about(batch, among_people(batch, heard), heard)


def _in_conversation(
    batch: Batch, conversation: Conversation, heard: Heard, detect: Detect
) -> None:
    how = heard.record.refers_how
    if how == "retract":
        messages.retract(batch, conversation, heard)
    elif how == "replace":
        messages.correct(batch, conversation, heard, detect)
    elif messages.is_message(heard):
        if heard.content.reactions:
            messages.react(batch, conversation, heard)
        if heard.content.pin:
            messages.pin(batch, conversation, heard)
        messages.say(batch, conversation, heard, detect)
    else:
        _about(batch, conversation, heard)


def _about(batch: Batch, conversation: Conversation | None, heard: Heard) -> None:
    """What says nothing by itself, and means nothing where nothing was said before."""
    if conversation is None:
        return
    content = heard.content
    if heard.record.refers_how == "retract":
        messages.retract(batch, conversation, heard)
    if content.reactions:
        messages.react(batch, conversation, heard)
    if content.receipt:
        messages.receive(batch, conversation, heard)
    if content.displayed:
        messages.display(batch, conversation, heard)


def _call(batch: Batch, heard: Heard, detect: Detect) -> bool:
    """Whether it began one, which is a message too."""
    room = heard.record.source == "muc"
    known = batch.room(heard.peer) if room else among_people(batch, heard)
    if calls.begins(batch, known, heard):
        conversation = open_room(batch, heard) if room else open_among_people(batch, heard)
        if conversation:
            calls.begin(batch, conversation, heard)
            messages.say(batch, conversation, heard, detect)
            return True
    elif known:
        calls.go_on(batch, known, heard)
    return False


def prepare(batch: Batch, heard: Sequence[Heard]) -> None:
    """Ask the database for whole batches of what will be looked at one by one."""
    keys = {(key,) for each in heard for key in (each.peer, direct_key(each.author, each.peer))}
    batch.conversations.prepare("key", keys)
    batch.messages.prepare("id", {(each.record.stanza_id,) for each in heard})
    batch.files.prepare("id", {(id,) for each in heard for id in sharing.claimed(each.content)})
    known = [(each, found) for each in heard if (found := _known(batch, each))]
    people = {
        (found.id, address)
        for each, found in known
        for address in ((each.author,) if found.kind == "room" else (each.author, each.peer))
    }
    batch.participants.prepare("conversation_id address", people)
    batch.readings.prepare("address conversation_id", {(who, id) for id, who in people})
    _prepare_references(batch, known)


def _prepare_references(batch: Batch, known: Sequence[tuple[Heard, Conversation]]) -> None:
    named: set[tuple[int, str]] = set()
    numbered: set[tuple[int]] = set()
    followers = {
        (each.author, conversation.id, each.content.thread)
        for each, conversation in known
        if each.content.thread
    }
    batch.thread_followers.prepare("address conversation_id thread", followers)
    for each, conversation in known:
        for id in filter(None, _references(each)):
            named.add((conversation.id, id))
            if id.isdecimal() and len(id) <= messages.LONGEST_ID:
                numbered.add((int(id),))
    batch.messages.prepare("conversation_id message_id", named)
    batch.messages.prepare("conversation_id origin_id", named)
    batch.edits.prepare("conversation_id named", named)
    batch.messages.prepare("id", numbered)
    batch.edits.prepare("id", numbered)
    batch.reactions.prepare("message_id", numbered)


def _references(heard: Heard) -> tuple[str | None, ...]:
    content = heard.content
    reaction = content.reactions[0] if content.reactions else None
    pinned = content.pin[0] if content.pin else None
    return (
        heard.record.refers_to,
        content.reply_to,
        content.thread,
        content.receipt,
        content.displayed,
        reaction,
        pinned,
    )


def _known(batch: Batch, heard: Heard) -> Conversation | None:
    """As `among_people`, without private messages in rooms."""
    return batch.room(heard.peer) or batch.conversation(direct_key(heard.author, heard.peer))


TELL: dict[str, Callable[[Batch, Heard, Detect], None]] = {
    "message": _message,
    "iq": _iq,
    "outcome": _outcome,
    "membership": _membership,
    "item": _item,
}

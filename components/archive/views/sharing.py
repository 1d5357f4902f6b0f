"""Files of ours that a message shares: those that its sender owns, or might fetch when it was sent.

What `stoa.may_fetch` says of now is said here of then, from the views as they are made, so that a
rebuild says the same. Who shares what they may not have gives it to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from uuid import UUID

from components.archive.views.batch import Batch
from components.archive.views.files import File, linked_file
from components.archive.views.rows import Message
from components.archive.views.stanza import Content
from components.runtime.file_links import CanonicalLinks

MOST = 50
"""Files of ours in one message; those after them are shared with nobody."""
SHARES = (
    "attachment t join message m on m.id = t.message_id"
    " where t.file = :file and (m.conversation_id = any(:known) or m.conversation_id in ("
    "select p.conversation_id from participant p"
    " where p.address = :address and p.until_id is null))"
)


@cache
def _links(host: str) -> CanonicalLinks:
    return CanonicalLinks(host)


def claim(content: Content, host: str) -> None:
    """Note which files of ours a message names; a text that is nothing but a link is its file."""
    content.host = host
    if content.encrypted:
        return
    content.files = [_named(each, host) for each in content.files]
    linked = {each.file: linked_file(each) for each in _links(host).within(content.body)}
    known = set(claimed(content))
    content.linked = [file for id, file in linked.items() if id not in known]
    if len(content.linked) == 1 and content.body.strip() == content.linked[0].url:
        content.files, content.linked = content.files + content.linked, []
        content.body = ""


def _named(file: File, host: str) -> File:
    found = _links(host).one(file.url)
    return replace(file, id=found.file) if found else file


def claimed(content: Content) -> Iterator[UUID]:
    return (each.id for each in (*content.files, *content.linked) if each.id)


def shared(batch: Batch, sender: str, content: Content) -> list[File]:
    """What a message brings, `id` only where its sender may share it."""
    ours = list(dict.fromkeys(claimed(content)))[:MOST]
    given = {id for id in ours if _may_share(batch, sender, id, content.host)}
    brought = [each if each.id in given else replace(each, id=None) for each in content.files]
    return brought + [each for each in content.linked if each.id in given]


def _may_share(batch: Batch, sender: str, id: UUID, host: str) -> bool:
    file = batch.files.one(id)
    if file is None:
        return False
    return sender == f"{file.owner}@{host}" or _may_fetch(batch, sender, id)


def _may_fetch(batch: Batch, address: str, id: UUID) -> bool:
    """Whether it is in a message that they may read."""
    known = {each.conversation_id for each in batch.participants.held("address", address)}
    batch.attachments.load(SHARES, {"file": id, "address": address, "known": list(known)})
    shares = batch.attachments.held("file", id)
    batch.messages.prepare("id", {(each.message_id,) for each in shares})
    messages = [found for each in shares if (found := batch.messages.one(each.message_id))]
    batch.conversations.prepare("id", {(each.conversation_id,) for each in messages})
    people = {(each.conversation_id, address) for each in messages}
    batch.participants.prepare("conversation_id address", people)
    return any(may_read(batch, each, address) for each in messages)


def may_read(batch: Batch, message: Message, address: str) -> bool:
    """As `stoa.readable` says it; nobody reads what was retracted."""
    conversation = batch.conversations.one(message.conversation_id)
    if conversation is None or message.retracted_at:
        return False
    belonging = batch.belonging(conversation, address)
    if belonging is None:
        return False
    everything = conversation.kind != "room" or conversation.history == "all"
    return everything or message.id >= belonging.since_id

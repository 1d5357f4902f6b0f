"""Who follows which threads (XEP-0201), and how far they have read in them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from components.archive.views.batch import Batch, Heard
from components.archive.views.rows import Conversation, Message, ThreadFollower
from components.archive.views.stanza import LONGEST_ADDRESS, LONGEST_THREAD

BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
LONGEST_ID = 18
"""Digits of a stanza id that fits into 64 bits."""


def take_part(
    batch: Batch, conversation: Conversation, message: Message, root: Message | None = None
) -> None:
    """Its author, those whom it mentions there, and who wrote what the thread is named after."""
    if not message.thread:
        return
    mentioned = (each.address for each in batch.mentions.held("message_id", message.id))
    people = {each for each in mentioned if _is_there(batch, conversation, each)}
    people |= {message.sender, root.sender} if root else {message.sender}
    for address in people:
        follower = _follower(batch, address, conversation.id, message.thread)
        follower.takes_part = True
        follower.last_id = max(follower.last_id, message.id)


def _is_there(batch: Batch, conversation: Conversation, address: str) -> bool:
    """Anything may be mentioned; with a thread's name, an index takes only what is no longer."""
    if len(address.encode()) > LONGEST_ADDRESS:
        return False
    return batch.belonging(conversation, address) is not None


def settle(
    batch: Batch, heard: Heard, conversation: Conversation, thread: str, payload: Element | None
) -> None:
    """What somebody says of it themselves (extensions/threads.xsd); None: nothing any more."""
    if not 0 < len(thread) <= LONGEST_THREAD:
        return
    follower = _follower(batch, heard.author, conversation.id, thread)
    follower.last_id = max(follower.last_id, heard.record.stanza_id)
    follower.follows = None if payload is None else BOOLEANS.get(payload.get("follows", ""))
    read_to = "" if payload is None else payload.get("read-to", "")
    if read_to.isdecimal() and len(read_to) <= LONGEST_ID:
        follower.read_to = max(follower.read_to, int(read_to))


def unsay_all(batch: Batch, address: str) -> None:
    for follower in batch.thread_followers.find("address", address):
        follower.follows = None


def _follower(batch: Batch, address: str, conversation_id: int, thread: str) -> ThreadFollower:
    known = batch.thread_followers.one(address, conversation_id, thread)
    return known or batch.thread_followers.put(ThreadFollower(address, conversation_id, thread))

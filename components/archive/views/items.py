"""What a person's devices agree on (PEP): read positions, pins, the archive, notifications."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from components.archive.views.batch import Batch, Heard
from components.archive.views.conversations import belong, direct_key
from components.archive.views.messages import LONGEST_ID, read_to
from components.archive.views.rows import Conversation, Setting
from components.archive.views.stanza import LONGEST_ADDRESS
from schemas.xmpp.namespaces import (
    ARCHIVED,
    BOOKMARKS,
    DISPLAYED,
    NOTIFICATION_SETTINGS,
    PINNED,
    PUBSUB,
    PUBSUB_OWNER,
    STANZA_ID,
)

NOTIFY = f"{{{NOTIFICATION_SETTINGS}}}"
WISHES = ("never", "on-mention", "always")


def items(heard: Heard) -> Iterator[tuple[str, str, Element | None]]:
    """Node, address of the conversation, and the payload; None where it was retracted."""
    pubsub = heard.content.payload
    if pubsub is None:
        return
    for verb in ("publish", "retract"):
        for nodes in pubsub.iterfind(f"{{{PUBSUB}}}{verb}"):
            for item in nodes.iterfind(f"{{{PUBSUB}}}item"):
                payload = next(iter(item), None) if verb == "publish" else None
                yield nodes.get("node", ""), item.get("id", ""), payload


def emptied(heard: Heard) -> Iterator[str]:
    """Nodes that have no items any more (XEP-0060 #owner-purge, #owner-delete)."""
    pubsub = heard.content.payload
    for verb in ("purge", "delete"):
        for node in pubsub.iterfind(f"{{{PUBSUB_OWNER}}}{verb}") if pubsub is not None else ():
            yield node.get("node", "")


def settle(batch: Batch, heard: Heard) -> None:
    """Nobody's devices speak for somebody else."""
    if heard.author != heard.peer:
        return
    for node in emptied(heard):
        for setting in batch.settings.find("address", heard.author):
            _set(setting, node, None)
    for node, address, payload in items(heard):
        if node == DISPLAYED:
            if payload is not None:
                _displayed(batch, heard, address, payload)
        elif node in {PINNED, ARCHIVED, BOOKMARKS}:
            _setting(batch, heard, node, address, payload)


def _displayed(batch: Batch, heard: Heard, address: str, payload: Element) -> None:
    """XEP-0490 #publish."""
    conversation = _conversation(batch, heard.author, address)
    stanza_id = payload.find(f"{{{STANZA_ID}}}stanza-id")
    id = "" if stanza_id is None else stanza_id.get("id", "")
    if conversation is None or not id.isdecimal() or len(id) > LONGEST_ID:
        return
    message = batch.last_before(conversation, int(id))
    if message:
        read_to(batch, conversation, heard.author, message, heard.record.stanza_id)


def _setting(batch: Batch, heard: Heard, node: str, address: str, payload: Element | None) -> None:
    conversation = _conversation(batch, heard.author, address)
    if conversation is None:
        said = node != BOOKMARKS or _notify(payload)
        if payload is None or not said or not _is_address(address):
            return
        conversation = _begun(batch, heard, address)
    setting = batch.settings.one(heard.author, conversation.id) or batch.settings.put(
        Setting(heard.author, conversation.id)
    )
    _set(setting, node, payload)


def _is_address(text: str) -> bool:
    """With a space in it, it could make the key of private messages in a room."""
    return 0 < len(text.encode()) <= LONGEST_ADDRESS and " " not in text


def _set(setting: Setting, node: str, payload: Element | None) -> None:
    if node == PINNED:
        setting.pinned = payload is not None
    elif node == ARCHIVED:
        setting.archived = payload is not None
    elif node == BOOKMARKS:
        setting.notify = _notify(payload)


def _notify(payload: Element | None) -> str:
    """XEP-0492 #notifications: for everybody's clients, the setting without an identity."""
    wishes = None if payload is None else payload.find(f".//{NOTIFY}notify")
    if wishes is None:
        return ""
    for wish in WISHES:
        for found in wishes.iterfind(f"{NOTIFY}{wish}"):
            if not found.get("identity-category"):
                return wish
    return ""


def _conversation(batch: Batch, own: str, address: str) -> Conversation | None:
    return batch.room(address) or batch.conversation(direct_key(own, address))


def _begun(batch: Batch, heard: Heard, address: str) -> Conversation:
    """Before the first word; whoever is on its other side knows nothing of it."""
    key = direct_key(heard.author, address)
    made = batch.begin(Conversation(heard.record.seq, key, "direct"))
    belong(batch, made, heard.author, 0)
    return made

"""What a person's devices agree on (PEP): read positions, pins, the archive, notifications."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from components.archive.views import threads
from components.archive.views.batch import Batch, Heard
from components.archive.views.conversations import belong, direct_key
from components.archive.views.messages import LONGEST_ID, read_to
from components.archive.views.rows import Conversation, Setting
from components.archive.views.stanza import LONGEST_ADDRESS
from schemas.xmpp.namespaces import (
    ARCHIVED,
    BOOKMARKS,
    DISPLAYED,
    MUTED,
    NOTIFICATION_SETTINGS,
    PINNED,
    PUBSUB,
    PUBSUB_OWNER,
    STANZA_ID,
    THREADS,
    TO_COME_BACK_TO,
)

NOTIFY = f"{{{NOTIFICATION_SETTINGS}}}"
WISHES = ("never", "on-mention", "always")
SETTINGS = frozenset({PINNED, ARCHIVED, TO_COME_BACK_TO, BOOKMARKS})


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
            _set(setting, heard, node, None)
        if node == THREADS:
            threads.unsay_all(batch, heard.author)
    for node, address, payload in items(heard):
        if node == DISPLAYED:
            if payload is not None:
                _displayed(batch, heard, address, payload)
        elif node == THREADS:
            _thread(batch, heard, address, payload)
        elif node in SETTINGS:
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


def _thread(batch: Batch, heard: Heard, id: str, payload: Element | None) -> None:
    """The item is about a thread in a conversation that there is (extensions/threads.xsd)."""
    address, _, thread = id.partition(" ")
    conversation = _conversation(batch, heard.author, address)
    if conversation:
        threads.settle(batch, heard, conversation, thread, payload)


def _setting(batch: Batch, heard: Heard, node: str, address: str, payload: Element | None) -> None:
    conversation = _conversation(batch, heard.author, address)
    if conversation is None:
        said = node != BOOKMARKS or _notify(payload)[0]
        if payload is None or not said or not _is_address(address):
            return
        conversation = _begun(batch, heard, address)
    setting = batch.settings.one(heard.author, conversation.id) or batch.settings.put(
        Setting(heard.author, conversation.id)
    )
    _set(setting, heard, node, payload)


def _is_address(text: str) -> bool:
    """With a space in it, it could make the key of private messages in a room."""
    return 0 < len(text.encode()) <= LONGEST_ADDRESS and " " not in text


def _set(setting: Setting, heard: Heard, node: str, payload: Element | None) -> None:
    if node == PINNED:
        setting.pinned = payload is not None
    elif node == ARCHIVED:
        setting.archived = payload is not None
        setting.archived_to = _up_to(payload) or heard.record.stanza_id
    elif node == TO_COME_BACK_TO:
        setting.marked_unread = payload is not None
    elif node == BOOKMARKS:
        setting.notify, setting.notify_until = _notify(payload)


def _up_to(payload: Element | None) -> int:
    """The newest message when it was put away (extensions/archived.xsd); 0 where nobody says."""
    id = "" if payload is None else payload.get("up-to", "")
    return int(id) if id.isdecimal() and len(id) <= LONGEST_ID else 0


def _notify(payload: Element | None) -> tuple[str, datetime | None]:
    """XEP-0492 #notifications: for everybody's clients, the setting without an identity; and when
    it ends."""
    wishes = None if payload is None else payload.find(f".//{NOTIFY}notify")
    if wishes is not None:
        for wish in WISHES:
            for found in wishes.iterfind(f"{NOTIFY}{wish}"):
                if not found.get("identity-category"):
                    return wish, _until(found)
    return "", None


def _until(wish: Element) -> datetime | None:
    """extensions/muted.xsd."""
    until = wish.find(f"{NOTIFY}advanced/{{{MUTED}}}until")
    try:
        found = datetime.fromisoformat("" if until is None else until.get("stamp", ""))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _conversation(batch: Batch, own: str, address: str) -> Conversation | None:
    return batch.room(address) or batch.conversation(direct_key(own, address))


def _begun(batch: Batch, heard: Heard, address: str) -> Conversation:
    """Before the first word; whoever is on its other side knows nothing of it."""
    key = direct_key(heard.author, address)
    made = batch.begin(Conversation(heard.record.seq, key, "direct"))
    belong(batch, made, heard.author, 0)
    return made

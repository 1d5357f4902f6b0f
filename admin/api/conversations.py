"""Somebody's conversations, as all their devices see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from admin.api.asking import asker, asks
from admin.api.message_shapes import (
    Conversation,
    Conversations,
    ConversationsQuery,
    NewConversation,
    UnreadCounts,
)
from admin.api.part import Part
from admin.services import connection, services
from components.archive import conversations, inbox
from components.archive.inbox import Entry, Preview
from components.directory import people
from schemas.refusals import NotFound

READERS = asks("messages:read")
WRITERS = asks("messages:write")
FLAGS = ("pinned", "muted", "archived", "marked_unread")

part = Part("Conversations", "Your conversations, and what is unread in them.")


@part.operation("/conversations", Conversations, guard=READERS, query=ConversationsQuery)
def listed(query: Mapping[str, Any]) -> dict[str, Any]:
    """Your conversations, the last active first

    A page at a time: ask again with `after` until `next` is null. A conversation that becomes
    active meanwhile moves to the front.
    """
    entries = [entry for entry in inbox.entries(connection(), own_address()) if _fits(entry, query)]
    rest = [entry for entry in entries if _place(entry) < _after(query)]
    shown = rest[: query["limit"]]
    more = len(rest) > len(shown)
    return {
        "conversations": _described(shown),
        "next": "{}-{}".format(*_place(shown[-1])) if more else None,
        "total": len(entries),
    }


@part.operation(
    "/conversations", Conversation, method="POST", guard=WRITERS, body=NewConversation, errors=[404]
)
def opened(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Find a conversation, or begin one

    With a person it needs no more than their address, and nobody is told before something is
    written. A room has to be one you belong to.
    """
    (found,) = _described([conversation(wanted["id"])])
    return found


@part.operation("/unread", UnreadCounts, guard=READERS)
def unread() -> dict[str, int]:
    """What is unread, in all conversations"""
    return asdict(inbox.unread(inbox.entries(connection(), own_address())))


def own_address() -> str:
    return f"{asker().localpart}@{services().settings.domain}"


def own_links(text: str) -> str:
    """With links to shared files as the asker may follow them."""
    return services().links.personalised(text, own_address())


def conversation(address: str) -> Entry:
    """One that there is, or that may begin. Raises NotFound."""
    try:
        return conversations.find(connection(), own_address(), address)
    except NotFound:
        localpart, _, domain = address.partition("@")
        if domain != services().settings.domain:
            raise
        person = people.person(connection(), localpart, asker().localpart)
        return inbox.begun(f"{person.localpart}@{domain}", person.name)


def _fits(entry: Entry, query: Mapping[str, Any]) -> bool:
    wanted = query.get("q", "").casefold()
    return (
        (wanted in entry.name.casefold() or wanted in entry.address.casefold())
        and query.get("kind", entry.kind) == entry.kind
        and query.get("unread", bool(entry.unread)) == bool(entry.unread)
        and all(query.get(flag, getattr(entry, flag)) == getattr(entry, flag) for flag in FLAGS)
    )


def _place(entry: Entry) -> tuple[int, int]:
    return entry.last_id, entry.conversation_id


def _after(query: Mapping[str, Any]) -> tuple[int, ...]:
    if "after" not in query:
        return (2**63,)
    return tuple(map(int, query["after"].split("-")))


def _described(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    previews = inbox.previews(connection(), own_address(), entries)
    return [_conversation(entry, previews.get(entry.conversation_id)) for entry in entries]


def _conversation(entry: Entry, last: Preview | None) -> dict[str, Any]:
    return entry._asdict() | {
        "id": entry.address,
        "last": asdict(last) | {"body": own_links(last.body)} if last else None,
        "read_to": str(entry.read_to) if entry.read_to else None,
    }

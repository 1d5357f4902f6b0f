"""Threads of somebody's conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from admin.api.asking import asker
from admin.api.conversations import READERS, conversation, own_address, own_links
from admin.api.part import Part
from admin.api.thread_shapes import Threads, ThreadsQuery
from admin.services import connection
from components.archive import threads
from components.archive.inbox import Preview
from components.archive.threads import Thread, Wanted

part = Part("Threads", "Threads of your conversations, and what is unread in them.")


@part.operation("/threads", Threads, guard=READERS, query=ThreadsQuery, errors=[404])
def listed(query: Mapping[str, Any]) -> dict[str, Any]:
    """Threads, the last active first

    Those of a conversation, or those of all that you follow: you have begun them, said something in
    them, were mentioned there, or have said that you want to follow them. Of more than 10,000 those
    that you, or of a conversation anybody, had to do with last. A page at a time: ask again with
    `after` until `next` is null.
    """
    found = threads.listed(connection(), own_address(), _wanted(query))
    rest = [each for each in found if each.last_id < int(query.get("after", 2**63 - 1))]
    shown = rest[: query["limit"]]
    said = threads.previews(connection(), own_address(), shown)
    return {
        "owner": asker().localpart,
        "threads": [_thread(each, said) for each in shown],
        "next": str(shown[-1].last_id) if len(rest) > len(shown) else None,
        "unread": sum(bool(each.unread) for each in found if each.followed),
    }


def _wanted(query: Mapping[str, Any]) -> Wanted:
    if "conversation" not in query:
        return Wanted()
    return Wanted(conversation(query["conversation"]), query.get("thread"))


def _thread(thread: Thread, said: Mapping[int, Preview]) -> dict[str, Any]:
    return {
        "conversation": thread.conversation,
        "thread": thread.thread,
        "root": _preview(said.get(thread.root_id)),
        "last": _preview(said.get(thread.last_id)),
        "replies": thread.replies,
        "unread": thread.unread,
        "mentions": thread.mentions,
        "followed": thread.followed,
        "follows": thread.follows,
        "read_to": str(thread.read_to) if thread.read_to else None,
    }


def _preview(found: Preview | None) -> dict[str, Any] | None:
    return asdict(found) | {"body": own_links(found.body)} if found else None

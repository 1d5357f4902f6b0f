"""What somebody has begun to write, on all their devices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin.api.asking import asker
from admin.api.conversations import READERS, WRITERS, conversation
from admin.api.draft_shapes import Draft, Drafts, KnownDraft, NewDraft
from admin.api.part import Part
from admin.services import connection
from components.archive import drafts
from components.archive.drafts import Content, Mention

ONE = "/drafts/<conversation:address>"

part = Part("Drafts", "What you have begun to write and not sent, on all your devices.")


@part.operation("/drafts", Drafts, guard=READERS)
def listed() -> dict[str, Any]:
    """Your drafts

    100 at most.
    """
    own = asker().localpart
    found = drafts.listed(connection(), own)
    return {"owner": own, "drafts": [_draft(each) for each in found]}


@part.operation(
    ONE,
    Draft,
    method="PUT",
    guard=WRITERS,
    body=NewDraft,
    errors=[404, 409],
    example={"body": "On my w", "version": None},
)
def keep(wanted: Mapping[str, Any], address: str) -> dict[str, Any]:
    """Keep a draft

    In a conversation that you have or may begin, in place of the `version` that you know: 409 where
    another device has changed it since. Asked for again, it is the same.
    """
    mentions = tuple(Mention(**each) for each in wanted.get("mentions", ()))
    content = Content(wanted["body"], wanted.get("reply_id"), mentions)
    known = wanted["version"]
    own, place = asker().localpart, conversation(address).address
    version = None if known is None else int(known)
    return _draft(drafts.keep(connection(), own, place, content, version))


@part.operation(
    ONE, method="DELETE", status=204, guard=WRITERS, query=KnownDraft, errors=[404, 409]
)
def drop(query: Mapping[str, Any], address: str) -> None:
    """Delete a draft

    Because it was sent, or given up; 409 where another device has changed it since.
    """
    drafts.drop(connection(), asker().localpart, address, int(query["version"]))


def _draft(found: drafts.Draft) -> dict[str, Any]:
    return {
        "conversation": found.conversation,
        "body": found.content.body,
        "reply_id": found.content.reply_id,
        "mentions": [each._asdict() for each in found.content.mentions],
        "version": str(found.version),
        "changed_at": found.changed_at,
    }

"""Entries of an inbox as they are written (XEP-0430 v0.2.0 #examples): text at once, because to
make fifty of them of elements takes as long as to find them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from components.archive.inbox import Archived, Entry, Preview
from components.runtime.stanza import NOT_XML
from schemas.xmpp.namespaces import CLIENT, DELAY, FORWARDING, HINTS, INBOX, MAM, STOA_INBOX

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ATTRIBUTE = r"\s+([^\s=<>]+)\s*=\s*('[^']*'|\"[^\"]*\")"
ATTRIBUTES = re.compile(ATTRIBUTE)
START = re.compile(rf"<message((?:{ATTRIBUTE})*)\s*(?=/?>)")
"""Of a stored message, up to where its start tag ends."""


def written(query_id: str, entry: Entry, last: Preview | None, archived: Archived | None) -> str:
    """A message to the account's client; `query_id` is that of its request."""
    said = {
        "jid": entry.address,
        "unread": str(entry.unread),
        "id": str(archived.id if archived else entry.last_id),
    }
    result = _result(query_id, entry, archived) if archived else ""
    content = _tag("entry", INBOX, said) + _conversation(entry, last) + result
    message = _tag("message", CLIENT, {}, content + _tag("no-store", HINTS, {}))
    return NOT_XML.sub("\ufffd", message)


def _tag(name: str, namespace: str, attributes: Mapping[str, str], content: str = "") -> str:
    """`content` is XML."""
    said = "".join(f" {each}={quoteattr(value)}" for each, value in attributes.items())
    return f"<{name} xmlns='{namespace}'{said}>{content}</{name}>"


def _conversation(entry: Entry, last: Preview | None) -> str:
    said = {"kind": entry.kind, "name": entry.name, "mentions": str(entry.mentions)}
    flags = {name: str(getattr(entry, name)).lower() for name in ("pinned", "muted", "archived")}
    read = {"read": str(entry.read_to)} if entry.read_to else {}
    return _tag("conversation", STOA_INBOX, said | flags | read, _last(last) if last else "")


def _last(preview: Preview) -> str:
    said = {
        "id": str(preview.id),
        "sender": preview.sender,
        "at": _stamp(preview.id),
        "kind": preview.kind,
    }
    nick = {"nick": preview.nick} if preview.nick else {}
    retracted = {"retracted": "true"} if preview.retracted else {}
    return _tag("last", STOA_INBOX, said | nick | retracted, escape(preview.body))


def _result(query_id: str, entry: Entry, archived: Archived) -> str:
    delay = _tag("delay", DELAY, {"stamp": _stamp(archived.id)})
    forwarded = _tag("forwarded", FORWARDING, {}, delay + _forwarded(entry, archived))
    return _tag("result", MAM, {"queryid": query_id, "id": str(archived.id)}, forwarded)


def _forwarded(entry: Entry, archived: Archived) -> str:
    """Of rooms' messages as rooms hand them out (XEP-0313 #business-storeret-muc-archives)."""
    start = START.match(archived.xml)
    if start is None:
        raise ValueError("The archive holds something else than a message")
    said = {"xmlns": f"'{CLIENT}'"} | dict(ATTRIBUTES.findall(start[1]))
    if entry.kind == "room":
        said["from"] = quoteattr(f"{entry.address}/{archived.nick}")
        said.pop("to", None)
    attributes = "".join(f" {name}={value}" for name, value in said.items())
    return f"<message{attributes}{archived.xml[start.end() :]}"


def _stamp(stanza_id: int) -> str:
    """XEP-0082."""
    at = EPOCH + timedelta(microseconds=stanza_id)
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")

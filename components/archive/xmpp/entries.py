"""Entries of an inbox as they are written (XEP-0430 v0.2.0 #examples): text at once, because to
make fifty of them of elements takes as long as to find them."""

from __future__ import annotations

import re
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
    id = archived.id if archived else entry.last_id
    result = _result(query_id, entry, archived) if archived else ""
    message = (
        f"<message xmlns='{CLIENT}'>"
        f"<entry xmlns='{INBOX}' jid={quoteattr(entry.address)} unread='{entry.unread}' id='{id}'/>"
        f"{_conversation(entry, last)}{result}<no-store xmlns='{HINTS}'/></message>"
    )
    return NOT_XML.sub("\ufffd", message)


def _conversation(entry: Entry, last: Preview | None) -> str:
    read = f" read='{entry.read_to}'" if entry.read_to else ""
    return (
        f"<conversation xmlns='{STOA_INBOX}' kind='{entry.kind}' name={quoteattr(entry.name)}"
        f" mentions='{entry.mentions}' pinned='{_boolean(entry.pinned)}'"
        f" muted='{_boolean(entry.muted)}' archived='{_boolean(entry.archived)}'{read}>"
        f"{_last(last) if last else ''}</conversation>"
    )


def _last(preview: Preview) -> str:
    nick = f" nick={quoteattr(preview.nick)}" if preview.nick else ""
    retracted = " retracted='true'" if preview.retracted else ""
    return (
        f"<last id='{preview.id}' sender={quoteattr(preview.sender)} at='{_stamp(preview.id)}'"
        f" kind='{preview.kind}'{nick}{retracted}>{escape(preview.body)}</last>"
    )


def _result(query_id: str, entry: Entry, archived: Archived) -> str:
    return (
        f"<result xmlns='{MAM}' queryid={quoteattr(query_id)} id='{archived.id}'>"
        f"<forwarded xmlns='{FORWARDING}'><delay xmlns='{DELAY}' stamp='{_stamp(archived.id)}'/>"
        f"{_forwarded(entry, archived)}</forwarded></result>"
    )


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


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _stamp(stanza_id: int) -> str:
    """XEP-0082."""
    at = EPOCH + timedelta(microseconds=stanza_id)
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")

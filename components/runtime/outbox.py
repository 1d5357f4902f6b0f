"""Stanzas to send, written in the transaction of the work that causes them; `sending.py` sends."""

from __future__ import annotations

from xml.etree.ElementTree import ParseError, fromstring

from sqlalchemy import Connection, insert

from schemas.db.tables.outbox import outbox


def put(connection: Connection, sender: str, stanza: str) -> None:
    """Send `stanza` once the caller's transaction is committed. `sender` is the component, such as
    `directory`; the stanza needs a `to`, gets id and sender. Raises ValueError for anything else.
    """
    try:
        element = fromstring(stanza)  # noqa: S314 - made by our own code
    except ParseError as error:
        raise ValueError("not a stanza, payload omitted") from error
    if element.tag not in {"message", "presence"} or not element.get("to"):
        raise ValueError("only messages and presence with a recipient are sent, payload omitted")
    if "from" in element.attrib:
        raise ValueError("the component is the sender, payload omitted")
    connection.execute(insert(outbox).values(sender=sender, stanza=stanza))

"""What somebody is to be told of: unread, and wanted."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from components.push.preferences import Wish


def notable(connection: Connection, address: str, rooms: Wish, after: int = 0) -> dict[int, int]:
    """The newest such message of each conversation after one, by the conversation's id."""
    found = func.stoa.notable(address, after, rooms).table_valued("conversation_id", "message_id")
    rows = connection.execute(select(found.c.conversation_id, found.c.message_id))
    return {row.conversation_id: row.message_id for row in rows}

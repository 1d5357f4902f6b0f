"""The feed as tests read it: what has been recorded since they last looked."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import fromstring

import psycopg
from psycopg.rows import class_row

Route = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    source: str
    kind: str
    type: str
    sender: str
    recipient: str
    nick: str
    stanza_id: int
    message_id: str | None
    origin_id: str | None
    refers_to: str | None
    xml: str

    @property
    def body(self) -> str | None:
        return fromstring(self.xml).findtext("{*}body")  # noqa: S314  what expat let in before

    @property
    def route(self) -> Route:
        return self.source, self.type, self.sender, self.recipient


class Feed:
    """The rows written after it was made."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        newest = connection.execute("select max(id) from stoa.feed").fetchone()
        self.seen: int = (newest and newest[0]) or 0

    @staticmethod
    def rows_after(connection: psycopg.Connection[Any], seen: int) -> list[Row]:
        with connection.cursor(row_factory=class_row(Row)) as cursor:
            return cursor.execute(
                "select id, source, kind, type, sender, recipient, nick, stanza_id,"
                " message_id, origin_id, refers_to, xml"
                " from stoa.feed where id > %s order by id",
                (seen,),
            ).fetchall()

    def new_rows(self) -> list[Row]:
        """What was recorded since the last call, in the order of ids; not the later outcomes."""
        rows = self.rows_after(self._connection, self.seen)
        self.seen = max((row.id for row in rows), default=self.seen)
        return [row for row in rows if row.kind != "outcome"]

    def new_routes(self) -> list[Route]:
        return [row.route for row in self.new_rows()]

"""The record as tests read it: what has been added since they last looked."""

from dataclasses import dataclass, replace
from xml.etree.ElementTree import fromstring

from sqlalchemy import Connection, text

from components.archive.ledger.keys import KeyStore
from components.archive.ledger.reading import Reading
from tests.harness.stack import Stack

SENT = ("message", "iq")
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
    seq: int | None
    xml: str

    @property
    def body(self) -> str | None:
        return fromstring(self.xml).findtext("{*}body")  # noqa: S314  what expat let in before

    @property
    def route(self) -> Route:
        return self.source, self.type, self.sender, self.recipient


NEWEST = """
select greatest((select max(id) from stoa.feed), (select max(feed_id) from stoa.ledger_entry))
"""
RECORDED = text("""
select e.feed_id as id, r.source, r.kind, r.type, r.sender, r.recipient, r.nick, r.stanza_id,
       r.message_id, r.origin_id, r.refers_to, r.seq, '' as xml
  from stoa.recorded_stanza r join stoa.ledger_entry e using (seq)
 where e.feed_id > :seen
 union all
select id, source, kind, type, sender, recipient, nick, stanza_id,
       message_id, origin_id, refers_to, null, xml
  from stoa.feed
 where id > :seen
 order by id
""")
"""One statement: a row that the ledger takes meanwhile is in it once."""


class Feed:
    """What was recorded after it was made, whether the ledger has taken it or not."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        with stack.database("migrate") as connection:
            newest = connection.execute(NEWEST).fetchone()
        self._seen: int = (newest and newest[0]) or 0

    def rows(self) -> list[Row]:
        """In the order of the record; what `new_rows` has given is not among them."""
        with self._stack.engine("migrate") as engine, engine.connect() as connection:
            found = connection.execute(RECORDED, {"seen": self._seen})
            rows = [Row(**columns) for columns in found.mappings()]
            texts = self._texts(connection, [row.stanza_id for row in rows if row.seq is not None])
        return [replace(row, xml=texts.get(row.seq, row.xml)) for row in rows]

    def _texts(self, connection: Connection, stanza_ids: list[int]) -> dict[int | None, str]:
        """What the ledger has, by `seq`."""
        if not stanza_ids:
            return {}
        keys = KeyStore(self._stack.home / "keys", read_only=True)
        try:
            return {one.seq: one.xml or "" for one in Reading(connection, keys).of(stanza_ids)}
        finally:
            keys.close()

    def new_rows(self, *kinds: str) -> list[Row]:
        """What was recorded since the last call: of these kinds, or what somebody has sent."""
        rows = self.rows()
        self._seen = max((row.id for row in rows), default=self._seen)
        return [row for row in rows if row.kind in (kinds or SENT)]

    def new_routes(self) -> list[Route]:
        return [row.route for row in self.new_rows()]

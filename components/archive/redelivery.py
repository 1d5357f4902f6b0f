"""Which recorded messages never reached their recipient's archive, and bringing them there.

A message is recorded before it is routed, and its recipient's archive is written by another
process of ejabberd a moment later. When ejabberd or PostgreSQL dies in that moment, the feed row is
all that is left of the message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, text

MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Recorded:
    """A feed row that has to be delivered again; `stanza_id` is its time in µs (XEP-0359)."""

    host: str
    stanza_id: int
    xml: str


# Not sent again: notes to self (archived before they were routed), what its sender was told had
# failed, what its author retracted since, and what the sender's client has sent again by itself.
MISSING = text("""
select f.host, f.stanza_id, f.xml
  from stoa.feed f
  join stoa.account a
    on a.localpart = split_part(f.recipient, '@', 1)
   and f.host = split_part(stoa.bare(f.recipient), '@', 2)
 where f.stanza_id > :after and f.stanza_id < :until
   and f.storable and f.source <> 'muc' and stoa.bare(f.sender) <> stoa.bare(f.recipient)
   and not exists (
       select from ejabberd.archive r
        where r.server_host = f.host and r.username = a.localpart and r.timestamp = f.stanza_id)
   and not exists (
       select from stoa.feed o where o.stanza_id = f.stanza_id and o.kind = 'outcome')
   and not exists (
       select from stoa.feed later
         left join ejabberd.archive r
           on r.server_host = f.host and r.username = a.localpart and r.timestamp = later.stanza_id
        where later.stanza_id > f.stanza_id
          and stoa.bare(later.sender) = stoa.bare(f.sender)
          and stoa.bare(later.recipient) = stoa.bare(f.recipient)
          and (later.refers_to = f.message_id
               or (later.message_id = f.message_id and r.timestamp is not null)))
 order by f.stanza_id
 limit :most
""")


class Redelivery:
    """Compares the feed with the archives up to the last restart, then keeps the mark moving.

    All times are µs since 1970, as stanza ids are.
    """

    def __init__(
        self,
        engine: Engine,
        deliver: Callable[[Recorded], None],
        settle_seconds: int = 5,
        certain_after_seconds: int = 300,
    ) -> None:
        """`deliver` routes one message; `settle_seconds` lets ejabberd finish what is queued."""
        self._engine = engine
        self._deliver = deliver
        self._settle = settle_seconds * MICROSECONDS
        self._certain_after = certain_after_seconds * MICROSECONDS

    def check(self, server_started: int, now: int) -> int:
        """Repair what the last restart of ejabberd or PostgreSQL cut; how many were sent again.

        Safe to run again after a crash at any line: a message that arrived is in the archive then.
        """
        with self._engine.begin() as connection:
            after = connection.execute(
                text("select checked_through from stoa.redelivery")
            ).scalar_one()
            started = connection.execute(
                text("select (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint")
            ).scalar_one()
        restarted = max(server_started, int(started))
        if after >= restarted:
            self._advance(now - self._certain_after)
            return 0
        if now < restarted + self._settle:
            return 0
        delivered = self._repair(after, restarted)
        self._advance(restarted)
        return delivered

    def _repair(self, after: int, until: int) -> int:
        delivered = 0
        while batch := self._missing(after, until):
            for recorded in batch:
                self._deliver(recorded)
                after = recorded.stanza_id
            delivered += len(batch)
        return delivered

    def _missing(self, after: int, until: int) -> list[Recorded]:
        with self._engine.connect() as connection:
            rows = connection.execute(MISSING, {"after": after, "until": until, "most": 200})
            return [Recorded(row.host, row.stanza_id, row.xml) for row in rows]

    def _advance(self, through: int) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                text("update stoa.redelivery set checked_through = :t where checked_through < :t"),
                {"t": through},
            )

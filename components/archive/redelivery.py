"""Which recorded messages an archive lacks, and bringing them there.

A message is recorded before it is routed. Its sender's archive is written by ejabberd a moment
later, its recipient's another moment later by another process. When ejabberd or PostgreSQL dies in
between, or a single write fails, the record is all that is left of the message: its feed row, or
what the ledger made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from components.archive.ledger.keys import KeyStore
from components.archive.ledger.reading import Reading

MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Recorded:
    """A stanza that an archive lacks; `stanza_id` is its time in µs (XEP-0359)."""

    host: str
    stanza_id: int
    xml: str
    sender_lacks: bool
    recipient_lacks: bool


# Whose archives lack a message. Not repaired: what its sender was told had failed, what its author
# retracted since, what that had been changed to, and what the sender's client has sent again by
# itself. A note to self is its sender's only; rooms keep archives of their own. One statement, so
# that no row is on its way from the feed to the ledger; `xml` is null for what is there already.
MISSING = text("""
with lacking as materialized (
    select f.*, owner.is_sender, a.localpart
      from stoa.recorded f
     cross join lateral (
           values (true, stoa.bare(f.sender)),
                  (false, nullif(stoa.bare(f.recipient), stoa.bare(f.sender)))
           ) owner (is_sender, jid)
      join stoa.account a
        on a.localpart = split_part(owner.jid, '@', 1) and f.host = split_part(owner.jid, '@', 2)
     where f.stanza_id > :after and f.stanza_id < :until
       and f.storable and f.source <> 'muc' and (f.source = 'c2s' or not owner.is_sender)
       and not exists (
           select from ejabberd.archive r
            where r.server_host = f.host and r.username = a.localpart
              and r.timestamp = f.stanza_id)
)
select host, stanza_id, xml,
       bool_or(is_sender) as sender_lacks, not bool_and(is_sender) as recipient_lacks
  from lacking l
 where not exists (
       select from stoa.recorded o where o.stanza_id = l.stanza_id and o.kind = 'outcome')
   and l.stanza_id not in (select stoa.taken_back(l.stanza_id))
   and not exists (
       select from stoa.recorded again
         join ejabberd.archive r
           on r.server_host = l.host and r.username = l.localpart
          and r.timestamp = again.stanza_id
        where md5(again.message_id) = md5(l.message_id)
          and again.stanza_id > l.stanza_id
          and stoa.bare(again.sender) = stoa.bare(l.sender)
          and stoa.bare(again.recipient) = stoa.bare(l.recipient))
 group by host, stanza_id, xml
 order by stanza_id
 limit :most
""")

# A plan made while the feed is empty would be a poor one when it is not.
AS_IT_IS_NOW = text("set local plan_cache_mode = force_custom_plan")

# A connection made after the mark means that its predecessor was lost: PostgreSQL was started
# again, or one of its processes was killed, which ends them all.
STATE = text("""
select checked_through, (extract(epoch from backend_start) * 1000000)::bigint as connected_since
  from stoa.redelivery, pg_stat_activity where pid = pg_backend_pid()
""")


class Redelivery:
    """Compares the feed with the archives and keeps the mark of what was compared moving.

    All times are µs since 1970, as stanza ids are.
    """

    def __init__(
        self,
        engine: Engine,
        keys: KeyStore,
        deliver: Callable[[Recorded], None],
        settle_seconds: int = 5,
        certain_after_seconds: int = 300,
    ) -> None:
        """`deliver` brings one message where it is lacking; `settle_seconds` lets ejabberd finish
        what is queued. `engine` has to keep its connection."""
        self._engine, self._keys = engine, keys
        self._deliver = deliver
        self._settle = settle_seconds * MICROSECONDS
        self._certain_after = certain_after_seconds * MICROSECONDS
        # The mark moves only when no further crash has cut what was brought.
        self._repaired_through = self._repaired_at = 0

    def check(self, server_started: int, now: int) -> int:
        """Repair what a crash cut; without one, what is missing for other reasons after
        `certain_after_seconds`. How many messages were brought somewhere.

        Safe to run again after a crash at any line: a message that arrived is in the archive then.
        """
        with self._engine.begin() as connection:
            state = connection.execute(STATE).one()
        after, crashed = state.checked_through, max(server_started, state.connected_since)
        if after >= crashed:
            return self._sweep(after, now - self._certain_after)
        if now < max(crashed, self._repaired_at) + self._settle:
            return 0
        if self._repaired_through == crashed:
            self._advance(crashed)
            return 0
        repaired = self._repair(after, crashed)
        self._repaired_through, self._repaired_at = crashed, now
        return repaired

    def _sweep(self, after: int, until: int) -> int:
        repaired = self._repair(after, until)
        self._advance(until)
        return repaired

    def _repair(self, after: int, until: int) -> int:
        repaired = 0
        while batch := self._missing(after, until):
            for recorded in batch:
                if recorded.xml:  # its key may have been destroyed
                    self._deliver(recorded)
                    repaired += 1
                after = recorded.stanza_id
        return repaired

    def _missing(self, after: int, until: int) -> list[Recorded]:
        with self._engine.connect() as connection:
            connection.execute(AS_IT_IS_NOW)
            values = {"after": after, "until": until, "most": 200}
            rows = connection.execute(MISSING, values).all()
            taken = [row.stanza_id for row in rows if row.xml is None]
            xml = self._from_ledger(connection, taken) if taken else {}
            return [
                Recorded(
                    row.host,
                    row.stanza_id,
                    row.xml or xml[row.stanza_id],
                    row.sender_lacks,
                    row.recipient_lacks,
                )
                for row in rows
            ]

    def _from_ledger(self, connection: Connection, stanza_ids: list[int]) -> dict[int, str]:
        records = Reading(connection, self._keys).of(stanza_ids)
        return {record.stanza_id: record.xml or "" for record in records}

    def _advance(self, through: int) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                text("update stoa.redelivery set checked_through = :t where checked_through < :t"),
                {"t": through},
            )

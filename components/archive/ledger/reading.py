"""The ledger's entries with what they say, as far as their keys last."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, TextClause, text

from components.archive.ledger.contents import Envelope, open_body, open_envelope
from components.archive.ledger.keys import KeyStore
from components.archive.ledger.record import Record

ENTRIES = """
select e.*, envelope.ciphertext as envelope_text, body.ciphertext as body_text
  from stoa.ledger_entry e
  left join stoa.ledger_content envelope on envelope.digest = e.envelope
  left join stoa.ledger_content body on body.digest = e.body
"""
SEQS = "select seq from stoa.recorded_stanza where stanza_id = any(:ids)"
AFTER = text(ENTRIES + " where e.seq > :seq order by e.seq limit :limit")
OF = text(ENTRIES + " where e.seq = any(array(" + SEQS + ")) order by e.seq")
NOTHING = Envelope("", "", "", None, None, None, None, storable=False, tag="")


class Reading:
    def __init__(self, connection: Connection, keys: KeyStore) -> None:
        self._connection, self._keys = connection, keys

    def after(self, seq: int, limit: int) -> list[Record]:
        """The next entries after `seq` (-1: from the first on), in their order."""
        return self._records(AFTER, seq=seq, limit=limit)

    def of(self, stanza_ids: Collection[int]) -> list[Record]:
        """Everything recorded about these stanzas, in the order of the ledger."""
        return self._records(OF, ids=list(stanza_ids))

    def _records(self, query: TextClause, **values: object) -> list[Record]:
        return [self._record(row) for row in self._connection.execute(query, values)]

    def _record(self, row: Row[Any]) -> Record:
        envelope, xml = self._opened(row)
        return Record(
            seq=row.seq,
            recorded_at=row.recorded_at,
            stanza_id=row.stanza_id,
            host=row.host,
            source=row.source,
            kind=row.kind,
            type=row.type,
            sender=envelope.sender,
            recipient=envelope.recipient,
            nick=envelope.nick,
            message_id=envelope.message_id,
            origin_id=envelope.origin_id,
            refers_how=envelope.refers_how,
            refers_to=envelope.refers_to,
            storable=envelope.storable,
            xml=xml,
        )

    def _opened(self, row: Row[Any]) -> tuple[Envelope, str | None]:
        cipher = self._keys.cipher(row.key_id)
        destroyed = row.envelope_text is None or (row.body is not None and row.body_text is None)
        if cipher is None or destroyed:
            return NOTHING, None
        envelope = open_envelope(cipher, row.stanza_id, row.envelope_text)
        if row.body is None:
            return envelope, envelope.tag
        body = open_body(cipher, row.stanza_id, row.source, row.body_text)
        return envelope, envelope.tag + body

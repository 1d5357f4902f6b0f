"""What was recorded, as the ledger keeps it and gives it back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One stanza as `stoa.accept` was given it. Times are µs since 1970.

    `xml` is None when its key or its content was destroyed; so are the addresses then, as ''.
    """

    seq: int
    recorded_at: int
    stanza_id: int
    host: str
    source: str
    kind: str
    type: str
    sender: str
    recipient: str
    nick: str
    message_id: str | None
    origin_id: str | None
    refers_how: str | None
    refers_to: str | None
    storable: bool
    xml: str | None

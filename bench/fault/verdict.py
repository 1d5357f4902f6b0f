"""What must hold after any number of kills, as pure functions of what was seen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Faults = dict[str, list[str]]


@dataclass(frozen=True)
class Message:
    id: str
    sender: str
    recipient: str
    """Localparts."""
    number: int
    """Its place among the sender's messages."""


@dataclass(frozen=True)
class Evidence:
    """Sets hold message ids; stanza ids are µs since 1970."""

    sent: Mapping[str, Message]
    acknowledged: set[str]
    errors: set[str]
    copies: Mapping[str, Counter[str]]
    """Stanza ids under which the recipient got each message."""
    rows: Mapping[str, list[int]]
    """Stanza ids of the ledger's entries of each message."""
    refused: set[int]
    """Stanza ids with an entry of their outcome."""
    archived: Mapping[tuple[str, str], list[int]]
    """Stanza ids of the archive rows by owner and message."""
    extra: dict[str, int] = field(default_factory=dict)

    @property
    def certain(self) -> set[str]:
        """Acknowledged and not answered with an error: the server's promise."""
        return self.acknowledged - self.errors


def faults(seen: Evidence) -> Faults:
    """Broken promises by name, each with the messages concerned; empty when all is well."""
    certain, delivered = seen.certain, {one for one, copies in seen.copies.items() if copies}
    found = {
        "lost": certain - delivered,
        "doubled": {one for one, copies in seen.copies.items() if len(copies) > 1},
        "delivered, not recorded": delivered - set(seen.rows),
        "recorded twice": {one for one, rows in seen.rows.items() if len(rows) > 1},
        "delivered and refused": delivered & seen.errors,
        "refused without an outcome": {one for one in seen.errors if undecided(seen, one)},
        "not once in the recipient's archive": wrong_rows(seen, certain, "recipient"),
        "not once in the sender's archive": wrong_rows(seen, certain, "sender"),
        "out of order": out_of_order(seen),
    }
    return {name: sorted(messages) for name, messages in found.items() if messages}


def undecided(seen: Evidence, message: str) -> bool:
    return any(row not in seen.refused for row in seen.rows.get(message, []))


def wrong_rows(seen: Evidence, certain: Iterable[str], owner: str) -> set[str]:
    """Certain messages that are not exactly once, under the id of the record, in that archive."""
    return {
        one
        for one in certain
        if seen.archived.get((getattr(seen.sent[one], owner), one), []) != seen.rows.get(one)
    }


def out_of_order(seen: Evidence) -> set[str]:
    """Messages whose stanza id is smaller than that of an earlier one of the same sender, in the
    recipient's archive."""
    wrong: set[str] = set()
    newest: dict[tuple[str, str], int] = {}
    for one in sorted(seen.sent.values(), key=lambda message: message.number):
        pair = one.sender, one.recipient
        for stanza_id in seen.archived.get((one.recipient, one.id), []):
            if stanza_id <= newest.get(pair, 0):
                wrong.add(one.id)
            newest[pair] = max(stanza_id, newest.get(pair, 0))
    return wrong

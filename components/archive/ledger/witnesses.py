"""Those on other hosts who sign the ledger's checkpoints: with what they keep, a cut tail and a
rewritten history are found. Whoever calls this says who may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from components.archive.ledger.verifier import COSIGNATURE, Note, VerificationError, VerifierKey
from schemas.refusals import Conflict, Malformed, NotAllowed, NotFound

SILENT = timedelta(days=1)
MOST = 20
LONGEST_KEY = 200

KNOWN = text("""
select w.id, w.name, w.vkey, w.added_at, c.size, c.at as signed_at,
       (select greatest(p.at, w.added_at) from stoa.ledger_checkpoint p
         where p.size > coalesce(c.size, -1) order by p.size limit 1) as waiting_since
  from stoa.ledger_witness w
  left join lateral (select s.size, s.at from stoa.ledger_cosignature s
                      where s.witness = w.vkey order by s.size desc limit 1) c on true
 where w.removed_at is null order by w.id
""")
ADD = text("""
insert into stoa.ledger_witness (vkey, name) values (:vkey, :name)
on conflict (vkey) where removed_at is null do nothing returning id
""")
REMOVE = text("""
update stoa.ledger_witness set removed_at = clock_timestamp()
 where id = :id and removed_at is null returning name, vkey
""")
NOTE = text("select note from stoa.ledger_checkpoint where size = :size")
COSIGN = text("""
insert into stoa.ledger_cosignature (size, witness, line) values (:size, :witness, :line)
on conflict do nothing
""")


@dataclass(frozen=True)
class Witness:
    id: int
    name: str
    vkey: str
    added_at: datetime
    size: int | None
    """Of the newest checkpoint it has signed."""
    signed_at: datetime | None
    waiting_since: datetime | None
    """The oldest checkpoint that it could sign; None: it has signed the newest."""

    @property
    def silent(self) -> bool:
        """Whether it lacks what has been there for a day."""
        return self.waiting_since is not None and datetime.now(UTC) - self.waiting_since > SILENT


def known(connection: Connection) -> list[Witness]:
    """The first first."""
    return [Witness(**row._mapping) for row in connection.execute(KNOWN)]


def add(connection: Connection, vkey: str) -> Witness:
    """Raises Malformed for what is no witness's key (C2SP tlog-cosignature, Ed25519), and Conflict
    for one that is known, or one too many."""
    key = _parsed(vkey)
    if len(known(connection)) >= MOST:
        raise Conflict(f"There are {MOST} witnesses: remove one first")
    if connection.execute(ADD, {"vkey": str(key), "name": key.name}).first() is None:
        raise Conflict("This witness is known")
    return next(each for each in known(connection) if each.vkey == str(key))


def remove(connection: Connection, witness_id: int) -> tuple[str, str]:
    """Its name and key. What it has signed stays. Raises NotFound."""
    row = connection.execute(REMOVE, {"id": witness_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such witness")
    return row.name, row.vkey


def cosign(connection: Connection, size: int, line: str) -> None:
    """Keep a witness's signature line of the checkpoint of this size; a second one changes nothing.
    Raises NotFound, Malformed, and NotAllowed for whoever is no known witness."""
    note = connection.execute(NOTE, {"size": size}).scalar()
    if note is None:
        raise NotFound("There is no checkpoint of this size")
    signed = _signed(note, line)
    witness = _signer(signed, known(connection))
    connection.execute(COSIGN, {"size": size, "witness": witness.vkey, "line": line})


def genuine(note: str, vkey: str, line: str) -> bool:
    """Whether the line is this witness's signature of the checkpoint. Asked of what is kept: the
    portal may write lines, and one that is wrong spoils the note."""
    try:
        return bool(_signed(note, line).signatures_of(VerifierKey.parse(vkey)))
    except (Malformed, VerificationError):
        return False


def _parsed(vkey: str) -> VerifierKey:
    try:
        key = VerifierKey.parse(vkey)
    except VerificationError as wrong:
        raise Malformed("This is no key of a witness") from wrong
    if key.kind != COSIGNATURE or not key.name.isprintable() or len(str(key)) > LONGEST_KEY:
        raise Malformed("This is no key of a witness")
    return key


def _signed(note: str, line: str) -> Note:
    text, _, _ = note.rpartition("\n\n")
    try:
        signed = Note.parse(f"{text}\n\n{line}")
    except VerificationError as wrong:
        raise Malformed("This is no signature line") from wrong
    if len(signed.signatures) != 1 or signed.text != f"{text}\n":
        raise Malformed("This is not one signature line")
    return signed


def _signer(signed: Note, witnesses: Iterable[Witness]) -> Witness:
    try:
        for each in witnesses:
            if signed.signatures_of(VerifierKey.parse(each.vkey)):
                return each
    except VerificationError as wrong:
        raise Malformed("The signature is not one of this checkpoint") from wrong
    raise NotAllowed("No witness that is known here has signed this")

"""What a query means for one person: which of the messages they may read it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from components.archive.search.query import Has, Query

ME = "me"
MOST_PEOPLE = 200
"""That one name may mean."""
CONFIGURATIONS = (
    *("english", "german", "french", "spanish", "italian", "portuguese", "russian"),
    "simple",
)
"""In which `stoa.words` may have stored a message's words."""

OTHER = """case
    when c.kind = 'room' then c.key
    when split_part(c.key, ' ', -2) = :asker then split_part(c.key, ' ', -1)
    else split_part(c.key, ' ', -2) end"""
"""Of a conversation `c`: its room, or who is in it with the asker."""
READABLE = text("select conversation_id, from_id, to_id from stoa.readable(:asker)")
# What is typed is found when it is an address or a localpart; else as a part of a name.
PLACES = text(f"""
with mine as (
    select c.id, c.key, c.name, c.kind, {OTHER} as other
      from stoa.conversation c
     where c.id = any(:mine)
)
select typed, m.id,
       lower(typed) in (m.key, m.other, split_part(m.other, '@', 1), split_part(m.key, '@', 1))
           as exact
  from unnest(cast(:typed as text[])) typed
  join mine m on true
  left join stoa.person p
    on m.kind <> 'room' and m.other = p.localpart || '@' || split_part(:asker, '@', 2)
 where lower(typed) in (m.key, m.other, split_part(m.other, '@', 1), split_part(m.key, '@', 1))
    or strpos(stoa.folded(m.name), stoa.folded(typed)) > 0
    or strpos(stoa.folded(p.name), stoa.folded(typed)) > 0
""")  # noqa: S608 - a constant of ours
SENDERS = text("""
select typed, p.localpart || '@' || split_part(:asker, '@', 2) as id,
       p.localpart = lower(typed) as exact
  from unnest(cast(:typed as text[])) typed
  join stoa.person p
    on p.localpart = lower(typed) or strpos(stoa.folded(p.name), stoa.folded(typed)) > 0
 order by exact desc, p.localpart limit :most
""")
# The words as each language stores them; '' for a language that has no use for any of them.
LEXEMES = text("""
select plainto_tsquery(c, :words)::text,
       array(select phraseto_tsquery(c, phrase)::text from unnest(cast(:phrases as text[])) phrase)
  from unnest(cast(:configurations as regconfig[])) c
""")

EVER = 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
IN_PART = """exists (
    select from unnest(cast(:parts as bigint[]), cast(:begins as bigint[]), cast(:ends as bigint[]))
                as part (id, begins, ends)
     where part.id = m.conversation_id and m.id between part.begins and part.ends)"""
TAGGED = """m.id in (
    select h.message_id from stoa.hashtag h where h.tag = any(:tags)
     group by h.message_id having count(*) = cardinality(cast(:tags as text[])))"""
UNREAD = """(m.sender <> :asker and m.kind not in ('system', 'call') and exists (
    select from stoa.reading r
     where r.address = :asker and r.conversation_id = m.conversation_id and m.id > r.read_to))"""
HAVING = {
    Has.FILE: "exists (select from stoa.attachment a where a.message_id = m.id)",
    Has.IMAGE: "exists (select from stoa.attachment a where a.message_id = m.id"
    " and starts_with(a.media_type, 'image/'))",
    Has.LINK: "exists (select from stoa.link l where l.message_id = m.id)",
    Has.VOICE: "m.kind = 'voice'",
}

Condition = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """A condition on `stoa.message m` and its values; `words` is a tsquery, '' without any."""

    where: str
    values: Mapping[str, Any]
    words: str


class Part(NamedTuple):
    """Of a conversation: the messages from one id up to another, both included."""

    conversation_id: int
    from_id: int
    to_id: int

    @property
    def whole(self) -> bool:
        return self.from_id == 0 and self.to_id == EVER


def asked(connection: Connection, asker: str, query: Query) -> Asked | None:
    """`asker` is a bare JID; an empty query is about all they may read. None: there is nothing to
    look for, or nowhere to look."""
    parts = _readable(connection, asker, query.places)
    senders = _senders(connection, asker, query.senders)
    words = _words(connection, query) if query.terms else ""
    if not parts or (query.senders and not senders) or (query.terms and not words):
        return None
    conditions, values = ["m.retracted_at is null"], {"asker": asker, "words": words}
    for condition, more in (_within(parts), _from(senders), *_filters(query)):
        conditions.append(condition)
        values |= more
    if words:
        conditions.append("m.words @@ cast(:words as tsquery)")
    return Asked(" and ".join(conditions), values, words)


def _within(parts: Sequence[Part]) -> Condition:
    whole = [part.conversation_id for part in parts if part.whole]
    rest = [part for part in parts if not part.whole]
    if not rest:
        return "m.conversation_id = any(:whole)", {"whole": whole}
    return f"(m.conversation_id = any(:whole) or {IN_PART})", {
        "whole": whole,
        "parts": [part.conversation_id for part in rest],
        "begins": [part.from_id for part in rest],
        "ends": [part.to_id for part in rest],
    }


def _from(senders: Sequence[str]) -> Condition:
    return ("m.sender = any(:senders)" if senders else "true"), {"senders": senders}


def _filters(query: Query) -> Iterator[Condition]:
    if query.after:
        yield "m.id >= :after", {"after": _microseconds(query.after)}
    if query.before:
        yield "m.id < :before", {"before": _microseconds(query.before)}
    if query.tags:
        yield TAGGED, {"tags": sorted(query.tags)}
    if query.unread:
        yield UNREAD, {}
    for has in sorted(query.has):
        yield HAVING[has], {}


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _readable(connection: Connection, asker: str, places: Sequence[str]) -> list[Part]:
    rows = connection.execute(READABLE, {"asker": asker})
    parts = [Part._make(row) for row in rows]
    if not places:
        return parts
    mine = [part.conversation_id for part in parts]
    rows = connection.execute(PLACES, {"asker": asker, "mine": mine, "typed": list(places)})
    wanted = set(_best(rows))
    return [part for part in parts if part.conversation_id in wanted]


def _senders(connection: Connection, asker: str, typed: Sequence[str]) -> list[str]:
    addresses = [each.lower() for each in typed if "@" in each]
    names = [each for each in typed if "@" not in each and each.lower() != ME]
    if len(addresses) + len(names) < len(typed):
        addresses.append(asker)
    if names:
        values = {"asker": asker, "typed": names, "most": MOST_PEOPLE}
        addresses += _best(connection.execute(SENDERS, values))
    return addresses


def _best(rows: Iterable[Any]) -> list[Any]:
    """For each thing typed whoever is called exactly that, or else all who are found."""
    found: dict[str, dict[bool, list[Any]]] = {}
    for row in rows:
        found.setdefault(row.typed, {}).setdefault(row.exact, []).append(row.id)
    return [each for kinds in found.values() for each in kinds.get(True) or kinds[False]]


def _words(connection: Connection, query: Query) -> str:
    """All of the words and phrases, in at least one language; '' for what is no words in any."""
    values = {
        "words": " ".join(query.words),
        "phrases": list(query.phrases),
        "configurations": [f"pg_catalog.{name}" for name in CONFIGURATIONS],
    }
    languages: dict[str, None] = {}
    for words, phrases in connection.execute(LEXEMES, values):
        parts = dict.fromkeys(part for part in (words, *phrases) if part)
        if parts:
            languages[" & ".join(f"({part})" for part in parts)] = None
    return " | ".join(f"({language})" for language in languages)

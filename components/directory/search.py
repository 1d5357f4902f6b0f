"""Finding people by name, title, department and role, in spite of accents and typing errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    case,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)

from components.directory import people
from components.directory.roles import Role
from components.directory.wording import is_shown, with_plain_blanks
from schemas.db.tables.people import department, membership, person, role
from schemas.refusals import Malformed

MOST = 200
"""People found; whoever looks for more has to say more."""
FEW = 10
"""With so many and more found as typed, nothing that is only alike is looked for."""
MOST_WORDS = 6
LONGEST = 100
ALIKE = (0.4, 0.3)
"""Which share of a word's trigrams has to be there in their order (pg_trgm's word similarity): the
second where the first finds nobody."""
SHORT = 3
"""Letters: of fewer only the beginning of a word is compared, unless a script is not Latin."""


class Question(NamedTuple):
    """What is left empty asks for nothing."""

    text: str = ""
    """Words: each is looked for in name, title, localpart and the departments' names; one with an @
    is how an e-mail address begins."""
    department_id: int | None = None
    """Or a project's."""
    role: Role | None = None
    department: str = ""
    """What is in its name."""


PRESENT = person.c.removed_at.is_(None)

Among = tuple[ColumnElement[bool], ...]
Fits = Callable[[ColumnElement[str], str], ColumnElement[bool]]
FOLDED = text("select stoa.folded(:text)")
# It stays with the session: nothing else compares words.
THRESHOLD = text("select set_config('pg_trgm.word_similarity_threshold', :alike, false)")


def find(connection: Connection, asker: str, question: Question) -> list[str]:
    """Localparts of those whom `asker` may see, the best first: whose name begins like that, who
    has the words as typed, who has words alike. Without words, all who fit the rest, by name.
    Raises Malformed for too much text."""
    among = _among(connection, asker, question)
    if not _checked(question.text).strip():
        return _localparts(connection, _chosen(among).order_by(person.c.folded))
    folded = str(connection.execute(FOLDED, {"text": _checked(question.text)}).scalar_one())
    words = _words(folded)
    if not words:
        return []
    found = _localparts(connection, _as_typed(among, folded, words))
    for alike in ALIKE if len(found) < FEW else ():
        connection.execute(THRESHOLD, {"alike": str(alike)})
        similar = _localparts(connection, _similar(among, words))
        found = list(dict.fromkeys([*found, *similar]))[:MOST]
        if found:
            break
    return found


def _among(connection: Connection, asker: str, question: Question) -> Among:
    conditions = [PRESENT, *people.seen_by(connection, asker)]
    if question.department_id is not None:
        own = membership.c.department_id == question.department_id
        conditions.append(person.c.localpart.in_(select(membership.c.localpart).where(own)))
    if question.department.strip():
        part = func.stoa.folded(_checked(question.department).strip())
        named = select(membership.c.localpart).join(department)
        fits = func.strpos(department.c.folded, part) > 0
        there = department.c.removed_at.is_(None)
        conditions.append(person.c.localpart.in_(named.where(fits, there)))
    if question.role is not None:
        having = role.c.role == question.role
        conditions.append(person.c.localpart.in_(select(role.c.localpart).where(having)))
    return tuple(conditions)


def _checked(typed: str) -> str:
    plain = with_plain_blanks(typed)
    if len(plain) > LONGEST or not is_shown(plain):
        raise Malformed(f"Type at most {LONGEST} characters, and no control characters")
    return plain


def _words(folded: str) -> list[str]:
    words = [word for word in dict.fromkeys(folded.split()) if any(map(str.isalnum, word))]
    if len(words) > MOST_WORDS:
        raise Malformed(f"Type at most {MOST_WORDS} words")
    return words


def _localparts(connection: Connection, chosen: Select[tuple[str]]) -> list[str]:
    return [row.localpart for row in connection.execute(chosen.limit(MOST))]


def _chosen(among: Among) -> Select[tuple[str]]:
    return select(person.c.localpart).where(*among)


def _as_typed(among: Among, folded: str, words: list[str]) -> Select[tuple[str]]:
    """Each word in the name, or else in a department's."""
    name = person.c.folded
    ranks = [case((_begins(name, word), 0), (_within(name, word), 1), else_=2) for word in words]
    first = name.startswith(" ".join(folded.split()), autoescape=True)
    chosen = _chosen(among).where(*(_somewhere(word, _has) for word in words))
    return chosen.order_by(first.desc(), _total(ranks), name)


def _similar(among: Among, words: list[str]) -> Select[tuple[str]]:
    name = person.c.folded
    alike = [func.extensions.word_similarity(word, name) for word in words]
    chosen = _chosen(among).where(*(_somewhere(word, _is_like) for word in words))
    return chosen.order_by(_total(alike).desc(), name)


def _somewhere(word: str, fits: Fits) -> ColumnElement[bool]:
    """In somebody's own words, a department's name, or as the beginning of their address."""
    members = select(membership.c.localpart).join(department)
    ways = [
        select(person.c.localpart).where(PRESENT, fits(person.c.folded, word)),
        members.where(fits(department.c.folded, word), department.c.removed_at.is_(None)),
    ]
    if "@" in word:
        address = func.lower(person.c.email).startswith(word, autoescape=True)
        ways.append(select(person.c.localpart).where(address))
    return person.c.localpart.in_(union_all(*ways))


def _has(names: ColumnElement[str], word: str) -> ColumnElement[bool]:
    few = len(word) < SHORT and word.isascii()
    return _begins(names, word) if few else _within(names, word)


def _begins(names: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """One of the names."""
    return or_(names.startswith(word, autoescape=True), names.contains(f" {word}", autoescape=True))


def _within(names: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return names.contains(word, autoescape=True)


def _is_like(names: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return names.bool_op("operator(extensions.%>)")(word)


def _total(numbers: Iterable[ColumnElement[Any]]) -> ColumnElement[Any]:
    return reduce(add, numbers, literal(0))

"""Telling ejabberd of people and departments: whatever it does not know yet, and no more.

Each fact is told, then noted in `stoa.provisioned`; a process that dies in between tells it again,
which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from components.directory import people, records
from components.directory.telling import Telling
from components.directory.wanted import Bookmark, Fact, Group, Profile, Room, state, wanted
from schemas.db.tables.people import provisioned
from schemas.refusals import NotFound, Refusal, TryLater

logger = structlog.get_logger(__name__)

AT_ONCE = 4
"""Calls under way; the engine needs as many connections."""

Progress = Callable[[int, int], None]
T = TypeVar("T", bound=Fact)


class Provisioning:
    def __init__(self, engine: Engine, telling: Telling) -> None:
        self._engine, self._telling = engine, telling

    def reconcile(self, progress: Progress) -> int:
        """Tell all there is to tell; `progress` hears how many of how many people are set up.

        Returns how much of it the server refused: it is told again the next time. Raises TryLater
        while the server does not answer.
        """
        with self._engine.begin() as connection:
            facts = _facts(connection)
            known = _known(connection)
        over = known.keys() - {fact.subject for fact in facts}
        todo = [fact for fact in facts if known.get(fact.subject) != state(fact)]
        withdrawn = [self._withdraw(subject) for subject in sorted(over)]
        return [*withdrawn, *self._tell_all(todo, progress)].count(False)

    def _tell_all(self, todo: list[Fact], progress: Progress) -> list[bool]:
        groups, profiles = _of(Group, todo), _of(Profile, todo)
        left = [self._leave(group) for group in groups]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            told = []
            for taken in threads.map(self._tell, profiles):
                told.append(taken)
                progress(len(told), len(profiles))
            grouping = threads.submit(lambda: [self._tell(group) for group in groups])
            others = [*_of(Room, todo), *_of(Bookmark, todo)]
            return [*left, *told, *threads.map(self._tell, others), *grouping.result()]

    def _tell(self, fact: Fact) -> bool:
        png = self._png(fact) if isinstance(fact, Profile) else b""
        taken = _taken(fact.subject, lambda: self._telling.tell(fact, png))
        if taken:
            with self._engine.begin() as connection:
                _note(connection, fact)
        return taken

    def _leave(self, group: Group) -> bool:
        return _taken(group.subject, lambda: self._telling.leave(group))

    def _withdraw(self, subject: str) -> bool:
        taken = _taken(subject, lambda: self._telling.withdraw(subject))
        if taken:
            with self._engine.begin() as connection:
                connection.execute(delete(provisioned).where(provisioned.c.subject == subject))
        return taken

    def _png(self, profile: Profile) -> bytes:
        try:
            with self._engine.begin() as connection:
                return people.picture(connection, profile.localpart)[1]
        except NotFound:
            return b""


def _taken(subject: str, tell: Callable[[], None]) -> bool:
    """Whether the server took it; one refusal must not hold up everything else."""
    try:
        tell()
    except TryLater:
        raise
    except Refusal as refusal:
        logger.error("not provisioned", subject=subject, reason=str(refusal))
        return False
    return True


def _facts(connection: Connection) -> list[Fact]:
    departments = records.departments(connection).values()
    return wanted(records.people(connection).values(), departments)


def _known(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(provisioned.c.subject, provisioned.c.state))
    return {row.subject: row.state for row in rows}


def _of(kind: type[T], facts: Iterable[Fact]) -> list[T]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _note(connection: Connection, fact: Fact) -> None:
    # A note that a crash loses costs another telling; waiting for the disk would cost each of them.
    connection.execute(text("set local synchronous_commit = off"))
    told = {"state": state(fact), "at": func.now()}
    row = insert(provisioned).values(subject=fact.subject, **told)
    connection.execute(row.on_conflict_do_update(index_elements=["subject"], set_=told))

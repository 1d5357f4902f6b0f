"""Telling ejabberd of people and departments: whatever it does not know yet, and no more.

Each fact is told, then noted in `stoa.provisioned`; a process that dies in between tells it again,
which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
        self._engine, self._telling, self._groups = engine, telling, telling.groups

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
        taken = [self._withdraw(subject) for subject in sorted(over)]
        groups = _of(Group, todo)
        taken += self._leave(groups, [group for group in _of(Group, facts) if group not in groups])
        return [*taken, *self._tell_all(todo, groups, progress)].count(False)

    def _leave(self, groups: list[Group], others: list[Group]) -> list[bool]:
        """Whoever changes between groups leaves one before entering another.

        The server takes whoever leaves out of the members' contact lists, even where they still
        have another group in common: that one joins `groups`, to be entered anew.
        """
        left: set[str] = set()
        taken = [self._regroup(group, left) for group in groups]
        for group in others:
            if again := left & set(group.members):
                self._forget(group.subject)
                taken.append(_taken(group.subject, partial(self._groups.take_out, group, again)))
                groups.append(group)
        return taken

    def _regroup(self, group: Group, left: set[str]) -> bool:
        return _taken(group.subject, lambda: left.update(self._groups.leave(group)))

    def _tell_all(self, todo: list[Fact], groups: list[Group], progress: Progress) -> list[bool]:
        """Names in contact lists come from profiles, so these are first."""
        profiles, told = _of(Profile, todo), []
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for taken in threads.map(self._tell, profiles):
                told.append(taken)
                progress(len(told), len(profiles))
            grouping = threads.submit(lambda: [self._tell(group) for group in groups])
            others = [*_of(Room, todo), *_of(Bookmark, todo)]
            return [*told, *threads.map(self._tell, others), *grouping.result()]

    def _tell(self, fact: Fact) -> bool:
        png = self._png(fact) if isinstance(fact, Profile) else b""
        taken = _taken(fact.subject, lambda: self._telling.tell(fact, png))
        if taken:
            with self._engine.begin() as connection:
                _note(connection, fact)
        return taken

    def _withdraw(self, subject: str) -> bool:
        taken = _taken(subject, lambda: self._telling.withdraw(subject))
        if taken:
            self._forget(subject)
        return taken

    def _forget(self, subject: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(provisioned).where(provisioned.c.subject == subject))

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

"""Telling ejabberd of people and departments: whatever it does not know yet, and no more.

Each fact is told, then noted in `stoa.provisioned`; a process that dies in between tells it again,
which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from components.directory import names, people, records
from components.directory.telling import Telling
from components.directory.wanted import Bookmark, Fact, Group, Profile, Room, state, wanted
from schemas.db.tables.people import provisioned
from schemas.refusals import Conflict, NotFound, Refusal, TryLater

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
        self._found_rooms()
        with self._engine.begin() as connection:
            facts = _facts(connection)
            known = _known(connection)
        over = known.keys() - {fact.subject for fact in facts}
        todo = [fact for fact in facts if known.get(fact.subject) != state(fact)]
        left, taken = self._leave(facts, todo, known, over)
        taken += [self._withdraw(subject) for subject in sorted(over)]
        groups = [group for group in _of(Group, facts) if group in todo or left & {*group.members}]
        bookmarks = [each for each in _of(Bookmark, todo) if f"room {each.room}" in known]
        others: list[Fact] = [*_of(Room, todo), *bookmarks]
        told = self._tell_all(_of(Profile, todo), groups, others, progress)
        return [*taken, *told].count(False)

    def _found_rooms(self) -> None:
        """Before anybody is told of them. Raises TryLater."""
        with self._engine.begin() as connection:
            rooms, known = _of(Room, _facts(connection)), _known(connection)
        for room in rooms:
            if room.subject not in known:
                _taken(room.subject, partial(self._found, room))

    def _found(self, room: Room) -> None:
        """Where somebody has a room of that name already, under the next name."""
        tried: set[str] = set()
        while True:
            try:
                self._telling.tell(room)
            except Conflict:
                tried.add(room.room)
                room = self._move(room, tried)
            else:
                break
        with self._engine.begin() as connection:
            _note(connection, room)

    def _move(self, room: Room, tried: set[str]) -> Room:
        with self._engine.begin() as connection:
            others = {department.room for department in records.departments(connection).values()}
            free = names.room(room.title, (tried | others).__contains__)
            records.move_department(connection, room.room, free)
        return replace(room, room=free)

    def _leave(
        self, facts: list[Fact], todo: list[Fact], known: Mapping[str, str], over: Set[str]
    ) -> tuple[set[str], list[bool]]:
        """Whoever changes between groups leaves one before entering another. Returns who left any,
        and whether the server took it.

        The server takes whoever leaves out of the members' contact lists, even where they still
        have another group in common: they leave that one too, and enter it anew. So that a crash
        in between is made good, it is forgotten first: all of a forgotten group's members enter
        it anew.
        """
        there = {subject: self._there(subject) for subject in over if subject.startswith("group ")}
        leaving = dict(there)
        for group in _of(Group, todo):
            there[group.subject] = self._there(group.subject)
            stay = set(group.members) if group.subject in known else set()
            leaving[group.subject] = there[group.subject] - stay
        left = set[str]().union(*leaving.values())
        for group in _of(Group, facts):
            again = left & set(group.members) & there.get(group.subject, set(group.members))
            if again:
                self._forget(group.subject)
                leaving[group.subject] = leaving.get(group.subject, set()) | again
        return left, [self._take_out(*each) for each in leaving.items() if each[0] not in over]

    def _there(self, subject: str) -> set[str]:
        found: set[str] = set()
        _taken(subject, lambda: found.update(self._groups.members(_group(subject))))
        return found

    def _take_out(self, subject: str, localparts: set[str]) -> bool:
        return _taken(subject, lambda: self._groups.take_out(_group(subject), localparts))

    def _tell_all(
        self,
        profiles: list[Profile],
        groups: list[Group],
        others: list[Fact],
        progress: Progress,
    ) -> list[bool]:
        """Names in contact lists come from profiles, so these are first."""
        told: list[bool] = []
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for taken in threads.map(self._tell, profiles):
                told.append(taken)
                progress(len(told), len(profiles))
            grouping = threads.submit(lambda: [self._tell(group) for group in groups])
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


def _group(subject: str) -> str:
    return subject.removeprefix("group ")


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

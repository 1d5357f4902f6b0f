"""Telling ejabberd of people and departments: whatever it does not know yet, and no more.

Each fact is told, then noted in `stoa.provisioned`; a process that dies in between tells it again,
which changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine

from components.directory import names, people, provisioned, records, role_rooms
from components.directory import provisioning_progress as progress_table
from components.directory.people import Shown
from components.directory.provisioning_progress import Progress
from components.directory.telling import NOTHING, Telling
from components.directory.todo import Person, Todo, todo
from components.directory.wanted import Fact, Group, Profile, Room, picture, wanted
from schemas.refusals import Conflict, NotFound, Refusal, TryLater

logger = structlog.get_logger(__name__)

AT_ONCE = 2
"""People under way; the engine needs as many connections."""
GROUPS_AT_ONCE, PEOPLE_AT_ONCE = 20, 50
"""In one call; between two looks at whether all has changed."""
UNPACED = 200
"""So many people are told of as fast as it goes."""
REST = 1.0
"""Of the time that each of more people has taken: chats come first."""

Told = Callable[[int, int], None]
T = TypeVar("T")


class Provisioning:
    def __init__(self, engine: Engine, telling: Telling) -> None:
        self._engine, self._telling = engine, telling

    def reconcile(self, told: Told, stale: Callable[[], bool] = lambda: False) -> int:
        """Tell all there is to tell; `told` hears of how many of how many people. Ends early once
        what there is to tell is `stale`.

        Returns how much of it the server refused: it is told again the next time. Raises TryLater
        while the server does not answer.
        """
        facts, left = self._looked()
        refused = self._tell_groups(left.groups)
        refused += sum(not self._tell_room(room) for room in left.rooms)
        before = sum(isinstance(fact, Profile) for fact in facts) - len(left.people)
        done = 0
        if left:
            self._write(Progress(before + len(left.people), before, refused))
        for batch in _batches(left.people, PEOPLE_AT_ONCE):
            refused += self._tell_people(batch, paced=len(left.people) > UNPACED)
            done += len(batch)
            told(done, len(left.people))
            self._write(Progress(before + len(left.people), before + done, refused))
            if stale():
                break
        return refused

    def _looked(self) -> tuple[list[Fact], Todo]:
        """Once all rooms are founded."""
        with self._engine.begin() as connection:
            role_rooms.found(connection)
            facts, known = _facts(connection), provisioned.known(connection)
        new = [each for each in facts if isinstance(each, Room) and each.subject not in known]
        for room in new:
            _taken(room.subject, partial(self._found, room))
        if new:
            with self._engine.begin() as connection:
                facts, known = _facts(connection), provisioned.known(connection)
        return facts, todo(facts, known)

    def _found(self, room: Room) -> None:
        """Where somebody has a room of that name already, under the next name."""
        tried: set[str] = set()
        while True:
            try:
                self._telling.room(room)
            except Conflict:
                tried.add(room.room)
                room = self._move(room, tried)
            else:
                break
        self._note([room])

    def _move(self, room: Room, tried: set[str]) -> Room:
        with self._engine.begin() as connection:
            others = {group.room for group in records.groups(connection).values()}
            free = names.room(room.title, (tried | others).__contains__)
            records.move_department(connection, room.room, free)
        return replace(room, room=free)

    def _tell_groups(self, groups: Sequence[Group]) -> int:
        """Several at once, so that whoever moves is not missing in between."""
        refused = 0
        for batch in _batches(groups, GROUPS_AT_ONCE):
            taken = _taken("contact lists", partial(self._telling.groups, batch))
            if taken:
                over = [group.subject for group in batch if not group.members and not group.label]
                self._note([group for group in batch if group.subject not in over], over)
            refused += not taken
        return refused

    def _tell_room(self, room: Room) -> bool:
        taken = _taken(room.subject, lambda: self._telling.room(room))
        if taken:
            self._note([room])
        return taken

    def _tell_people(self, batch: Sequence[Person], *, paced: bool) -> int:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            taken = threads.map(lambda person: self._tell_person(person, paced), batch)
            return list(taken).count(False)

    def _tell_person(self, person: Person, paced: bool) -> bool:
        began = time.perf_counter()
        taken = _taken(person.localpart, lambda: self._tell(person))
        if paced:
            time.sleep(REST * (time.perf_counter() - began))
        return taken

    def _tell(self, person: Person) -> None:
        if person.profile:
            profile, shown = self._illustrated(person.profile)
            person = replace(person, profile=profile)
            self._telling.profile(profile, shown)
        if person.withdrawn:
            self._telling.withdraw_profile(person.localpart)
        if person.put or person.removed:
            self._telling.bookmarks(person.localpart, person.put, person.removed)
        self._note(person.facts, person.over)

    def _illustrated(self, profile: Profile) -> tuple[Profile, Shown]:
        """With the picture that there is by now: at first many come while people are told of."""
        try:
            with self._engine.begin() as connection:
                shown = people.picture(connection, profile.localpart)
        except NotFound:
            return replace(profile, picture=""), NOTHING
        return replace(profile, picture=picture(shown.sha1, shown.set_at)), shown

    def _note(self, facts: Sequence[Fact], over: Sequence[str] = ()) -> None:
        with self._engine.begin() as connection:
            provisioned.note(connection, facts, over)

    def _write(self, progress: Progress) -> None:
        with self._engine.begin() as connection:
            progress_table.write(connection, progress)


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
    found = records.people(connection).values()
    return wanted(found, records.groups(connection).values(), role_rooms.held(connection))


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))

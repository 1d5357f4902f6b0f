"""Telling ejabberd of people and departments: whatever it does not know yet, and no more.

Each fact is told, then noted in `stoa.provisioned`; a process that dies in between tells it again,
which changes nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from components.directory import people, records
from components.directory.roster_groups import RosterGroups
from components.directory.vcard import EMPTY, vcard
from components.directory.wanted import Bookmark, Fact, Group, Profile, Room, state, wanted
from components.runtime.server_api import ServerApi
from schemas.db.tables.people import provisioned
from schemas.refusals import NotFound, Refusal, TryLater

logger = structlog.get_logger(__name__)

AT_ONCE = 4
"""Calls under way; the engine needs as many connections."""

Progress = Callable[[int, int], None]
T = TypeVar("T", bound=Fact)


class Provisioning:
    def __init__(self, engine: Engine, api: ServerApi, domain: str) -> None:
        self._engine, self._api, self._domain = engine, api, domain
        self._groups = RosterGroups(api, domain)

    def reconcile(self, progress: Progress) -> None:
        """Tell all there is to tell; `progress` hears how many of how many people are set up.

        Raises TryLater while ejabberd does not answer. What it refuses is logged, and tried again
        the next time.
        """
        with self._engine.begin() as connection:
            facts = _facts(connection)
            known = _known(connection)
        over = sorted(known.keys() - {fact.subject for fact in facts})
        todo = [fact for fact in facts if known.get(fact.subject) != state(fact)]
        groups, profiles = _of(Group, todo), _of(Profile, todo)
        for subject in over:
            self._withdraw(subject)
        for group in groups:  # whoever changes between groups leaves one before entering another
            self._groups.leave(group)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for done, _ in enumerate(threads.map(self._tell, profiles), start=1):
                progress(done, len(profiles))
            grouping = threads.submit(self._tell_each, groups)
            list(threads.map(self._tell, [*_of(Room, todo), *_of(Bookmark, todo)]))
            grouping.result()

    def _tell_each(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self._tell(fact)

    def _tell(self, fact: Fact) -> None:
        try:
            self._call(fact)
        except TryLater:
            raise
        except Refusal as refusal:  # one of them must not hold up the others
            logger.error("not provisioned", subject=fact.subject, reason=str(refusal))
            return
        with self._engine.begin() as connection:
            _note(connection, fact)

    def _call(self, fact: Fact) -> None:
        match fact:
            case Profile():
                self._profile(fact.localpart, vcard(fact, self._domain), self._png(fact))
            case Room(room, title, members):
                self._api.call(
                    "stoa_room", room=room, service=self._service, title=title, members=members
                )
            case Bookmark(localpart, room, title):
                self._bookmark(localpart, room, name=title, autojoin=True)
            case Group():
                self._groups.enter(fact)

    def _withdraw(self, subject: str) -> None:
        match subject.split(" "):
            case ["profile", localpart]:
                self._profile(localpart, EMPTY, b"")
            case ["bookmark", localpart, room]:
                self._bookmark(localpart, room, remove=True)
            case ["group", group]:
                self._groups.delete(group)
        with self._engine.begin() as connection:
            connection.execute(delete(provisioned).where(provisioned.c.subject == subject))

    @property
    def _service(self) -> str:
        return f"conference.{self._domain}"

    def _profile(self, localpart: str, card: str, png: bytes) -> None:
        picture = base64.b64encode(png).decode()
        told = {"user": localpart, "vcard": card, "avatar_png_base64": picture}
        self._api.call("stoa_profile", host=self._domain, **told)

    def _png(self, profile: Profile) -> bytes:
        try:
            with self._engine.begin() as connection:
                return people.picture(connection, profile.localpart)[1]
        except NotFound:
            return b""

    def _bookmark(self, localpart: str, room: str, **what: object) -> None:
        address = f"{room}@{self._service}"
        self._api.call("stoa_bookmark", user=localpart, host=self._domain, room=address, **what)


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

"""Ad-hoc commands (XEP-0050): everybody's, and those of administrators."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from slixmpp import JID
from sqlalchemy import Connection, select

from components.directory import app_passwords, audit, ending, grants, people, search
from components.directory.app_passwords import Device
from components.directory.audit import Action
from components.directory.people import PersonCard
from components.directory.roles import Grant, Permission, Role
from components.directory.search import Question
from components.directory.sync import Report
from components.directory.xmpp.asking import Asking
from components.runtime import jobs
from components.runtime.commands import Command
from schemas.db.tables.people import department
from schemas.refusals import Malformed, NotFound

MOST_DIGITS = 18
"""Of a PostgreSQL bigint, with any value."""
MOST_LINES = 20
EVERYWHERE = ""

DryRun = Callable[[], Report]
"""What a reading of the source would change now; blocks."""
Confirm = Callable[[Connection, str], None]
"""Raises NotSignedIn where the source has somebody no longer; blocks."""


@dataclass(frozen=True)
class WhichDevice:
    number: str = field(metadata={"label": "Number of the device, as in “My devices”"})


@dataclass(frozen=True)
class Words:
    words: str = field(metadata={"label": "Name, title or department"})


@dataclass(frozen=True)
class WhichPerson:
    person: str = field(metadata={"label": "Address of the person"})


@dataclass(frozen=True)
class WhichRole(WhichPerson):
    role: Literal["publisher", "moderator", "agent", "auditor", "administrator"] = field(
        metadata={"label": "Role"}
    )
    department: str = field(
        default=EVERYWHERE, metadata={"label": "Only in this department (its name)"}
    )


def commands(asking: Asking, dry_run: DryRun, confirm: Confirm) -> tuple[Command, ...]:
    own, others = _Own(asking), _Others(asking, dry_run, confirm)
    person = asking.is_person
    manages, synchronises = Permission.MANAGE_ROLES, Permission.SYNCHRONISE
    return (
        Command("find", "Find people", asking.may(Permission.FIND_PEOPLE), own.find, (Words,)),
        Command("devices", "My devices", person, own.devices),
        Command("remove-device", "Remove a device", person, own.remove_device, (WhichDevice,)),
        Command("synchronise", "Synchronise now", asking.may(synchronises), others.synchronise),
        Command("dry-run", "What synchronising would change", asking.may(synchronises), others.dry),
        Command(
            "end-sessions",
            "Sign somebody out everywhere",
            asking.may(Permission.END_SESSIONS),
            others.end_sessions,
            (WhichPerson,),
        ),
        Command("give-role", "Give a role", asking.may(manages), others.give, (WhichRole,)),
        Command("take-role", "Take a role", asking.may(manages), others.take, (WhichRole,)),
    )


class _Own:
    """What everybody may."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def find(self, asker: JID, wanted: Words) -> str:
        """For clients that have no search (XEP-0055)."""

        def work(connection: Connection) -> list[PersonCard]:
            found = search.find(connection, asker.local, Question(wanted.words))
            return people.cards(connection, found[:MOST_LINES])

        cards = await self._asking.work(work)
        lines = [_person_line(card, self._asking.domain) for card in cards]
        return "\n".join(lines) or "Nobody was found."

    async def devices(self, asker: JID) -> str:
        found = await self._asking.work(
            lambda connection: app_passwords.listed(connection, asker.local)
        )
        return "\n".join(map(_device_line, found)) or "No device can sign in to your account."

    async def remove_device(self, asker: JID, which: WhichDevice) -> str:
        if not which.number.isdecimal() or len(which.number) > MOST_DIGITS:
            raise Malformed("That is no device's number")
        await self._asking.work(
            lambda connection: app_passwords.revoke(connection, asker.local, int(which.number))
        )
        return "The device cannot sign in any more."


class _Others:
    """What administrators may; the capabilities ask again who it is."""

    def __init__(self, asking: Asking, dry_run: DryRun, confirm: Confirm) -> None:
        self._asking, self._dry_run, self._confirm = asking, dry_run, confirm

    async def synchronise(self, asker: JID) -> str:
        def work(connection: Connection) -> None:
            jobs.defer(connection, "directory.sync", full=True, asked_by=asker.local)
            audit.record(connection, asker.local, Action.SYNC_ASKED)

        await self._asking.work(work)
        return "People are being read from their source."

    async def dry(self, _: JID) -> str:
        report = await asyncio.to_thread(self._dry_run)
        return "\n".join(_report_lines(report))

    async def end_sessions(self, asker: JID, which: WhichPerson) -> str:
        localpart = self._localpart(which.person)
        await self._asking.work(
            lambda connection: ending.end_everything(connection, asker.local, localpart)
        )
        return "They are being signed out everywhere."

    async def give(self, asker: JID, which: WhichRole) -> str:
        await self._change(grants.give, asker, which)
        return "The role is given."

    async def take(self, asker: JID, which: WhichRole) -> str:
        await self._change(grants.take, asker, which)
        return "The role is taken."

    async def _change(
        self,
        change: Callable[[Connection, str, str, Grant], None],
        asker: JID,
        which: WhichRole,
    ) -> None:
        localpart = self._localpart(which.person)

        def work(connection: Connection) -> None:
            self._confirm(connection, asker.local)
            grant = Grant(Role(which.role), _department(connection, which.department))
            change(connection, asker.local, localpart, grant)

        await self._asking.work(work)

    def _localpart(self, typed: str) -> str:
        """Of an address, or of what is only its first part."""
        localpart, _, domain = typed.strip().partition("@")
        if domain not in ("", self._asking.domain) or not localpart:
            raise NotFound("There is nobody of that name")
        return localpart


def _department(connection: Connection, name: str) -> int | None:
    if name.strip() == EVERYWHERE:
        return None
    named = department.c.name == name.strip()
    query = select(department.c.id).where(
        named, department.c.kind == "department", department.c.removed_at.is_(None)
    )
    found = connection.execute(query).scalars().all()
    if len(found) != 1:
        raise NotFound("There is no one department of that name")
    return int(found[0])


def _person_line(card: PersonCard, domain: str) -> str:
    known = (card.title, *(each.name for each in card.departments))
    return f"{card.name} <{card.localpart}@{domain}> {', '.join(filter(None, known))}".rstrip()


def _device_line(device: Device) -> str:
    used = f"last used {device.last_used_at:%Y-%m-%d}" if device.last_used_at else "never used"
    return f"{device.id}: {device.device}, since {device.created_at:%Y-%m-%d}, {used}"


def _report_lines(report: Report) -> Iterable[str]:
    yield f"{report.added} would be added, {report.changed} changed, {report.removed} removed."
    yield from report.trouble[:MOST_LINES]
    for change in report.changes[:MOST_LINES]:
        told = f"{change.before} → {change.after}" if change.before else change.after
        yield f"{change.subject}: {change.what} {told}".rstrip()
    if len(report.changes) > MOST_LINES:
        yield f"… and {len(report.changes) - MOST_LINES} more changes"

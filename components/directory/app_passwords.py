"""App passwords: random, one for each device, shown once, revocable."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from components.directory import audit, caps, labels, notices
from components.directory.audit import Action
from components.directory.notices import Place
from components.directory.tokens import digest
from components.runtime import jobs
from schemas.db.tables.account import app_password
from schemas.refusals import NotFound

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""32 letters that nobody mistakes for one another: five bits each."""

GROUPS, GROUP_LENGTH = 5, 5
"""125 bits: a plain digest is enough, there is nothing to guess."""


@dataclass(frozen=True)
class Device:
    """A password as its owner sees it; expired ones are still shown."""

    id: int
    device: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewDevice(NamedTuple):
    device: Device
    password: str
    """Shown once."""


SHOWN = tuple(app_password.c[field.name] for field in fields(Device))


def mint(
    connection: Connection, localpart: str, device: str, expires_at: datetime | None = None
) -> str:
    """A new password such as `k3x9p-…`; the clear text exists only in the answer.

    Raises Conflict where the account has enough.
    """
    return _mint(connection, localpart, device, expires_at).password


def add(connection: Connection, localpart: str, device: str, place: Place) -> NewDevice:
    """A password that its owner asked for, and is told about in every client of theirs.

    Raises Malformed for a device name that cannot be shown, and Conflict where they have enough.
    """
    device = labels.checked(device)
    notices.new_device(connection, place, localpart, device)
    return _mint(connection, localpart, device)


def _mint(
    connection: Connection, localpart: str, device: str, expires_at: datetime | None = None
) -> NewDevice:
    caps.check(connection, app_password, localpart, "devices")
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    password = "-".join(groups)
    made = connection.execute(
        insert(app_password)
        .values(localpart=localpart, device=device, digest=digest(password), expires_at=expires_at)
        .returning(*SHOWN)
    )
    return NewDevice(_device(made.one()), password)


def listed(connection: Connection, localpart: str) -> list[Device]:
    """Those that were not revoked, the newest first."""
    query = (
        select(*SHOWN)
        .where(app_password.c.localpart == localpart, app_password.c.revoked_at.is_(None))
        .order_by(app_password.c.id.desc())
    )
    return [_device(row) for row in connection.execute(query)]


def _device(row: Row[tuple[object, ...]]) -> Device:
    return Device(**row._mapping)


def rename(connection: Connection, localpart: str, password_id: int, device: str) -> Device:
    """What its owner calls it from now on.

    Raises Malformed for a name that cannot be shown, and NotFound for a device that was revoked,
    or is another's.
    """
    name = labels.checked(device)
    this = (
        app_password.c.id == password_id,
        app_password.c.localpart == localpart,
        app_password.c.revoked_at.is_(None),
    )
    before = connection.scalar(select(app_password.c.device).where(*this).with_for_update())
    if before is None:
        raise NotFound("There is no such app password")
    details = {"device": password_id, "before": before, "name": name}
    audit.record(connection, localpart, Action.DEVICE_RENAMED, localpart, details)
    change = update(app_password).where(*this).values(device=name).returning(*SHOWN)
    return _device(connection.execute(change).one())


def revoke_all(connection: Connection, localpart: str) -> None:
    """For good; whoever calls it ends the account's streams."""
    connection.execute(
        update(app_password)
        .where(app_password.c.localpart == localpart, app_password.c.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )


def revoke(connection: Connection, localpart: str, password_id: int) -> None:
    """End one of the account's passwords for good, with the streams it opened.

    Raises NotFound, also for another's password.
    """
    change = (
        update(app_password)
        .where(app_password.c.id == password_id, app_password.c.localpart == localpart)
        .values(revoked_at=func.coalesce(app_password.c.revoked_at, func.now()))
    )
    if connection.execute(change).rowcount == 0:
        raise NotFound("There is no such app password")
    jobs.defer(connection, "directory.end_sessions", app_password_id=password_id)

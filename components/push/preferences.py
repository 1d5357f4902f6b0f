"""What somebody is told of, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from schemas.db.tables.push import notification_preference
from schemas.refusals import Malformed

Wish = Literal["never", "on-mention", "always"]
WISHES: tuple[Wish, ...] = ("never", "on-mention", "always")
LONGEST_ZONE = 64


@dataclass(frozen=True)
class Quiet:
    """Nothing is told between two times of the day; where `end` is not later, over midnight."""

    begin: time
    end: time
    days: tuple[int, ...]
    """On which it begins, 1 is Monday (ISO 8601)."""
    time_zone: str

    def __post_init__(self) -> None:
        """Raises Malformed."""
        if not self.days or any(day not in range(1, 8) for day in self.days):
            raise Malformed("Quiet begins on days from 1 (Monday) to 7")
        if len(set(self.days)) != len(self.days):
            raise Malformed("A day is named twice")
        _zone(self.time_zone)

    def holds(self, now: datetime) -> bool:
        here = now.astimezone(_zone(self.time_zone))
        clock, day = here.time(), here.isoweekday()
        before = (here - timedelta(days=1)).isoweekday()
        if self.begin < self.end:
            return day in self.days and self.begin <= clock < self.end
        return (day in self.days and clock >= self.begin) or (
            before in self.days and clock < self.end
        )


@dataclass(frozen=True)
class Preferences:
    enabled: bool = True
    previews: bool = True
    """Whether a notification shows who has written and how it begins."""
    sound: bool = True
    rooms: Wish = "always"
    """Of rooms in which nothing else is set (XEP-0492)."""
    quiet: Quiet | None = None

    def silent(self, now: datetime) -> bool:
        return not self.enabled or (self.quiet is not None and self.quiet.holds(now))


def of(connection: Connection, owner: str) -> Preferences:
    """Somebody's, by localpart; those of everybody until they are set."""
    row = connection.execute(
        select(notification_preference).where(notification_preference.c.owner == owner)
    ).one_or_none()
    if row is None:
        return Preferences()
    return Preferences(
        row.enabled, row.previews, row.sound, row.rooms, _quiet(row) if row.time_zone else None
    )


def put(connection: Connection, owner: str, wanted: Preferences) -> None:
    quiet = wanted.quiet
    values = {
        "enabled": wanted.enabled,
        "previews": wanted.previews,
        "sound": wanted.sound,
        "rooms": wanted.rooms,
        "quiet_from": quiet and quiet.begin,
        "quiet_to": quiet and quiet.end,
        "quiet_days": quiet and list(quiet.days),
        "time_zone": quiet and quiet.time_zone,
    }
    statement = insert(notification_preference).values(owner=owner, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["owner"], set_=values))


def _quiet(row: object) -> Quiet:
    return Quiet(
        row.quiet_from,  # type: ignore[attr-defined]
        row.quiet_to,  # type: ignore[attr-defined]
        tuple(row.quiet_days),  # type: ignore[attr-defined]
        row.time_zone,  # type: ignore[attr-defined]
    )


def _zone(name: str) -> ZoneInfo:
    try:
        if len(name) > LONGEST_ZONE:
            raise ValueError(name)
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise Malformed("There is no such time zone; names are such as Europe/Berlin") from None

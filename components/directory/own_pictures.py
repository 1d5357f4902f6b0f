"""The picture that a person sets: where the organisation lets it, it hides the directory's."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from components.directory import audit, grants
from components.directory.audit import Action
from components.directory.pictures import squared
from components.directory.roles import Permission
from components.runtime import jobs
from schemas.db.tables.people import own_picture, policy
from schemas.refusals import NotAllowed, NotFound

MOST_PIXELS = 2048 * 2048
"""Before it is made small: the portal unpacks it while somebody waits."""
PROVISION = "directory.provision"


class Standing(NamedTuple):
    own: bool
    """Whether the person has one, shown or not."""
    allowed: bool


def standing(connection: Connection, localpart: str) -> Standing:
    own = select(own_picture.c.localpart).where(own_picture.c.localpart == localpart)
    return Standing(connection.execute(own).first() is not None, allowed(connection))


def allowed(connection: Connection) -> bool:
    """Whether the organisation lets people have their own."""
    return bool(connection.execute(select(policy.c.own_pictures)).scalar_one())


def put(connection: Connection, localpart: str, content: bytes) -> None:
    """Raises NotAllowed, Malformed for what is no picture, TooLarge before it is unpacked."""
    if not allowed(connection):
        raise NotAllowed("Your organisation does not let you set a picture of your own")
    made = squared(content, MOST_PIXELS)
    kept = {"sha1": made.sha1, "png": made.png, "set_at": func.clock_timestamp()}
    row = insert(own_picture).values(localpart=localpart, **kept)
    connection.execute(row.on_conflict_do_update(index_elements=["localpart"], set_=kept))
    audit.record(connection, localpart, Action.PICTURE_SET, localpart, {"sha1": made.sha1})
    jobs.defer(connection, PROVISION)


def remove(connection: Connection, localpart: str) -> None:
    """The directory's is shown again. Raises NotFound."""
    gone = delete(own_picture).where(own_picture.c.localpart == localpart)
    sha1 = connection.execute(gone.returning(own_picture.c.sha1)).scalar_one_or_none()
    if sha1 is None:
        raise NotFound("You have set no picture")
    audit.record(connection, localpart, Action.PICTURE_REMOVED, localpart, {"sha1": sha1})
    jobs.defer(connection, PROVISION)


def allow(connection: Connection, actor: str, *, allowed: bool) -> None:
    """While they are not allowed, own ones are kept and nobody sees them. Raises NotAllowed."""
    grants.check(connection, actor, Permission.MANAGE_RULES)
    changed = update(policy).where(policy.c.own_pictures != allowed).values(own_pictures=allowed)
    if connection.execute(changed).rowcount:
        details = {"allowed": allowed}
        audit.record(connection, actor, Action.SETTING_CHANGED, "own pictures", details)
        jobs.defer(connection, PROVISION)

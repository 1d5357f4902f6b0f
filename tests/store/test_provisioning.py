"""What the server is to be told of people, and what it was told."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from components.directory import provisioned, provisioning_progress, records, role_rooms
from components.directory.provisioning import Provisioning
from components.directory.provisioning_progress import Progress
from components.directory.records import KnownDepartment
from components.directory.telling import Telling
from components.directory.wanted import Group, Room, state
from components.runtime.server_api import ServerApi
from schemas.refusals import TryLater
from tests.harness.cast import MARGARET
from tests.store.conftest import enrol


def test_nothing_is_noted_that_the_server_did_not_hear(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        enrol(connection)
    provisioning = Provisioning(engine, Telling(ServerApi(tmp_path / "none.sock"), "stoa.test"))
    with pytest.raises(TryLater):
        provisioning.reconcile(lambda *_: None)

    with engine.begin() as connection:
        assert [] == connection.execute(text("select * from stoa.provisioned")).all()


def rooms(connection: Connection) -> list[tuple[str, str, str]]:
    found = connection.execute(
        text("select kind, source_id, room from stoa.department order by id")
    )
    return [tuple(row) for row in found]


@pytest.mark.usefixtures("people")
def test_a_role_that_somebody_has_gets_a_room_once(connection: Connection) -> None:
    role_rooms.found(connection)
    role_rooms.found(connection)

    assert [("role", "administrator", "administrators")] == rooms(connection)


@pytest.mark.usefixtures("people")
def test_the_room_of_a_role_leaves_that_of_a_department_alone(connection: Connection) -> None:
    taken = KnownDepartment(0, "7", "Administrators", "administrators", present=True)
    records.add_group(connection, taken)
    role_rooms.found(connection)

    assert ("role", "administrator", "administrators-2") in rooms(connection)
    assert {MARGARET: frozenset({("administrator", None)})} == role_rooms.held(connection)


def test_what_was_told_is_noted_and_forgotten_once_it_is_over(connection: Connection) -> None:
    room = Room("research", "Research", ("ada",))
    group = Group("department-1", "Research", ("department-1",), ("ada",))
    provisioned.note(connection, [room, group])
    provisioned.note(connection, [replace(room, title="Science")], [group.subject])

    assert {room.subject: state(replace(room, title="Science"))} == provisioned.known(connection)


def test_progress_is_that_of_the_run_that_began_last(connection: Connection) -> None:
    assert provisioning_progress.read(connection) is None
    provisioning_progress.write(connection, Progress(total=3, done=1, refused=1))
    provisioning_progress.write(connection, Progress(total=3, done=3))

    assert Progress(3, 3, 0) == provisioning_progress.read(connection)

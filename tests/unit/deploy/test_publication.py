"""The file with the parts' states."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from deploy.instance.users import Account
from deploy.supervisor import publication
from deploy.supervisor.supervisor import Supervisor

ME = Account("me", os.geteuid(), os.getegid())
PORTAL = Account("portal", 54321, 54321)


async def published(
    supervisor: Supervisor, path: Path, seconds: float, reader: Account = ME
) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(seconds):
            await publication.publish(supervisor, path, reader)


async def test_the_portal_alone_may_read_how_the_parts_are(tmp_path: Path) -> None:
    path, reader = tmp_path / "status.json", PORTAL if os.geteuid() == 0 else ME
    path.with_name("status.json.new").touch(0o644)  # left by a supervisor that was killed

    await published(Supervisor([], tmp_path, {"key": "/secret.pem"}), path, 0.1, reader)

    assert json.loads(path.read_text()).keys() == {"at", "state", "failing", "parts"}
    assert (path.stat().st_mode & 0o777, path.stat().st_uid) == (0o600, reader.uid)


async def test_a_sign_of_life_is_given_though_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(publication, "EVERY_SECONDS", 0.05)
    path, supervisor = tmp_path / "status.json", Supervisor([], tmp_path, {})

    await published(supervisor, path, 0.02)
    before = json.loads(path.read_text())["at"]
    await published(supervisor, path, 0.2)

    assert json.loads(path.read_text())["at"] > before


async def test_a_full_disk_leaves_the_states_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path, supervisor = tmp_path / "status.json", Supervisor([], tmp_path, {})
    await published(supervisor, path, 0.05)
    before = path.read_text()
    monkeypatch.setattr(Path, "write_text", full)

    await published(supervisor, path, 0.05)

    assert path.read_text() == before

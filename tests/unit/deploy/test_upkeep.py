"""What happens beside the parts goes on whatever happens to it."""

import asyncio
import os
from pathlib import Path

import pytest

from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.tls import Tls
from deploy.instance.users import Account, Accounts
from deploy.servers import upkeep

ME = Account("me", os.geteuid(), os.getegid())


async def test_a_full_disk_does_not_end_the_upkeep_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    told: list[str] = []
    looks: list[object] = []
    monkeypatch.setattr(upkeep, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(upkeep, "rotate_all", full)
    monkeypatch.setattr(upkeep.CertificateWatch, "look", lambda watch: looks.append(watch))
    tls = Tls(
        Layout(tmp_path, tmp_path, tmp_path),
        Accounts(ME, ME, ME, ME, ME, ME, ME, ME, ME, privileged=False),
    )

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await upkeep.look_after(Instance(), tls, told.append, lambda: None)

    assert told == ["upkeep: [Errno 28] No space left on device"]
    assert len(looks) > 1

"""Telling the server of people while it is away."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from components.directory.provisioning import Provisioning
from components.directory.telling import Telling
from components.runtime.server_api import ServerApi
from schemas.refusals import TryLater
from tests.store.conftest import enrol


def test_nothing_is_noted_that_the_server_did_not_hear(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        enrol(connection)
    provisioning = Provisioning(engine, Telling(ServerApi(tmp_path / "none.sock"), "stoa.test"))
    with pytest.raises(TryLater):
        provisioning.reconcile(lambda *_: None)

    with engine.begin() as connection:
        assert [] == connection.execute(text("select * from stoa.provisioned")).all()

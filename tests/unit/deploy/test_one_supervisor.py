"""One supervisor an instance; whoever holds it can be found before it answers."""

import os
import socket
from pathlib import Path

import pytest

from deploy.command.lifecycle import Lifecycle
from deploy.command.screen import Screen
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.supervisor.control import ask
from deploy.supervisor.supervisor import holder, only_one


def test_a_second_supervisor_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path / "lock"), pytest.raises(Refused, match="another"):  # noqa: SIM117
        with only_one(tmp_path / "lock"):
            pass


def test_the_holder_is_known_while_it_holds_and_forgotten_after(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    before = holder(lock)
    with only_one(lock):
        during = holder(lock)

    assert (before, during, holder(lock)) == (None, os.getpid(), None)


def test_a_supervisor_that_hangs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.supervisor.control.SECONDS_TO_ANSWER", 0.1)
    lifecycle = Lifecycle(Layout(tmp_path, tmp_path, tmp_path), Screen())
    (tmp_path / "run").mkdir()
    path = str(lifecycle.layout.control_socket)
    with (
        socket.create_server(path, family=socket.AF_UNIX),
        pytest.raises(Refused, match="does not answer"),
    ):
        lifecycle.status()


def test_a_socket_nobody_listens_on_is_no_supervisor(tmp_path: Path) -> None:
    with socket.create_server(str(tmp_path / "s"), family=socket.AF_UNIX):
        pass

    assert ask(tmp_path / "s", "status") is None

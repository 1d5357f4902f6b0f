"""What a component tells its supervisor."""

import socket
from pathlib import Path

import pytest

from components.runtime.notify import notify


def test_fields_arrive_as_lines_of_one_datagram(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "notify.sock")
    monkeypatch.setenv("NOTIFY_SOCKET", path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        notify(READY="1", STATUS="ok")

        assert listener.recv(1000) == b"READY=1\nSTATUS=ok"


def test_a_listener_that_is_away_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody.sock"))

    notify(READY="1")

    assert not (tmp_path / "nobody.sock").exists()


def test_a_listener_that_does_not_listen_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "notify.sock")
    monkeypatch.setenv("NOTIFY_SOCKET", path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        for _ in range(2000):
            notify(STATUS="ok")

        assert listener.recv(1000) == b"STATUS=ok"

"""What every layer shares: no test talks to anything but this machine."""

import ipaddress
import socket
from typing import Any

import pytest

pytest.register_assert_rewrite("tests.harness.office", "tests.harness.web_client")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures", action="store_true", help="write the pictures of docs/images anew"
    )


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Any:
    """Fail any connection that leaves the machine; names are never looked up."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = ipaddress.ip_address("127.0.0.1" if address[0] == "localhost" else address[0])
            if not host.is_loopback:
                raise AssertionError(f"a test connects to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield

"""The one origin: its address, its names, and whether it speaks TLS."""

import pytest

from deploy.instance import web
from deploy.instance.instance import Instance

ANYWHERE = "0.0.0.0"  # noqa: S104  nothing is bound


@pytest.mark.parametrize(
    ("instance", "origin"),
    [
        (Instance(), "http://localhost:8080"),
        (Instance(port_base=22000), "http://localhost:22008"),
        (Instance(certificate="/c.pem"), "https://localhost:8080"),
        (Instance(listen="192.0.2.1"), "https://192.0.2.1:8080"),
        (Instance(listen="2001:db8::1"), "https://[2001:db8::1]:8080"),
        (Instance(listen=ANYWHERE), "https://localhost:8080"),
        (Instance("example.org"), "https://example.org:8080"),
        (
            Instance("example.org", listen=ANYWHERE, certificate="/c.pem"),
            "https://example.org:8080",
        ),
    ],
)
def test_only_this_machine_alone_is_served_without_tls(instance: Instance, origin: str) -> None:
    assert web.origin(instance) == origin
    assert web.websocket_url(instance) == origin.replace("http", "ws") + "/ws"


def test_the_demo_answers_to_every_name_of_this_machine() -> None:
    assert web.hosts(Instance()) == ["localhost", "127.0.0.1", "[::1]"]


def test_a_real_domain_answers_to_itself_only() -> None:
    instance = Instance("example.org", listen=ANYWHERE)

    assert web.hosts(instance) == ["example.org"]
    assert web.origins(instance) == ["https://example.org:8080"]

"""Ports: where each service listens, and who is in the way."""

import os
import socket
from collections.abc import Iterator

import pytest

from deploy.instance import ports
from deploy.instance.refusal import Refused

LOOPBACK = "127.0.0.1"


@pytest.fixture
def held_port() -> Iterator[int]:
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_without_a_port_base_the_registered_ports_are_used() -> None:
    assigned = ports.assign(None)

    assert (assigned["client"], assigned["client_tls"], assigned["stun"]) == (5222, 5223, 3478)


def test_with_a_port_base_every_service_keeps_its_offset() -> None:
    assert ports.assign(22000) == {
        "client": 22000,
        "client_tls": 22001,
        "component": 22002,
        "websocket": 22003,
        "postgres": 22004,
        "distribution": 22005,
        "stun": 22006,
        "web": 22008,
    }


@pytest.mark.parametrize("base", [-1, 0, 80, 1023, 65528, 70000])
def test_a_port_base_without_room_is_refused(base: int) -> None:
    with pytest.raises(Refused, match="cannot be a port base"):
        ports.assign(base)


@pytest.mark.parametrize("base", [1024, 65527])
def test_the_outermost_port_bases_are_allowed(base: int) -> None:
    assert ports.assign(base)["client"] == base


def test_a_taken_port_is_named_with_its_service_and_owner(held_port: int) -> None:
    assigned = {service.name: 0 for service in ports.SERVICES} | {"websocket": held_port}

    found = ports.taken(assigned, LOOPBACK)

    assert [(each.service, each.port) for each in found] == [("websocket", held_port)]
    assert f"process {os.getpid()} (" in str(found[0])


def test_a_port_is_free_again_when_its_owner_has_closed_it(held_port: int) -> None:
    assert not ports.can_bind(LOOPBACK, held_port, "tcp")
    with socket.create_server((LOOPBACK, 0)) as other:
        freed = other.getsockname()[1]

    assert ports.can_bind(LOOPBACK, freed, "tcp")


def test_a_taken_udp_port_is_found_though_tcp_is_free() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind((LOOPBACK, 0))
        port = holder.getsockname()[1]

        assert not ports.can_bind(LOOPBACK, port, "udp")


def test_the_suggested_port_base_skips_those_with_a_taken_port(held_port: int) -> None:
    free = ports.free_base(LOOPBACK, range(20000, 32000, 100))

    assert free is not None
    assert ports.free_base(LOOPBACK, [held_port - 3, free]) == free


def test_an_address_of_another_machine_is_refused_as_such() -> None:
    ports.refuse_foreign_address(LOOPBACK)
    with pytest.raises(Refused, match=r"192\.0\.2\.1 is no address of this machine"):
        ports.refuse_foreign_address("192.0.2.1")

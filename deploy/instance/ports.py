"""The ports of an instance, and who holds them already."""

import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import psutil

from deploy.instance.refusal import Refused

Transport = Literal["tcp", "udp"]


@dataclass(frozen=True)
class Service:
    """One port: its number without a port base, and its offset with one."""

    name: str
    default: int
    offset: int
    transport: Transport = "tcp"
    public: bool = False
    """Bound to the address people reach us at, not only to loopback."""


SERVICES = (
    Service("client", 5222, 0, public=True),
    Service("client_tls", 5223, 1, public=True),
    Service("component", 5347, 2),
    Service("websocket", 5280, 3),
    Service("postgres", 5433, 4),
    Service("distribution", 5369, 5),
    Service("stun", 3478, 6, transport="udp", public=True),
    Service("web", 8080, 8, public=True),
)
HIGHEST_OFFSET = 8
LOWEST_BASE, HIGHEST_BASE = 1024, 65535 - HIGHEST_OFFSET
BASES_TO_SUGGEST = range(20000, 32000, 100)


@dataclass(frozen=True)
class Taken:
    """A port somebody else holds; `owner` is fit to be read by the operator."""

    service: str
    port: int
    owner: str

    def __str__(self) -> str:
        return f"port {self.port} ({self.service}) is taken by {self.owner}"


def assign(base: int | None) -> dict[str, int]:
    """Every service's port. Raises Refused for a base without room above it."""
    if base is not None and not LOWEST_BASE <= base <= HIGHEST_BASE:
        raise Refused(
            f"{base} cannot be a port base",
            f"choose one from {LOWEST_BASE} to {HIGHEST_BASE}",
        )
    return {s.name: s.default if base is None else base + s.offset for s in SERVICES}


def taken(ports: Mapping[str, int], listen: str) -> list[Taken]:
    """The services whose port cannot be bound now."""
    return [
        Taken(service.name, port, owner_of(port, service.transport))
        for service, port, address in _bindings(ports, listen)
        if not can_bind(address, port, service.transport)
    ]


def refuse_foreign_address(listen: str) -> None:
    """Raises Refused for an address this machine does not have."""
    if not can_bind(listen, 0, "tcp"):
        raise Refused(
            f"{listen} is no address of this machine",
            "give one of those that `ip address` shows, or 0.0.0.0 for all",
        )


def can_bind(address: str, port: int, transport: Transport) -> bool:
    """Whether a listener could start there; lingering old connections do not count."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    with socket.socket(family, kind) as probe:
        if transport == "tcp":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def owner_of(port: int, transport: Transport) -> str:
    """Pid and command of the process that holds a port, as far as we may see it."""
    for connection in psutil.net_connections(transport):
        listens = transport == "udp" or connection.status == psutil.CONN_LISTEN
        if listens and connection.laddr and connection.laddr.port == port:
            return _describe(connection.pid)
    return "a process of another user"


def free_base(listen: str, bases: Iterable[int] = BASES_TO_SUGGEST) -> int | None:
    """The first port base with nothing in the way."""
    return next((base for base in bases if not _any_taken(base, listen)), None)


def _any_taken(base: int, listen: str) -> bool:
    return not all(
        can_bind(address, port, service.transport)
        for service, port, address in _bindings(assign(base), listen)
    )


def _bindings(ports: Mapping[str, int], listen: str) -> Iterator[tuple[Service, int, str]]:
    for service in SERVICES:
        yield service, ports[service.name], listen if service.public else "127.0.0.1"


def _describe(pid: int | None) -> str:
    if pid is None:
        return "a process of another user"
    try:
        command = " ".join(psutil.Process(pid).cmdline())[:80]
    except psutil.Error:
        return f"process {pid}"
    return f"process {pid} ({command})"

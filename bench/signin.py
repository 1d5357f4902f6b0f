"""Signing in: devices at the server's authentication module, and what that takes of its limits;
then the API that browsers ask once they are signed in (`bench.api_speed`).

Each sign-in is a new TCP connection without TLS, a stream and SASL PLAIN with an app password of
its own device, recorded in the database. Beside it, in every round: the same streams that only ask
what is offered, and the same SQL function on as many connections as the server has.
"""

import base64
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench import api_speed
from bench.own_stack import own_stack
from bench.people import enrol
from bench.report import Figures, figure, options, show
from components.directory.tokens import digest
from tests.harness.stack import Stack

DEVICES = 16
"""Signing in at the same time."""
DATABASE_CONNECTIONS = 10
"""As `sql_pool_size` in `ejabberd-config/database.yml`."""
GOAL = 1000
STREAMS = "the same streams without signing in"
FUNCTION = "the SQL function alone"

Taken = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Devices:
    """Accounts of one device each."""

    stack: Stack
    passwords: Mapping[str, str]

    @classmethod
    def enrolled(cls, stack: Stack) -> "Devices":
        return cls(stack, enrol(stack, [f"device{number}" for number in range(DEVICES)]))

    def sign_ins(self, each: int) -> float:
        """A second's worth of them."""
        before = self._recorded()
        rate = self._streams(each, [_plain(*one) for one in self.passwords.items()], b"<success")
        assert self._recorded() - before == each * DEVICES
        return rate

    def streams(self, each: int) -> float:
        return self._streams(each, [""] * DEVICES, b"</stream:features>")

    def function(self, each: int) -> float:
        """Of the SQL function that the module calls, by the server's own role."""
        connections = [self.stack.database("ejabberd") for _ in range(DATABASE_CONNECTIONS)]
        devices = list(self.passwords.items())

        def sign_in(number: int) -> None:
            localpart, password = devices[number]
            for _ in range(each):
                row = connections[number].execute(
                    "select stoa.sign_in(%s, %s, '127.0.0.1')", (localpart, digest(password))
                )
                attempt = row.fetchone()
                assert attempt is not None
                assert attempt[0] > 0

        try:
            return _rate(sign_in, DATABASE_CONNECTIONS, each)
        finally:
            for connection in connections:
                connection.close()

    def _streams(self, each: int, requests: Sequence[str], answer: bytes) -> float:
        header = (
            "<stream:stream xmlns='jabber:client'"
            " xmlns:stream='http://etherx.jabber.org/streams'"
            f" to='{self.stack.domain}' version='1.0'>"
        )

        def run(number: int) -> None:
            for _ in range(each):
                _ask(self.stack.ports["client"], (header + requests[number]).encode(), answer)

        return _rate(run, DEVICES, each)

    def _recorded(self) -> int:
        with self.stack.database("app") as connection:
            row = connection.execute(
                "select count(*) from stoa.sign_in_attempt where succeeded"
            ).fetchone()
        assert row
        return int(row[0])


def _plain(localpart: str, password: str) -> str:
    secret = base64.b64encode(f"\0{localpart}\0{password}".encode()).decode()
    return f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>"


def _ask(port: int, request: bytes, answer: bytes) -> None:
    seen = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        while answer not in seen:
            data = connection.recv(1 << 16)
            assert data, seen
            seen += data


def _rate(run: Callable[[int], None], at_once: int, each: int) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(run, range(at_once)))
    return at_once * each / (time.perf_counter() - began)


def measure(stack: Stack, rounds: int, each: int) -> Taken:
    devices = Devices.enrolled(stack)
    taken: dict[str, list[float]] = defaultdict(list)
    for number in range(-1, rounds):
        found = {
            "device_sign_ins": devices.sign_ins(each),
            "streams": devices.streams(each),
            "function": devices.function(each),
        }
        for name, rate in found.items():
            if number >= 0:
                taken[name].append(rate)
    return taken


def figures(taken: Taken) -> Figures:
    sign_ins, streams, function = (
        taken[name] for name in ("device_sign_ins", "streams", "function")
    )
    return {
        "device_sign_ins": figure(sign_ins, "sign-ins/s", "higher", GOAL, STREAMS),
        "streams": figure(streams, "streams/s", "higher"),
        "sign_in_function": figure(function, "sign-ins/s", "higher"),
        "device_sign_ins_of_streams": figure(
            _ratio(sign_ins, streams), "ratio", "higher", None, STREAMS
        ),
        "device_sign_ins_of_function": figure(
            _ratio(sign_ins, function), "ratio", "higher", None, FUNCTION
        ),
    }


def _ratio(values: Sequence[float], beside: Sequence[float]) -> list[float]:
    return [value / limit for value, limit in zip(values, beside, strict=True)]


def main() -> None:
    chosen = options(__doc__ or "", rounds=7, each=100).parse_args()
    with own_stack(chosen.port_base) as stack:
        sign_ins = figures(measure(stack, chosen.rounds, chosen.each))
        api = api_speed.figures(api_speed.measure(stack, chosen.rounds))
    show("signin", {**sign_ins, **api}, chosen)


if __name__ == "__main__":
    main()

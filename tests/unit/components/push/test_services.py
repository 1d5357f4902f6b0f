"""Where a browser's push messages may be sent: nowhere a stranger chooses."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from components.push.http.resolving import PublicResolver
from components.push.services import Services, is_public
from schemas.refusals import Malformed, NotAllowed

OWN = "https://push.example.org:8443"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
        "https://web.push.apple.com/abc",
        f"{OWN}/push/abc",
    ],
)
def test_services_of_browsers_and_of_the_operator_are_known(endpoint: str) -> None:
    Services(OWN).check(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/fcm/send/abc",
        "https://evil-fcm.googleapis.com/abc",
        "https://fcm.googleapis.com.example.net/abc",
        "https://push.apple.com/abc",
        *("https://.push.apple.com/abc", "https://a..push.apple.com/abc"),
        f"https://{64 * 'a'}.push.apple.com/abc",
        f"https://{128 * 'a.'}push.apple.com/abc",
        "https://a_b.push.apple.com/abc",
        "https://127.0.0.1/abc",
        "https://[::1]/abc",
        "https://169.254.169.254/latest/meta-data",
        "https://push.example.org/push/abc",
        "http://push.example.org:8443/push/abc",
        "ftp://fcm.googleapis.com/abc",
    ],
)
def test_any_other_is_refused(endpoint: str) -> None:
    with pytest.raises(NotAllowed):
        Services(OWN).check(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "abc", "https://", "https://fcm.googleapis.com:port/"),
        *("https://evil@fcm.googleapis.com/abc", "https://fcm.googleapis.com\\@evil/abc"),
        *("https://fcm.googleapis.com/a b", "https://fcm.googleapis.com/\r\nHost: evil"),
        *("https://fcm.googleapis.com/abc#d", "https://fcm.googleapis.com/ä", "https://[::1/abc"),
        "https://fcm.googleapis.com/" + 2000 * "a",
    ],
)
def test_what_is_no_address_is_malformed(endpoint: str) -> None:
    with pytest.raises(Malformed):
        Services().check(endpoint)


def test_the_operator_may_do_without_tls_on_this_machine_only() -> None:
    Services("http://127.0.0.1:8080").check("http://127.0.0.1:8080/push/abc")

    with pytest.raises(Malformed):
        Services("http://push.example.org")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *(("192.0.2.1", False), ("10.1.2.3", False), ("127.0.0.1", False), ("100.64.0.1", False)),
        *(("169.254.169.254", False), ("224.0.0.1", False), ("240.0.0.1", False), ("::1", False)),
        *(("fe80::1", False), ("fd00::1", False), ("::ffff:127.0.0.1", False), ("ff02::1", False)),
        *(("142.250.185.74", True), ("2a00:1450:4001:80f::200a", True)),
    ],
)
def test_private_addresses_are_told_from_public_ones(address: str, public: bool) -> None:
    assert is_public(address) == public


class Names(AbstractResolver):
    """What a service's name server says, which may be a stranger's."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        known = ("proto", "flags", "family")
        return [
            {"hostname": host, "host": each, "port": port, **dict.fromkeys(known, 0)}  # type: ignore[typeddict-item]
            for each in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_name_that_leads_into_ones_own_network_leads_nowhere() -> None:
    mixed = await PublicResolver(Names("10.0.0.1", "142.250.185.74")).resolve("example.net", 443)

    assert ["142.250.185.74"] == [each["host"] for each in mixed]
    with pytest.raises(OSError, match="no public address"):
        await PublicResolver(Names("10.0.0.1", "::1")).resolve("example.net", 443)

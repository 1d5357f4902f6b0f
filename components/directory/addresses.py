"""Addresses people sign in from, and which of them count as one."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from schemas.refusals import Malformed

SITE_BITS = 64
"""Of an IPv6 address: the rest is every device's own choice."""


@dataclass(frozen=True)
class Address:
    """An IPv4 address, or an IPv6 address with the site (`/64`) it counts for."""

    text: str
    first: str
    """The range that counts as one place, both ends included."""
    last: str

    @classmethod
    def parse(cls, text: str | None) -> Address:
        """Raises Malformed."""
        try:
            address = ip_address(text or "")
        except ValueError as error:
            raise Malformed("The request has no address") from error
        if isinstance(address, IPv6Address):
            if address.ipv4_mapped:
                return cls.parse(str(address.ipv4_mapped))
            address = IPv6Address(int(address))  # without its zone
            site = ip_network((address, SITE_BITS), strict=False)
            return cls(str(address), str(site[0]), str(site[-1]))
        return cls(str(address), str(address), str(address))

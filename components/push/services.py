"""Push services that we talk to: where a browser's messages may be sent, and nowhere else.

A browser says itself where it wants to be told (RFC 8030), so an endpoint is a stranger's choice of
where this server connects to.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from schemas.refusals import Malformed, NotAllowed

KNOWN = (
    "fcm.googleapis.com",  # Chromium and what is made of it
    "updates.push.services.mozilla.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
    ".push.apple.com",
)
"""Hosts by name, or by its end where it begins with a dot; all by TLS at its own port."""
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
"""What the resolver takes (RFC 1035 #section-2.3.4)."""
LONGEST_ENDPOINT = 2000
TLS_PORT = 443
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
UNPRINTABLE = frozenset(map(chr, (*range(0x21), 0x7F)))


class Services:
    def __init__(self, more: str = "") -> None:
        """`more` are origins of the operator's choice, separated by spaces: on any address, and
        without TLS on this machine. Raises Malformed."""
        self._more = frozenset(map(origin, more.split()))
        for each in self._more:
            if urlsplit(each).scheme != "https" and urlsplit(each).hostname not in THIS_MACHINE:
                raise Malformed(f"{each} is no push service: it has to begin with https")

    def check(self, endpoint: str) -> None:
        """Raises Malformed for what is no address, NotAllowed for a service that is not known."""
        parts = _split(endpoint)
        if not self.chosen(endpoint) and not _is_known(parts):
            raise NotAllowed("This server does not know the push service of this browser")

    def chosen(self, endpoint: str) -> bool:
        """Whether the operator has named its service, so that it may be anywhere."""
        return origin(endpoint) in self._more


def origin(endpoint: str) -> str:
    """Of RFC 6454. Raises Malformed."""
    parts = _split(endpoint)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_public(address: str) -> bool:
    """Whether an IP address is of the Internet, and no way into somebody's own network."""
    found = ipaddress.ip_address(address)
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inside is None or inside.is_global)


def _split(endpoint: str) -> SplitResult:
    if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or UNPRINTABLE & set(endpoint):
        raise Malformed("The endpoint is no address")
    try:
        parts = urlsplit(endpoint)
        _ = parts.port
    except ValueError:
        raise Malformed("The endpoint is no address") from None
    if not parts.hostname or "@" in parts.netloc or "\\" in endpoint or parts.fragment:
        raise Malformed("The endpoint is no address")
    return parts


def _is_known(parts: SplitResult) -> bool:
    host = (parts.hostname or "").lower()
    named = any(host.endswith(name) if name[0] == "." else host == name for name in KNOWN)
    by_tls = parts.scheme == "https" and parts.port in {None, TLS_PORT}
    return named and by_tls and HOST.fullmatch(host) is not None

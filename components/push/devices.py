"""What somebody's devices are doing, as far as it decides whether to disturb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LOOKED_AT = frozenset({"online", "chat"})
"""Values of `show` (RFC 6121) of whoever sits there; a device that is away is not looked at."""
NOT_TO_DISTURB = "dnd"


@dataclass(frozen=True)
class Device:
    """One session; `schemas/xmpp/extensions/devices.xsd` says what is what."""

    connected: bool
    active: bool
    show: str
    node: str = ""


def forbids(devices: Sequence[Device]) -> bool:
    """Whether somebody has said on any device not to be disturbed."""
    return any(device.show == NOT_TO_DISTURB for device in devices)


def sees_it_anyway(devices: Sequence[Device], node: str) -> bool:
    """Whether another device is being looked at, or the browser itself is connected: its page tells
    of what comes."""
    return any(
        device.connected and (device.node == node or (device.active and device.show in LOOKED_AT))
        for device in devices
    )

"""What the server knows of somebody's devices (`schemas/xmpp/extensions/devices.xsd`)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from components.push.devices import NOT_TO_DISTURB, Device
from components.runtime.stream import ComponentStream, StreamLost
from schemas.xmpp.namespaces import DEVICES


class Devices:
    def __init__(self, stream: ComponentStream, domain: str) -> None:
        self._stream, self._domain = stream, domain

    async def of(self, owner: str) -> list[Device]:
        """By localpart; what its owner has set for all of them is one more. Raises StreamLost."""
        question = Element(f"{{{DEVICES}}}devices")
        answer = await self._stream.ask("get", f"{owner}@{self._domain}", question)
        devices = answer.find(f"{{{DEVICES}}}devices")
        if answer.get("type") != "result" or devices is None:
            raise StreamLost("the server did not say what it was asked")
        wish = [Device(False, False, NOT_TO_DISTURB)] if devices.get("dnd") == "true" else []
        return wish + [_device(each) for each in devices.iterfind(f"{{{DEVICES}}}device")]


def _device(found: Element) -> Device:
    return Device(
        found.get("connected") == "true",
        found.get("active") == "true",
        found.get("show", ""),
        found.get("node", ""),
    )

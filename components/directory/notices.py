"""What the directory tells people about their accounts, as messages in their client."""

from __future__ import annotations

import uuid
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement, tostring

from sqlalchemy import Connection

from components.runtime import outbox
from schemas.xmpp import namespaces

SENDER = "directory"


class Place(Protocol):
    """Where this instance is: the XMPP domain, and the address of its portal."""

    @property
    def domain(self) -> str: ...

    @property
    def origin(self) -> str: ...


def new_device(connection: Connection, place: Place, localpart: str, device: str) -> None:
    """Tell a person that a device can sign in from now on."""
    text = (
        f"“{device}” can now sign in to your account. "
        f"If this was not you, remove it: {place.origin}/account/devices"
    )
    outbox.put(connection, SENDER, _message(f"{localpart}@{place.domain}", text))


def _message(recipient: str, text: str) -> str:
    """A chat message (RFC 6121 §5) with an origin id (XEP-0359 #origin-id): one sent twice shows
    once."""
    number = str(uuid.uuid4())
    about = {"to": recipient, "type": "chat", "id": number}
    message = Element("message", about)
    SubElement(message, "body").text = text
    SubElement(message, "origin-id", xmlns=namespaces.STANZA_ID, id=number)
    return tostring(message, encoding="unicode")

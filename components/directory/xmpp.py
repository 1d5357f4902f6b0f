"""The directory on the stream: who it is."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch
from components.runtime.stanza import Request
from schemas.xmpp.namespaces import VCARD

NAME = "People"


def doors() -> Dispatch:
    dispatch = Dispatch()
    disco = Disco(Identity("directory", "user", NAME))
    disco.feature(VCARD)
    disco.register(dispatch)
    dispatch.handle("get", f"{{{VCARD}}}vCard", _vcard)
    return dispatch


async def _vcard(_: Request) -> Element:
    """The component's own (XEP-0054 v1.3)."""
    card = Element(f"{{{VCARD}}}vCard")
    SubElement(card, f"{{{VCARD}}}FN").text = NAME
    return card

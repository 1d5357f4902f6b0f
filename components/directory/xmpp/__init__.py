"""The directory on the stream: who it is, and what people may ask of it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from components.directory.xmpp.asking import Asking
from components.directory.xmpp.commands import Confirm, DryRun, commands
from components.directory.xmpp.search import Search
from components.runtime.commands import Commands
from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch
from components.runtime.stanza import Request
from schemas.xmpp.namespaces import VCARD

NAME = "People"


def doors(asking: Asking, dry_run: DryRun, confirm: Confirm) -> Dispatch:
    dispatch = Dispatch()
    disco = Disco(Identity("directory", "user", NAME))
    disco.feature(VCARD)
    offered = Commands(f"directory.{asking.domain}")
    for command in commands(asking, dry_run, confirm):
        offered.add(command)
    offered.register(dispatch, disco)
    Search(asking).register(dispatch, disco)
    disco.register(dispatch)
    dispatch.handle("get", f"{{{VCARD}}}vCard", _vcard)
    return dispatch


async def _vcard(_: Request) -> Element:
    """The component's own (XEP-0054 v1.3)."""
    card = Element(f"{{{VCARD}}}vCard")
    SubElement(card, f"{{{VCARD}}}FN").text = NAME
    return card

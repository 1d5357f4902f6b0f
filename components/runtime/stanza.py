"""Stanzas as elements: what came in, and what goes out as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from xml.etree.ElementTree import Element, XMLPullParser

from slixmpp import JID
from slixmpp.xmlstream.tostring import tostring

from schemas.refusals import Malformed
from schemas.xmpp.namespaces import COMPONENT

DEEPEST = 100
"""Levels of a stanza; ejabberd hands on no more from people (mod_stoa)."""
STANZA = 2
"""The level of a stanza in its stream."""

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry: one such character would end the stream."""


@dataclass(frozen=True)
class Request:
    """An IQ of type `get` or `set`, with its only child."""

    id: str
    type: str
    sender: JID
    to: JID
    payload: Element


def parse_request(iq: Element) -> Request:
    """Raises Malformed unless there is exactly one child (RFC 6120 #stanzas-semantics-iq)."""
    if len(iq) != 1 or iq.get("type") not in {"get", "set"} or not iq.get("id"):
        raise Malformed("A request has an id, a type and exactly one child")
    sender, to = JID(iq.get("from", "")), JID(iq.get("to", ""))
    return Request(iq.attrib["id"], iq.attrib["type"], sender, to, iq[0])


def reply(iq: Element, type: str, child: Element | None) -> Element:
    """The answer to `iq`, from whom it was for to whom it came from."""
    answer = Element(f"{{{COMPONENT}}}iq", type=type)
    for name, value in (("id", "id"), ("to", "from"), ("from", "to")):
        if value in iq.attrib:
            answer.set(name, iq.attrib[value])
    if child is not None:
        answer.append(child)
    return answer


def serialise(stanza: Element) -> str:
    """As it is written on the stream. Raises TypeError where anything in it is no text."""
    return NOT_XML.sub("\ufffd", tostring(stanza, xmlns=COMPONENT, top_level=True))


class BoundedParser(XMLPullParser):  # type: ignore[type-arg]  # not generic when run
    """Cuts off what is nested too deeply, so that nothing that walks a stanza overflows."""

    def __init__(self) -> None:
        super().__init__(("start", "end"))
        self._depth = 0
        self.too_deep = False
        """Whether the stanza that was just read had been cut."""

    def read_events(self) -> Iterator[Any]:
        for event, element in cast("Iterator[tuple[str, Element]]", super().read_events()):
            if event == "start":
                self._started()
            else:
                self._ended(element)
            yield event, element

    def _started(self) -> None:
        self._depth += 1
        if self._depth == STANZA:
            self.too_deep = False

    def _ended(self, element: Element) -> None:
        if self._depth == DEEPEST + 1 and len(element):
            element.clear()
            self.too_deep = True
        self._depth -= 1

"""Refusals as stanza errors (RFC 6120 #stanzas-error): the one table of this edge."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from schemas.refusals import (
    Conflict,
    Malformed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    TryLater,
)
from schemas.xmpp.namespaces import COMPONENT, STANZA_ERRORS, UPLOAD, XML


class Unsupported(Malformed):
    """What the standard knows and we do not do."""


CONDITIONS: dict[type[Refusal], tuple[str, str]] = {
    Malformed: ("modify", "bad-request"),
    Unsupported: ("cancel", "feature-not-implemented"),
    NotSignedIn: ("auth", "not-authorized"),
    NotAllowed: ("auth", "forbidden"),
    NotFound: ("cancel", "item-not-found"),
    Conflict: ("cancel", "conflict"),
    TooLarge: ("modify", "not-acceptable"),
    TryLater: ("wait", "resource-constraint"),
    Refusal: ("cancel", "internal-server-error"),
}
"""Type and condition; a subclass has those of its nearest ancestor."""


class MalformedAs(Malformed):
    """Malformed in a way for which an extension has a condition of its own: `{namespace}name`."""

    def __init__(self, text: str, specific: str) -> None:
        super().__init__(text)
        self.specific = specific


def of_refusal(refusal: Refusal) -> Element:
    nearest = next(ancestor for ancestor in type(refusal).__mro__ if ancestor in CONDITIONS)
    return error(*CONDITIONS[nearest], str(refusal), _specific(refusal))


def error(type: str, condition: str, text: str = "", specific: str = "") -> Element:
    """The child `error` of a stanza; `specific` is the tag of an extension's condition."""
    found = Element(f"{{{COMPONENT}}}error", type=type)
    SubElement(found, f"{{{STANZA_ERRORS}}}{condition}")
    if text:
        SubElement(found, f"{{{STANZA_ERRORS}}}text", {f"{{{XML}}}lang": "en"}).text = text
    if specific:
        SubElement(found, specific)
    return found


def _specific(refusal: Refusal) -> str:
    if isinstance(refusal, MalformedAs):
        return refusal.specific
    if isinstance(refusal, TooLarge):
        return f"{{{UPLOAD}}}file-too-large"  # XEP-0363 v1.2.0 #errors
    return ""

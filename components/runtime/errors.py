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


class RetryAt(TryLater):
    """The same with the moment, as extensions have it (XEP-0363 v1.2.0 #errors)."""

    def __init__(self, refusal: TryLater, stamp: str) -> None:
        """`stamp` is a moment of XEP-0082, in UTC."""
        super().__init__(str(refusal), refusal.seconds)
        self.stamp = stamp


class MalformedAs(Malformed):
    """Malformed in a way for which an extension has a condition of its own: `{namespace}name`."""

    def __init__(self, text: str, specific: str) -> None:
        super().__init__(text)
        self.specific = specific


def of_refusal(refusal: Refusal) -> Element:
    nearest = next(ancestor for ancestor in type(refusal).__mro__ if ancestor in CONDITIONS)
    return error(*CONDITIONS[nearest], str(refusal), _specific(refusal))


def error(type: str, condition: str, text: str = "", specific: Element | None = None) -> Element:
    """The child `error` of a stanza; `specific` is an extension's condition."""
    found = Element(f"{{{COMPONENT}}}error", type=type)
    SubElement(found, f"{{{STANZA_ERRORS}}}{condition}")
    if text:
        SubElement(found, f"{{{STANZA_ERRORS}}}text", {f"{{{XML}}}lang": "en"}).text = text
    if specific is not None:
        found.append(specific)
    return found


def _specific(refusal: Refusal) -> Element | None:
    if isinstance(refusal, MalformedAs):
        return Element(refusal.specific)
    if isinstance(refusal, RetryAt):
        return Element(f"{{{UPLOAD}}}retry", stamp=refusal.stamp)
    if isinstance(refusal, TooLarge):
        return _too_large(refusal.most_bytes)
    return None


def _too_large(most_bytes: int | None) -> Element:
    """XEP-0363 v1.2.0 #errors."""
    found = Element(f"{{{UPLOAD}}}file-too-large")
    if most_bytes is not None:
        SubElement(found, f"{{{UPLOAD}}}max-file-size").text = str(most_bytes)
    return found

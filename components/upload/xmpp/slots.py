"""Slot requests (XEP-0363 v1.2.0 #request, #purpose, #errors)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID
from sqlalchemy import Engine

from components.runtime.database import in_transaction
from components.runtime.disco import Disco
from components.runtime.dispatch import Dispatch
from components.runtime.errors import RetryAt, Unsupported
from components.runtime.stanza import Request
from components.upload.links import Links
from components.upload.slots import Slots, Wish, parse_name
from schemas.refusals import Malformed, NotAllowed, TryLater
from schemas.xmpp.namespaces import UPLOAD, UPLOAD_PURPOSE

PURPOSES = ("message", "ephemeral")
MOST_DIGITS = 18
MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}", re.ASCII)


class SlotRequests:
    def __init__(self, engine: Engine, domain: str, slots: Slots, links: Links, most: int) -> None:
        """`most` is the largest file's size in bytes."""
        self._engine, self._domain, self._most = engine, domain, most
        self._slots, self._links = slots, links

    def register(self, dispatch: Dispatch, disco: Disco) -> None:
        dispatch.handle("get", f"{{{UPLOAD}}}request", self._answer)
        disco.feature(UPLOAD, *(f"{UPLOAD_PURPOSE}#{purpose}" for purpose in PURPOSES))
        disco.form(UPLOAD, {"max-file-size": str(self._most)})

    async def _answer(self, request: Request) -> Element:
        owner = self._owner(request.sender)
        now, id = datetime.now(UTC), uuid4()
        wish = parse_request(request.payload, now)
        try:
            await in_transaction(
                self._engine, lambda connection: self._slots.give(connection, id, owner, wish)
            )
        except TryLater as refusal:
            again = now + timedelta(seconds=refusal.seconds)
            raise RetryAt(refusal, again.strftime("%Y-%m-%dT%H:%M:%SZ")) from None
        links, address = self._links, request.sender.bare
        return slot(links.put(id, wish.name), links.personal(id, wish.name, address))

    def _owner(self, sender: JID) -> str:
        if sender.domain != self._domain or not sender.local:
            raise NotAllowed("Only people of this server may upload files")
        return str(sender.local)


def parse_request(payload: Element, now: datetime) -> Wish:
    """Raises Malformed, and Unsupported for a purpose that is not announced."""
    size = payload.get("size", "")
    if not (size.isascii() and size.isdecimal() and len(size) <= MOST_DIGITS and int(size)):
        raise Malformed("“size” is the number of the file's bytes, one or more")
    purpose = _purpose(payload)
    return Wish(
        parse_name(payload.get("filename", "")),
        int(size),
        _media_type(payload.get("content-type", "")),
        "message" if purpose is None else "ephemeral",
        None if purpose is None else _expiry(purpose, now),
    )


def slot(put: str, get: str) -> Element:
    found = Element(f"{{{UPLOAD}}}slot")
    SubElement(found, f"{{{UPLOAD}}}put", url=put)
    SubElement(found, f"{{{UPLOAD}}}get", url=get)
    return found


def _media_type(text: str) -> str:
    """Without its parameters, in lower case."""
    media_type = text.partition(";")[0].strip().lower()
    if media_type and not MEDIA_TYPE.fullmatch(media_type):
        raise Malformed("“content-type” is a media type such as image/png")
    return media_type


def _purpose(payload: Element) -> Element | None:
    """The element of a purpose that is more than the default."""
    asked = [child for child in payload if child.tag.startswith(f"{{{UPLOAD_PURPOSE}}}")]
    if len(asked) > 1:
        raise Malformed("A file has one purpose")
    if not asked or asked[0].tag == f"{{{UPLOAD_PURPOSE}}}message":
        return None
    if asked[0].tag != f"{{{UPLOAD_PURPOSE}}}ephemeral":
        raise Unsupported("Files are kept for messages here")
    return asked[0]


def _expiry(ephemeral: Element, now: datetime) -> datetime:
    """XEP-0082."""
    try:
        found = datetime.fromisoformat(ephemeral.get("expire-before", ""))
    except ValueError:
        raise Malformed("“expire-before” is a moment such as 2026-11-21T09:30:00Z") from None
    if found.tzinfo is None or found <= now:
        raise Malformed("“expire-before” is a moment to come, with its time zone")
    return found

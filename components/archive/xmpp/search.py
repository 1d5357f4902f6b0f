"""Searching all of somebody's conversations: the archive's own address answers queries of XEP-0313
v1.1.3 (#query, #results) with the field of XEP-0431 v0.2.0, in the words of `search.query`.

Beside what the extensions say, each result carries where it was said and what was found in it
(`schemas/xmpp/extensions/search.xsd`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID, InvalidJID
from sqlalchemy import Connection, Engine

from components.archive.search import hits
from components.archive.search.asked import EVER, asked
from components.archive.search.hits import Hit
from components.archive.search.query import Query, parse
from components.archive.xmpp.inbox import Tell
from components.runtime import rsm
from components.runtime.database import in_transaction
from components.runtime.disco import Disco
from components.runtime.dispatch import Dispatch
from components.runtime.errors import Unsupported
from components.runtime.stanza import Request, serialise
from schemas.refusals import Malformed, NotAllowed, NotFound
from schemas.xmpp.namespaces import (
    CLIENT,
    DATA,
    DELAY,
    FORWARDING,
    FULLTEXT,
    HINTS,
    MAM,
    RSM,
    STANZA_ID,
    STOA_SEARCH,
)

MOST = 50
"""Results in one answer; also of those that were asked for without a page."""
MOST_DIGITS = 18
TEXT = f"{{{FULLTEXT}}}fulltext"
FIELDS = {"with": "jid-single", "start": "text-single", "end": "text-single", TEXT: "text-single"}
MICROSECOND = timedelta(microseconds=1)
LAST = datetime.max.replace(tzinfo=UTC) - MICROSECOND


@dataclass(frozen=True)
class Asked:
    query: Query
    everything: bool
    """Nothing was typed, which in this extension asks for all there is."""
    page: rsm.Page
    query_id: str | None


class Results(NamedTuple):
    hits: Sequence[Hit]
    total: int
    complete: bool


class Search:
    def __init__(self, engine: Engine, domain: str, tell: Tell) -> None:
        """`tell` speaks for the archive's own address."""
        self._engine, self._domain, self._tell = engine, domain, tell

    def register(self, dispatch: Dispatch, disco: Disco) -> None:
        dispatch.handle("get", f"{{{MAM}}}query", self._form)
        dispatch.handle("set", f"{{{MAM}}}query", self._answer)
        disco.feature(MAM, FULLTEXT, RSM)

    async def _form(self, request: Request) -> Element:
        self._check(request.sender)
        query = Element(f"{{{MAM}}}query")
        x = SubElement(query, f"{{{DATA}}}x", type="form")
        hidden = SubElement(x, f"{{{DATA}}}field", var="FORM_TYPE", type="hidden")
        SubElement(hidden, f"{{{DATA}}}value").text = MAM
        for name, type_ in FIELDS.items():
            SubElement(x, f"{{{DATA}}}field", var=name, type=type_)
        return query

    async def _answer(self, request: Request) -> Element:
        """Raises Malformed, Unsupported for an unknown field, and NotFound for a page there is
        not."""
        self._check(request.sender)
        wanted, asker = parse_query(request.payload), request.sender.bare
        found = await in_transaction(
            self._engine, lambda connection: _results(connection, asker, wanted)
        )
        messages = [_message(hit, asker, wanted.query_id) for hit in found.hits]
        await self._tell(request.sender.full, [serialise(each) for each in messages])
        return _fin(found)

    def _check(self, sender: JID) -> None:
        if sender.domain != self._domain or not sender.local:
            raise NotAllowed("Only people of this server have conversations here")


def parse_query(payload: Element) -> Asked:
    """Raises Malformed and Unsupported."""
    page = rsm.parse_rsm(payload, MOST) or rsm.Page(MOST)
    if page.index is not None:
        raise Unsupported("Pages lie before or after a message")
    form = payload.find(f"{{{DATA}}}x")
    fields = {} if form is None else _fields(form)
    typed = fields.get(TEXT, "")
    query = parse(typed)
    nothing = bool(typed.strip()) and query == Query()
    if "with" in fields:
        query = replace(query, places=(*query.places, _bare(fields["with"])))
    if "start" in fields:
        start = _moment(fields["start"])
        query = replace(query, after=max(start, query.after or start))
    if "end" in fields:
        end = min(_moment(fields["end"]), LAST) + MICROSECOND
        query = replace(query, before=min(end, query.before or end))
    return Asked(query, not nothing, page, payload.get("queryid"))


def _fields(form: Element) -> dict[str, str]:
    if form.get("type") != "submit":
        raise Malformed("A submitted data form is needed")
    fields = {
        each.get("var", ""): each.findtext(f"{{{DATA}}}value") or ""
        for each in form.iterfind(f"{{{DATA}}}field")
    }
    if fields.pop("FORM_TYPE", None) != MAM:
        raise Malformed(f"The form is of another type than {MAM}")
    unknown = fields.keys() - FIELDS.keys()
    if unknown:
        raise Unsupported(f"There is no such field: {min(unknown)}")
    return fields


def _bare(text: str) -> str:
    try:
        return JID(text).bare
    except InvalidJID:
        raise Malformed("“with” is no address") from None


def _moment(text: str) -> datetime:
    """XEP-0082."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Malformed("“start” and “end” are moments such as 2026-11-21T09:30:00Z") from None


def _results(connection: Connection, asker: str, wanted: Asked) -> Results:
    """The oldest first, as the extension has it."""
    page, above, below = wanted.page, 0, EVER
    if page.after is not None:
        above = _known(connection, asker, page.after)
    if page.before:
        below = _known(connection, asker, page.before)
    meant = asked(connection, asker, wanted.query) if wanted.everything else None
    if meant is None:
        return Results((), 0, complete=True)
    backwards = page.before is not None
    total, ids = hits.matching(
        connection, meant, page.most + 1, above=above, below=below, newest_first=backwards
    )
    shown = sorted(ids[: page.most])
    found = hits.details(connection, asker, shown, meant.words)
    return Results(found, total, complete=len(ids) <= page.most)


def _known(connection: Connection, asker: str, text: str) -> int:
    """Raises NotFound (#query-paging)."""
    known = text.isdecimal() and len(text) <= MOST_DIGITS
    if not known or not hits.details(connection, asker, [int(text)]):
        raise NotFound("There is no such message")
    return int(text)


def _message(hit: Hit, asker: str, query_id: str | None) -> Element:
    message = Element(f"{{{CLIENT}}}message")
    result = SubElement(message, f"{{{MAM}}}result", id=str(hit.id))
    if query_id is not None:
        result.set("queryid", query_id)
    forwarded = SubElement(result, f"{{{FORWARDING}}}forwarded")
    SubElement(forwarded, f"{{{DELAY}}}delay", stamp=_stamp(hit.at))
    forwarded.append(_forwarded(hit, asker))
    result.append(_found(hit))
    SubElement(message, f"{{{HINTS}}}no-store")
    return message


def _forwarded(hit: Hit, asker: str) -> Element:
    """As the message is now: corrected, and without what only its devices need."""
    message = Element(f"{{{CLIENT}}}message", _addresses(hit, asker))
    if hit.message_id:
        message.set("id", hit.message_id)
    SubElement(message, f"{{{CLIENT}}}body").text = hit.body
    if hit.thread:
        SubElement(message, f"{{{CLIENT}}}thread").text = hit.thread
    by = hit.address if hit.conversation_kind == "room" else asker
    SubElement(message, f"{{{STANZA_ID}}}stanza-id", by=by, id=str(hit.id))
    return message


def _addresses(hit: Hit, asker: str) -> dict[str, str]:
    """Of rooms' messages as rooms hand them out (XEP-0313 #business-storeret-muc-archives)."""
    room, _, _ = hit.address.partition(":")
    occupant = f"{room}/{hit.nick}" if hit.nick else room
    if hit.conversation_kind == "room":
        return {"type": "groupchat", "from": occupant}
    if hit.sender == asker:
        return {"type": "chat", "from": asker, "to": room}
    private = hit.conversation_kind == "private"
    return {"type": "chat", "from": occupant if private else hit.sender, "to": asker}


def _found(hit: Hit) -> Element:
    found = Element(
        f"{{{STOA_SEARCH}}}found",
        conversation=hit.address,
        kind=hit.conversation_kind,
        name=hit.conversation_name,
        sender=hit.sender,
    )
    last: Element | None = None
    over = 0
    for begin, end in hit.marks:
        _write(found, last, hit.snippet[over:begin])
        last = SubElement(found, f"{{{STOA_SEARCH}}}mark")
        last.text = hit.snippet[begin:end]
        over = end
    _write(found, last, hit.snippet[over:])
    return found


def _write(parent: Element, last: Element | None, text: str) -> None:
    """After the last child, or at the beginning."""
    if last is None:
        parent.text = text
    else:
        last.tail = text


def _stamp(at: datetime) -> str:
    """XEP-0082."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _fin(found: Results) -> Element:
    fin = Element(f"{{{MAM}}}fin")
    if found.complete:
        fin.set("complete", "true")
    fin.append(rsm.described([str(hit.id) for hit in found.hits], None, found.total))
    return fin

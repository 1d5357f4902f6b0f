"""What a recorded stanza says, read out of its XML once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, fromstring

from components.archive.views.files import File, oob_file, shared_file
from schemas.xmpp.namespaces import (
    CALENDAR_EVENTS,
    CALL_INVITES,
    CHAT_MARKERS,
    CLIENT,
    CONFERENCE,
    FALLBACK,
    FILE_SHARING,
    HINTS,
    JINGLE,
    JINGLE_MESSAGE,
    MEMBERSHIP,
    MENTIONS,
    MUC_USER,
    OUT_OF_BAND,
    PINS,
    PUBSUB,
    PUBSUB_OWNER,
    REACTIONS,
    RECEIPTS,
    REFERENCES,
    REPLY,
    XML,
)

NO_STORE = ("no-store", "no-storage", "no-permanent-store", "no-permanent-storage")
ENCRYPTED = (
    "urn:xmpp:omemo:2",
    "eu.siacs.conversations.axolotl",
    "urn:xmpp:openpgp:0",
    "jabber:x:encrypted",
)
LANGUAGE = f"{{{XML}}}lang"
MOST_REACTIONS = 20
LONGEST_REACTION = 64
"""Characters; an emoji with all its modifiers is shorter."""
LONGEST_ADDRESS = 512
LONGEST_THREAD = 255
"""Characters; names are UUIDs or ids of messages."""
LONGEST_PLACE = 9
"""Digits; no text is longer."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something about a call: a Jingle action or the name of an element of XEP-0353 or XEP-0482."""

    verb: str
    sid: str
    media: str = ""
    reason: str = ""
    migrated_to: str | None = None


@dataclass(slots=True)
class Content:
    """What a stanza holds of that which the views know; ids as its sender wrote them."""

    body: str = ""
    subject: str | None = None
    thread: str | None = None
    stored: bool = False
    unstored: bool = False
    encrypted: bool = False
    invitation: bool = False
    event: bool = False
    reply_to: str | None = None
    fallbacks: list[tuple[str, int, int | None]] = field(default_factory=list)
    """For which namespace, from which character up to which; None: to the end."""
    reactions: tuple[str, frozenset[str]] | None = None
    pin: tuple[str, bool] | None = None
    """Of which message, and whether it is pinned from now on (extensions/pins.xsd)."""
    only_pins: bool = False
    """Whatever else it says is for those who know nothing of pins."""
    receipt: str | None = None
    displayed: str | None = None
    files: list[File] = field(default_factory=list)
    linked: list[File] = field(default_factory=list)
    """Those of ours to which the text has links."""
    host: str = ""
    """Whose files are ours."""
    mentions: list[str] = field(default_factory=list)
    """Bare JIDs; '' for everybody in the room."""
    signals: list[Signal] = field(default_factory=list)
    payload: Element | None = None
    """What a membership or an item is about."""

    @property
    def says_something(self) -> bool:
        said = self.body or self.files or self.encrypted or self.invitation or self.event
        return bool(said) or self.subject is not None


def read(xml: str) -> Content:
    """Elements that nobody here knows are passed over, as is what is no XML at all. The server
    writes most stanzas without their namespace, which is that of clients."""
    content = Content()
    try:
        stanza = fromstring(xml)  # noqa: S314 - what ejabberd has parsed and written
    except ParseError:
        return content
    for child in (stanza, *stanza):
        take = READERS.get(child.tag) or READERS.get(f"{{{CLIENT}}}{child.tag}")
        if take:
            take(content, child)
    _drop_fallbacks(content)
    return content


def _body(content: Content, element: Element) -> None:
    if not content.body or not element.get(LANGUAGE):
        content.body = element.text or ""


def _subject(content: Content, element: Element) -> None:
    content.subject = element.text or ""


def _thread(content: Content, element: Element) -> None:
    """XEP-0201; a name that is longer than any is none."""
    name = (element.text or "").strip()
    content.thread = name if 0 < len(name) <= LONGEST_THREAD else None


def _stored(content: Content, _: Element) -> None:
    content.stored = True


def _unstored(content: Content, _: Element) -> None:
    content.unstored = True


def _encrypted(content: Content, _: Element) -> None:
    content.encrypted = True


def _event(content: Content, _: Element) -> None:
    content.event = True


def _invitation(content: Content, element: Element) -> None:
    if element.tag == f"{{{CONFERENCE}}}x" or element.find(f"{{{MUC_USER}}}invite") is not None:
        content.invitation = True


def _reply(content: Content, element: Element) -> None:
    content.reply_to = element.get("id")


def _fallback(content: Content, element: Element) -> None:
    for part in element.iter(f"{{{FALLBACK}}}body"):
        start, end = part.get("start", "0"), part.get("end")
        first, last = _place(start), None if end is None else _place(end)
        content.fallbacks.append((element.get("for", ""), first, last))


def _place(digits: str) -> int:
    """Of a character in a text; what is none, or in none, is its beginning."""
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST_PLACE else 0


def _reactions(content: Content, element: Element) -> None:
    emoji = (each.text or "" for each in element.iterfind(f"{{{REACTIONS}}}reaction"))
    chosen = [each for each in emoji if 0 < len(each) <= LONGEST_REACTION]
    content.reactions = (element.get("id", ""), frozenset(chosen[:MOST_REACTIONS]))


def _pin(content: Content, element: Element) -> None:
    content.pin = (element.get("id", ""), element.get("on") in {"true", "1"})


def _receipt(content: Content, element: Element) -> None:
    content.receipt = element.get("id")


def _displayed(content: Content, element: Element) -> None:
    content.displayed = element.get("id")


def _shared_file(content: Content, element: Element) -> None:
    content.files.append(shared_file(element))


def _oob(content: Content, element: Element) -> None:
    found = oob_file(element)
    if found and found.url not in {each.url for each in content.files}:
        content.files.append(found)


def _mention(content: Content, element: Element) -> None:
    """XEP-0513 #individual, #channel; XEP-0372 #usecase_mention."""
    if element.tag == f"{{{REFERENCES}}}reference" and element.get("type") != "mention":
        return
    if element.get("mentions") == f"{MENTIONS}#channel":
        content.mentions.append("")
    elif element.get("uri", "").startswith("xmpp:"):
        address = unquote(element.get("uri", "").removeprefix("xmpp:").partition("?")[0])
        bare = address.partition("/")[0].lower().replace("\0", "")
        if 0 < len(bare) <= LONGEST_ADDRESS:
            content.mentions.append(bare)


def _jingle(content: Content, element: Element) -> None:
    kinds = {each.get("media", "") for each in element.iter() if each.tag.endswith("}description")}
    reason = element.find(f"{{{JINGLE}}}reason")
    content.signals.append(
        Signal(
            element.get("action", ""),
            element.get("sid", ""),
            " ".join(sorted(kinds - {""})),
            _condition(reason),
        )
    )


def _initiation(content: Content, element: Element) -> None:
    kinds = {each.get("media", "") for each in element if each.tag.endswith("}description")}
    migrated = element.find(f"{{{JINGLE_MESSAGE}}}migrated")
    content.signals.append(
        Signal(
            element.tag.rpartition("}")[2],
            element.get("id", ""),
            " ".join(sorted(kinds - {""})),
            _condition(element.find(f"{{{JINGLE}}}reason")),
            None if migrated is None else migrated.get("to"),
        )
    )


def _invite(content: Content, element: Element) -> None:
    """XEP-0482 #usecases: later elements name the message with the invite, by `id`."""
    verb = element.tag.rpartition("}")[2]
    media = "audio video" if element.get("video") in {"true", "1"} else "audio"
    content.signals.append(Signal(verb, element.get("id", ""), media if verb == "invite" else ""))


def _condition(reason: Element | None) -> str:
    names = () if reason is None else (each.tag.rpartition("}")[2][:100] for each in reason)
    return next((name for name in names if name != "text"), "")


def _payload(content: Content, element: Element) -> None:
    content.payload = element


def _drop_fallbacks(content: Content) -> None:
    """A quotation of what is replied to and the address of a file are not what somebody said; but
    nobody says nothing by calling all of it one."""
    understood = {REPLY, *((FILE_SHARING, OUT_OF_BAND) if content.files else ())}
    said = _without(content, understood)
    content.only_pins = content.pin is not None and not _without(content, {PINS}).strip()
    if any(said.strip() == each.url for each in content.files):
        said = ""
    if said.strip() or content.files:
        content.body = said


def _without(content: Content, understood: Collection[str]) -> str:
    """The text without what stands there for those who do not know these namespaces."""
    said = content.body
    for namespace, start, end in sorted(content.fallbacks, key=lambda each: -each[1]):
        if namespace in understood:
            said = said[:start] + (said[end:] if end is not None else "")
    return said


READERS: dict[str, Callable[[Content, Element], None]] = {
    f"{{{CLIENT}}}body": _body,
    f"{{{CLIENT}}}subject": _subject,
    f"{{{CLIENT}}}thread": _thread,
    f"{{{HINTS}}}store": _stored,
    f"{{{REPLY}}}reply": _reply,
    f"{{{FALLBACK}}}fallback": _fallback,
    f"{{{REACTIONS}}}reactions": _reactions,
    f"{{{PINS}}}pin": _pin,
    f"{{{RECEIPTS}}}received": _receipt,
    f"{{{CHAT_MARKERS}}}displayed": _displayed,
    f"{{{FILE_SHARING}}}file-sharing": _shared_file,
    f"{{{OUT_OF_BAND}}}x": _oob,
    f"{{{MENTIONS}}}mention": _mention,
    f"{{{REFERENCES}}}reference": _mention,
    f"{{{JINGLE}}}jingle": _jingle,
    f"{{{CALENDAR_EVENTS}}}event": _event,
    f"{{{CONFERENCE}}}x": _invitation,
    f"{{{MUC_USER}}}x": _invitation,
    f"{{{PUBSUB}}}pubsub": _payload,
    f"{{{PUBSUB_OWNER}}}pubsub": _payload,
    f"{{{MEMBERSHIP}}}membership": _payload,
    **{f"{{{HINTS}}}{name}": _unstored for name in NO_STORE},
    **{f"{{{namespace}}}encrypted": _encrypted for namespace in ENCRYPTED[:3]},
    f"{{{ENCRYPTED[3]}}}x": _encrypted,
    **{
        f"{{{JINGLE_MESSAGE}}}{name}": _initiation
        for name in ("propose", "proceed", "accept", "reject", "retract", "finish")
    },
    **{
        f"{{{CALL_INVITES}}}{name}": _invite
        for name in ("invite", "accept", "reject", "retract", "left")
    },
}

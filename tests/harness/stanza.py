"""A received stanza, and the conditions tests wait for."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
STREAMS = "http://etherx.jabber.org/streams"
SID = "urn:xmpp:sid:0"
CARBONS = "urn:xmpp:carbons:2"


@dataclass(frozen=True, slots=True)
class Stanza:
    element: Element

    @property
    def kind(self) -> str:
        return self.element.tag.rpartition("}")[2]

    @property
    def type(self) -> str | None:
        return self.element.get("type")

    @property
    def id(self) -> str | None:
        return self.element.get("id")

    @property
    def sender(self) -> str | None:
        return self.element.get("from")

    @property
    def recipient(self) -> str | None:
        return self.element.get("to")

    @property
    def body(self) -> str | None:
        return self.element.findtext("{*}body")

    @property
    def error(self) -> str | None:
        """The defined condition of a stanza error, as `forbidden`."""
        for condition in self.element.findall(f"{{*}}error/{{{STANZAS}}}*"):
            name = condition.tag.rpartition("}")[2]
            if name != "text":
                return name
        return None

    @property
    def error_type(self) -> str | None:
        error = self.child("{*}error")
        return None if error is None else error.get("type")

    @property
    def stanza_ids(self) -> dict[str, str]:
        """Archive ids by the archive that gave them (XEP-0359)."""
        return dict(self.all_stanza_ids)

    @property
    def all_stanza_ids(self) -> list[tuple[str, str]]:
        """Every `<stanza-id/>` as (by, id), duplicates and forgeries too."""
        found = self.element.findall(f"{{{SID}}}stanza-id")
        return [(one.get("by", ""), one.get("id", "")) for one in found]

    @property
    def carbon(self) -> "Stanza | None":
        """The message inside a carbon copy of either direction (XEP-0280)."""
        return self._wrapped(f"{{{CARBONS}}}*/{{urn:xmpp:forward:0}}forwarded/{{*}}message")

    @property
    def archived(self) -> "Stanza | None":
        """The message inside an archive result (XEP-0313)."""
        return self._wrapped("{urn:xmpp:mam:2}result/{*}forwarded/{*}message")

    @property
    def archive_id(self) -> int | None:
        """The id of an archive result, in µs since 1970."""
        result = self.child("{urn:xmpp:mam:2}result")
        return None if result is None else int(result.get("id", ""))

    def _wrapped(self, path: str) -> "Stanza | None":
        inner = self.child(path)
        return None if inner is None else Stanza(inner)

    def child(self, path: str) -> Element | None:
        return self.element.find(path)

    def __str__(self) -> str:
        try:
            return tostring(self.element, encoding="unicode")[:2_000]
        except RecursionError:
            return f"<{self.kind} id={self.id!r} type={self.type!r}> nested too deep to print"

    __repr__ = __str__


Condition = Callable[[Stanza], bool]


def with_body(body: str) -> Condition:
    return lambda stanza: stanza.kind == "message" and stanza.body == body


def copy_of(body: str) -> Condition:
    """A carbon copy of the message with that body."""

    def matches(stanza: Stanza) -> bool:
        return stanza.carbon is not None and stanza.carbon.body == body

    return matches


def with_id(stanza_id: str) -> Condition:
    """The stanza itself, not an error about it."""
    return lambda stanza: stanza.id == stanza_id and stanza.kind == "message"


def error_to(stanza_id: str) -> Condition:
    return lambda stanza: stanza.type == "error" and stanza.id == stanza_id


def reply_to(stanza_id: str) -> Condition:
    return lambda stanza: (
        stanza.kind == "iq" and stanza.id == stanza_id and stanza.type in {"result", "error"}
    )


def named(name: str) -> Condition:
    return lambda stanza: stanza.kind == name

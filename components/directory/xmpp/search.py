"""Jabber Search (XEP-0055 v1.3): with a data form, or the four fields of old clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element, SubElement

from components.directory import people, search
from components.directory.people import PersonCard
from components.directory.roles import Permission, Role
from components.directory.search import MOST, Question
from components.directory.xmpp.asking import Asking
from components.runtime import rsm
from components.runtime.disco import Disco
from components.runtime.dispatch import Dispatch
from components.runtime.forms import form_element, parse_form, table_element
from components.runtime.stanza import Request
from schemas.refusals import Malformed
from schemas.xmpp.namespaces import DATA, RSM, SEARCH

TITLE = "People of the organisation"
INSTRUCTIONS = "Fill in what you know; accents and small typing errors do not matter."
OLD_FIELDS = ("first", "last", "nick", "email")
"""All that a client without data forms knows (#schema)."""
COLUMNS = {
    "jid": "Address",
    "nick": "Name",
    "first": "Given name",
    "last": "Family name",
    "title": "Title",
    "department": "Department",
    "email": "E-mail",
}


def _labelled(label: str) -> str:
    found: str = field(default="", metadata={"label": label})
    return found


@dataclass(frozen=True)
class Wanted:
    search: str = _labelled("Name, title or department")
    first: str = _labelled("Given name")
    last: str = _labelled("Family name")
    nick: str = _labelled("Nickname")
    email: str = _labelled("E-mail address")
    department: str = _labelled("Department")
    role: Literal["any", "publisher", "moderator", "agent", "auditor", "administrator"] = field(
        default="any", metadata={"label": "Role"}
    )

    @property
    def question(self) -> Question:
        if self.email and "@" not in self.email:
            raise Malformed("An e-mail address has an @")
        fields = (self.search, self.first, self.last, self.nick, self.email)
        words = " ".join(filter(None, fields)).replace("*", " ")  # habit of other directories
        role = None if self.role == "any" else Role(self.role)
        return Question(words, role=role, department=self.department)


@dataclass(frozen=True)
class Found:
    """Somebody as clients show them; only the last of a name's words counts as the family's."""

    jid: str
    nick: str
    first: str
    last: str
    title: str
    department: str
    email: str


class Search:
    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def register(self, dispatch: Dispatch, disco: Disco) -> None:
        dispatch.handle("get", f"{{{SEARCH}}}query", self._fields)
        dispatch.handle("set", f"{{{SEARCH}}}query", self._results)
        disco.feature(SEARCH, RSM)

    async def _fields(self, request: Request) -> Element:
        await self._asking.check(request.sender, Permission.FIND_PEOPLE)
        query = Element(f"{{{SEARCH}}}query")
        SubElement(query, f"{{{SEARCH}}}instructions").text = INSTRUCTIONS
        for name in OLD_FIELDS:
            SubElement(query, f"{{{SEARCH}}}{name}")
        query.append(form_element(Wanted, TITLE, INSTRUCTIONS, SEARCH))
        return query

    async def _results(self, request: Request) -> Element:
        """Raises Malformed, NotAllowed, and NotFound for a page there is not."""
        await self._asking.check(request.sender, Permission.FIND_PEOPLE)
        asked = request.payload
        form = asked.find(f"{{{DATA}}}x")
        question = (_old(asked) if form is None else parse_form(form, Wanted)).question
        page = rsm.parse_rsm(asked, MOST)
        asker = request.sender.local
        ids = await self._asking.work(lambda connection: search.find(connection, asker, question))
        shown, described = rsm.cut(ids, page or rsm.Page(MOST))
        cards = await self._asking.work(lambda connection: people.cards(connection, shown))
        query = _rendered([self._found(card) for card in cards], old=form is None)
        if page:
            query.append(described)
        return query

    def _found(self, card: PersonCard) -> Found:
        first, _, last = card.name.rpartition(" ")
        departments = ", ".join(each.name for each in card.departments)
        address = f"{card.localpart}@{self._asking.domain}"
        return Found(address, card.name, first, last, card.title, departments, card.email)


def _old(asked: Element) -> Wanted:
    first, last, nick, email = (asked.findtext(f"{{{SEARCH}}}{name}") or "" for name in OLD_FIELDS)
    return Wanted(first=first, last=last, nick=nick, email=email)


def _rendered(found: Sequence[Found], *, old: bool) -> Element:
    """Empty where there is nobody (#usecases-search)."""
    query = Element(f"{{{SEARCH}}}query")
    if not old and found:
        query.append(table_element(SEARCH, COLUMNS, found))
    for each in found if old else ():
        item = SubElement(query, f"{{{SEARCH}}}item", jid=each.jid)
        for name in OLD_FIELDS:
            SubElement(item, f"{{{SEARCH}}}{name}").text = getattr(each, name)
    return query

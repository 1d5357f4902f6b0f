"""Who a component is and what it can do (XEP-0030 v2.5.0)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID

from components.runtime.dispatch import Dispatch
from components.runtime.stanza import Request
from schemas.refusals import NotAllowed, NotFound
from schemas.xmpp.namespaces import DATA, DISCO_INFO, DISCO_ITEMS, PING


@dataclass(frozen=True)
class Identity:
    """Category and type are the registrar's words."""

    category: str
    type: str
    name: str


@dataclass(frozen=True)
class Item:
    jid: str
    node: str
    name: str


async def _nothing(_: JID) -> list[Item]:
    return []


async def _everybody(_: JID) -> bool:
    return True


@dataclass(frozen=True)
class Node:
    """What is said about a node of the component, and to whom."""

    identity: Identity
    features: tuple[str, ...] = ()
    items: Callable[[JID], Awaitable[list[Item]]] = _nothing
    allowed: Callable[[JID], Awaitable[bool]] = _everybody


class Disco:
    """Answers for the component itself and its nodes, and pings (XEP-0199 v2.0.1 #s2c)."""

    def __init__(self, identity: Identity) -> None:
        self._features = {DISCO_INFO, DISCO_ITEMS, PING}
        self._identity = identity
        self._nodes: dict[str, Node] = {}
        self._forms: list[Element] = []

    def feature(self, *namespaces: str) -> None:
        self._features.update(namespaces)

    def form(self, form_type: str, fields: Mapping[str, str]) -> None:
        """What is said of the component itself beyond its features (XEP-0128 v1.0.1)."""
        form = Element(f"{{{DATA}}}x", type="result")
        hidden = SubElement(form, f"{{{DATA}}}field", var="FORM_TYPE", type="hidden")
        SubElement(hidden, f"{{{DATA}}}value").text = form_type
        for name, value in fields.items():
            field = SubElement(form, f"{{{DATA}}}field", var=name)
            SubElement(field, f"{{{DATA}}}value").text = value
        self._forms.append(form)

    def node(self, name: str, node: Node) -> None:
        self._nodes[name] = node

    def register(self, dispatch: Dispatch) -> None:
        dispatch.handle("get", f"{{{DISCO_INFO}}}query", self._info)
        dispatch.handle("get", f"{{{DISCO_ITEMS}}}query", self._items)
        dispatch.handle("get", f"{{{PING}}}ping", _pong)

    async def _info(self, request: Request) -> Element:
        node = await self._asked(request)
        identity = node.identity if node else self._identity
        query = _query(request)
        SubElement(query, f"{{{DISCO_INFO}}}identity", vars(identity))
        for feature in sorted(node.features if node else self._features):
            SubElement(query, f"{{{DISCO_INFO}}}feature", var=feature)
        query.extend([] if node else self._forms)
        return query

    async def _items(self, request: Request) -> Element:
        node = await self._asked(request)
        query = _query(request)
        for item in await node.items(request.sender) if node else []:
            SubElement(query, f"{{{DISCO_ITEMS}}}item", vars(item))
        return query

    async def _asked(self, request: Request) -> Node | None:
        """Raises NotFound for a node there is not (#info-nodes), NotAllowed for a hidden one."""
        name = request.payload.get("node")
        if not name:
            return None
        if name not in self._nodes:
            raise NotFound("There is no such node")
        node = self._nodes[name]
        if not await node.allowed(request.sender):
            raise NotAllowed("This node is not for you")
        return node


def _query(request: Request) -> Element:
    """The answer's element repeats the node that was asked for (#info-nodes)."""
    query = Element(request.payload.tag)
    if node := request.payload.get("node"):
        query.set("node", node)
    return query


async def _pong(_: Request) -> None:
    """An empty result."""

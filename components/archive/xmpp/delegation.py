"""Requests to people's own accounts that the server hands on (XEP-0355 v0.4.1, as ejabberd speaks
it): asked and answered inside a request of the server's."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID

from components.runtime.disco import Disco, Identity, Node
from components.runtime.dispatch import Dispatch, Handler, answered
from components.runtime.stanza import Request
from schemas.refusals import Malformed, NotAllowed
from schemas.xmpp.namespaces import CLIENT, COMPONENT, DELEGATION, FORWARDING

TAG = f"{{{DELEGATION}}}delegation"
FORWARDED = f"{TAG}/{{{FORWARDING}}}forwarded/{{{CLIENT}}}iq"
BARE = f"{DELEGATION}:bare:"
"""Before a namespace: the node that says what accounts can do (#adv_disco)."""
SECONDS = 20
"""The server gives the client no answer of ours but one of this request."""


class Delegation:
    """Answers for each account of one server, and to its owner alone."""

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._handlers: dict[tuple[str, str], Handler] = {}

    def handle(self, type: str, tag: str, handler: Handler) -> None:
        """As `Dispatch.handle`; the request is one of an account's owner to that account."""

        async def for_its_owner(request: Request) -> Element | None:
            if request.sender.bare != request.to.bare or request.sender.domain != self._domain:
                raise NotAllowed("An account answers its owner only")
            return await handler(request)

        self._handlers[type, tag] = for_its_owner

    def sender(self, iq: Element) -> str:
        """Who asks, whether by the server or straight."""
        inner = iq.find(FORWARDED) if iq.get("from") == self._domain else None
        return (iq if inner is None else inner).get("from", "")

    def register(self, dispatch: Dispatch, disco: Disco) -> None:
        dispatch.handle("set", TAG, self._answer)
        identity = Identity("component", "archive", "Stoa archive")
        for namespace in {tag[1:].partition("}")[0] for _, tag in self._handlers}:
            disco.node(BARE + namespace, Node(identity, (namespace,)))

    async def _answer(self, request: Request) -> Element:
        """Raises NotAllowed for anybody but the server: who is asking is what it says."""
        if request.sender != JID(self._domain):
            raise NotAllowed("Only the server delegates")
        iq = request.payload.find(f"{{{FORWARDING}}}forwarded/{{{CLIENT}}}iq")
        if iq is None:
            raise Malformed("There is no request in it")
        answer = Element(TAG)
        found = await answered(iq, self._handlers, of_a_client, SECONDS)
        SubElement(answer, f"{{{FORWARDING}}}forwarded").append(found)
        return answer


def of_a_client(stanza: Element) -> Element:
    """In the namespace that stanzas have on a client's stream."""
    for element in stanza.iter():
        if element.tag.startswith(f"{{{COMPONENT}}}"):
            element.tag = element.tag.replace(COMPONENT, CLIENT, 1)
    return stanza

"""A person's own nodes (XEP-0163) and vCard (XEP-0054), as a client sees and sets them."""

import base64
from xml.etree.ElementTree import Element

from tests.harness.stanza import Stanza
from tests.harness.xmpp import Client

PUBSUB = "http://jabber.org/protocol/pubsub"


async def items(client: Client, node: str, of: str | None = None) -> list[Element]:
    """The items of a node of `of`, or of the client's own account."""
    answer = await client.ask(
        "get", f"<pubsub xmlns='{PUBSUB}'><items node='{node}'/></pubsub>", of
    )
    return answer.element.findall("{*}pubsub/{*}items/{*}item")


async def publish(client: Client, node: str, item: str, payload: str) -> Stanza:
    return await client.ask(
        "set",
        f"<pubsub xmlns='{PUBSUB}'><publish node='{node}'>"
        f"<item id='{item}'>{payload}</item></publish></pubsub>",
    )


async def configured(client: Client, node: str) -> dict[str | None, list[str | None]]:
    """The options of a node of the client's own account (XEP-0060 #owner-configure)."""
    ask = f"<pubsub xmlns='{PUBSUB}#owner'><configure node='{node}'/></pubsub>"
    answer = await client.ask("get", ask, client.bare)
    fields = answer.element.iterfind(".//{jabber:x:data}field")
    return {field.get("var"): [one.text for one in field.iterfind("{*}value")] for field in fields}


async def vcard(client: Client, of: str) -> tuple[str | None, bytes]:
    """Full name and photo."""
    answer = await client.ask("get", "<vCard xmlns='vcard-temp'/>", of)
    photo = answer.element.findtext("{*}vCard/{*}PHOTO/{*}BINVAL") or ""
    return answer.element.findtext("{*}vCard/{*}FN"), base64.b64decode(photo)

"""The directory as anybody's client finds it: who it is, and its commands."""

from tests.harness.directory import Directory
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza
from tests.harness.xmpp import Client

COMMANDS = "http://jabber.org/protocol/commands"


def component(stack: Stack) -> str:
    return f"directory.{stack.domain}"


async def command(client: Client, stack: Stack, node: str) -> Stanza:
    return await client.ask(
        "set", f"<command xmlns='{COMMANDS}' node='{node}' action='execute'/>", component(stack)
    )


async def offered(client: Client, stack: Stack) -> list[str | None]:
    answer = await client.ask(
        "get",
        f"<query xmlns='http://jabber.org/protocol/disco#items' node='{COMMANDS}'/>",
        component(stack),
    )
    return [item.get("name") for item in answer.element.iterfind("{*}query/{*}item")]


async def test_the_directory_says_who_it_is(stack: Stack, ada: Client) -> None:
    answer = await ada.ask(
        "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", component(stack)
    )
    card = await ada.ask("get", "<vCard xmlns='vcard-temp'/>", component(stack))
    identity = answer.element.find("{*}query/{*}identity")

    assert identity is not None
    assert {"category": "directory", "type": "user", "name": "People"} == identity.attrib
    assert "People" == card.element.findtext("{*}vCard/{*}FN")


async def test_everybody_lists_and_removes_own_devices_only(
    stack: Stack, ada: Client, directory: Directory
) -> None:
    devices = await command(ada, stack, "devices")
    directory.mint("Margaret's tablet")
    begun = await command(ada, stack, "remove-device")
    stage = begun.element.find("{*}command")
    assert stage is not None
    session = stage.get("sessionid")
    answer = await ada.ask(
        "set",
        f"<command xmlns='{COMMANDS}' node='remove-device' action='complete'"
        f" sessionid='{session}'><x xmlns='jabber:x:data' type='submit'>"
        f"<field var='number'><value>{directory.newest}</value></field></x></command>",
        component(stack),
    )

    own = devices.element.findtext("{*}command/{*}note") or ""
    assert "demo, since" in own
    assert "tablet" not in own
    assert "item-not-found" == answer.error


async def test_only_administrators_synchronise(stack: Stack, ada: Client) -> None:
    margaret = await stack.sign_in("margaret", "phone")
    done = await command(margaret, stack, "synchronise")

    assert ["My devices", "Remove a device"] == await offered(ada, stack)
    assert "Synchronise now" in await offered(margaret, stack)
    assert "forbidden" == (await command(ada, stack, "synchronise")).error
    assert done.element.findtext("{*}command/{*}note") is not None

"""The directory as anybody's client finds it: who it is, and its commands."""

import pytest

from tests.harness.directory import Directory
from tests.harness.organisation import Organisation
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

    assert "forbidden" == (await command(ada, stack, "synchronise")).error
    assert done.element.findtext("{*}command/{*}note") is not None


async def test_everybody_is_offered_what_they_may(stack: Stack, ada: Client) -> None:
    margaret = await stack.sign_in("margaret", "phone")

    assert ["Find people", "My devices", "Remove a device"] == await offered(ada, stack)
    assert [
        "Find people",
        "My devices",
        "Remove a device",
        "Synchronise now",
        "What synchronising would change",
        "Sign somebody out everywhere",
        "Give a role",
        "Take a role",
    ] == await offered(margaret, stack)


OF_ADMINISTRATORS = ("synchronise", "dry-run", "end-sessions", "give-role", "take-role")


@pytest.mark.parametrize("node", OF_ADMINISTRATORS)
async def test_nobody_else_runs_what_is_for_administrators(
    stack: Stack, ada: Client, node: str
) -> None:
    info = f"<query xmlns='http://jabber.org/protocol/disco#info' node='{node}'/>"

    assert "forbidden" == (await command(ada, stack, node)).error
    assert "forbidden" == (await ada.ask("get", info, component(stack))).error


async def filled(client: Client, stack: Stack, node: str, **values: str) -> Stanza:
    """Both stages of a command with one form."""
    begun = await command(client, stack, node)
    stage = begun.element.find("{*}command")
    assert stage is not None, begun
    fields = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in values.items()
    )
    return await client.ask(
        "set",
        f"<command xmlns='{COMMANDS}' node='{node}' action='complete'"
        f" sessionid='{stage.get('sessionid')}'>"
        f"<x xmlns='jabber:x:data' type='submit'>{fields}</x></command>",
        component(stack),
    )


def note(answer: Stanza) -> str:
    return answer.element.findtext("{*}command/{*}note") or ""


async def test_a_client_without_a_search_finds_people_too(stack: Stack, ada: Client) -> None:
    found = await filled(ada, stack, "find", words="hoper grace")

    assert note(found).startswith(f"Grace Hopper <{stack.jid('grace')}> ")
    assert "Nobody was found." == note(await filled(ada, stack, "find", words="zzzzqqqq"))


async def test_a_dry_run_tells_what_would_change_and_changes_nothing(stack: Stack) -> None:
    margaret = await stack.sign_in("margaret", "phone")

    assert note(await command(margaret, stack, "dry-run")).startswith("0 would be added, 0 changed")


async def test_a_role_is_given_at_once_and_taken_again(stack: Stack, ada: Client) -> None:
    margaret = await stack.sign_in("margaret", "phone")
    given = await filled(
        margaret, stack, "give-role", person=stack.jid("ada"), role="administrator"
    )
    meanwhile = await offered(ada, stack)
    taken = await filled(margaret, stack, "take-role", person="ada", role="administrator")

    assert "The role is given." == note(given)
    assert "Give a role" in meanwhile
    assert "The role is taken." == note(taken)
    assert "forbidden" == (await command(ada, stack, "give-role")).error


async def test_nobody_gives_roles_whose_account_has_ended_in_the_cms(
    stack: Stack, cms: Organisation
) -> None:
    margaret = await stack.sign_in("margaret", "phone")
    cms.user("margaret", "is_active = false")
    try:
        refused = await filled(margaret, stack, "give-role", person="ada", role="agent")
    finally:
        cms.user("margaret", "is_active = true")

    assert "not-authorized" == refused.error


@pytest.mark.parametrize(
    ("node", "values", "condition"),
    [
        ("give-role", {"person": "nobody", "role": "agent"}, "item-not-found"),
        ("give-role", {"person": "ada@elsewhere.example", "role": "agent"}, "item-not-found"),
        ("give-role", {"person": "ada", "role": "king"}, "bad-request"),
        ("give-role", {"person": "ada", "role": "agent", "department": "X"}, "item-not-found"),
        ("take-role", {"person": "ada", "role": "agent"}, "conflict"),
        ("take-role", {"person": "margaret", "role": "administrator"}, "conflict"),
        ("end-sessions", {"person": "nobody"}, "item-not-found"),
        ("end-sessions", {"person": ""}, "item-not-found"),
    ],
)
async def test_what_cannot_be_done_is_refused(
    stack: Stack, node: str, values: dict[str, str], condition: str
) -> None:
    margaret = await stack.sign_in("margaret", "phone")

    assert condition == (await filled(margaret, stack, node, **values)).error


async def test_an_administrator_ends_somebodys_streams(stack: Stack) -> None:
    margaret = await stack.sign_in("margaret", "phone")
    linus = await stack.sign_in("linus", "phone")
    await filled(margaret, stack, "end-sessions", person=stack.jid("linus"))

    assert "policy-violation" == await linus.finished()

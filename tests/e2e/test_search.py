"""Finding colleagues from any client (XEP-0055), whichever form it knows."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from slixmpp import JID, ClientXMPP

from deploy.instance.settings import Settings
from tests.e2e.clients.profanity import Profanity
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza
from tests.harness.xmpp import Client

SEARCH, DATA, RSM = "jabber:iq:search", "jabber:x:data", "http://jabber.org/protocol/rsm"


async def search(client: Client, stack: Stack, inside: str) -> Stanza:
    query = f"<query xmlns='{SEARCH}'>{inside}</query>"
    return await client.ask("set", query, f"directory.{stack.domain}")


def form(**values: str) -> str:
    fields = "".join(
        f"<field var='{name}'><value>{value}</value></field>" for name, value in values.items()
    )
    return f"<x xmlns='{DATA}' type='submit'>{fields}</x>"


def rows(answer: Stanza) -> list[dict[str, str]]:
    return [
        {
            field.get("var", ""): field.findtext("{*}value") or ""
            for field in item.iterfind("{*}field")
        }
        for item in answer.element.iterfind("{*}query/{*}x/{*}item")
    ]


def people(answer: Stanza) -> list[str]:
    return [row["jid"].partition("@")[0] for row in rows(answer)]


def query(answer: Stanza) -> Element:
    found = answer.element.find("{*}query")
    assert found is not None
    return found


async def test_the_form_says_what_can_be_searched(stack: Stack, ada: Client) -> None:
    answer = await ada.ask("get", f"<query xmlns='{SEARCH}'/>", f"directory.{stack.domain}")
    info = await ada.ask(
        "get",
        "<query xmlns='http://jabber.org/protocol/disco#info'/>",
        f"directory.{stack.domain}",
    )
    fields = query(answer).iterfind("{*}x/{*}field")

    assert {"first", "last", "nick", "email"} <= {
        child.tag.rpartition("}")[2] for child in query(answer)
    }
    assert ["FORM_TYPE", "search", "first", "last", "nick", "email", "department", "role"] == [
        field.get("var") for field in fields
    ]
    assert {SEARCH, RSM} <= {
        each.get("var") for each in info.element.iterfind("{*}query/{*}feature")
    }


async def test_a_colleague_is_found_with_a_form(stack: Stack, ada: Client) -> None:
    answer = await search(ada, stack, form(FORM_TYPE=SEARCH, search="hoper"))

    (found,) = [row for row in rows(answer) if row["nick"] == "Grace Hopper"]
    assert stack.jid("grace") == found["jid"]
    assert ("Grace", "Hopper") == (found["first"], found["last"])
    assert found["department"]
    assert found["title"]


async def test_an_old_client_finds_with_its_four_fields(stack: Stack, ada: Client) -> None:
    answer = await search(ada, stack, "<last>Hopper</last><first>gr*</first>")
    (item,) = query(answer).iterfind("{*}item")

    assert stack.jid("grace") == item.get("jid")
    assert ["Grace", "Hopper"] == [item.findtext("{*}first"), item.findtext("{*}last")]


async def test_department_and_role_narrow_it_down(stack: Stack, ada: Client) -> None:
    administrators = await search(ada, stack, form(role="administrator"))
    department = rows(await search(ada, stack, form(nick="grace")))[0]["department"].split(", ")[0]
    colleagues = await search(ada, stack, form(department=department.upper()))

    assert "margaret" in people(administrators)
    assert "grace" not in people(administrators)
    assert all(department in row["department"] for row in rows(colleagues))
    assert "grace" in people(colleagues)


async def test_nobody_is_an_empty_answer(stack: Stack, ada: Client) -> None:
    for inside in (form(search="zzzzqqqq"), "<last>zzzzqqqq</last>"):
        found = query(await search(ada, stack, inside))
        assert [] == list(found)


async def test_results_come_in_pages(stack: Stack, ada: Client) -> None:
    everybody = people(await search(ada, stack, form(search="*")))
    first = await search(ada, stack, f"{form()}<set xmlns='{RSM}'><max>2</max></set>")
    last = query(first).findtext("{*}set/{*}last")
    after = f"<set xmlns='{RSM}'><max>2</max><after>{last}</after></set>"
    second = await search(ada, stack, form() + after)
    ending = await search(ada, stack, f"{form()}<set xmlns='{RSM}'><max>1</max><before/></set>")

    assert everybody[:4] == people(first) + people(second)
    assert everybody[-1:] == people(ending)
    assert str(len(everybody)) == query(first).findtext("{*}set/{*}count")


@pytest.mark.parametrize(
    ("inside", "condition"),
    [
        (form(search="x" * 101), "bad-request"),
        (form(search="a&#10;b"), "bad-request"),
        (form(role="king"), "bad-request"),
        (form(email="no address"), "bad-request"),
        (f"<x xmlns='{DATA}' type='form'/>", "bad-request"),
        (f"<set xmlns='{RSM}'><max>many</max></set>", "bad-request"),
        (f"<set xmlns='{RSM}'><after>x</after><index>1</index></set>", "bad-request"),
        (f"<set xmlns='{RSM}'><after>nobody</after></set>", "item-not-found"),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    stack: Stack, ada: Client, inside: str, condition: str
) -> None:
    assert condition == (await search(ada, stack, inside)).error


# -- clients ----------------------------------------------------------------------------


@pytest.fixture
async def slixmpp(stack: Stack) -> AsyncIterator[ClientXMPP]:
    client = ClientXMPP(f"{stack.jid('linus')}/search", stack.password("linus"))
    client.ca_certs = stack.home / "tls" / "authority.pem"
    client.enable_direct_tls = False
    client.register_plugin("xep_0055", {"provide_search": False})
    client.connect("127.0.0.1", stack.ports["client"])
    await client.wait_until("session_start")
    yield client
    await client.disconnect()


async def test_slixmpp_finds_a_colleague(stack: Stack, slixmpp: ClientXMPP) -> None:
    asked: Any = slixmpp.plugin["xep_0055"].make_search_iq(ito=JID(f"directory.{stack.domain}"))
    asked["search"]["form"].add_field("last", value="lovelase")
    answer: Any = await asked.send()
    items = answer["search"]["form"]["items"]

    assert ["Ada Lovelace"] == [item["nick"] for item in items if item["last"] == "Lovelace"]


async def test_profanity_finds_a_colleague(stack: Stack, tmp_path: Path) -> None:
    """It takes searches in its XML console only, and has commands for its people."""
    directory = f"directory.{stack.domain}"
    async with Profanity(stack, "linus", Settings().home / "tree-clients", tmp_path) as linus:
        linus.type(f"/cmd exec find {directory}")
        await linus.sees("Name, title or department")
        linus.type("/field1 hoper")
        linus.type("/form submit")
        await linus.sees(f"Grace Hopper <{stack.jid('grace')}> Head of Engineering")
        linus.type("/xmlconsole")
        linus.type(
            f"<iq type='set' id='find' to='{directory}'>"
            f"<query xmlns='{SEARCH}'><last>hoper</last></query></iq>"
        )
        await linus.sees("<nick>Grace Hopper</nick>")

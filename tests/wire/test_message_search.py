"""Searching messages at the archive's own address: what is found, by whom, and in which pages."""

from pathlib import Path
from xml.etree.ElementTree import canonicalize, tostring
from xml.sax.saxutils import escape

import pytest
from sqlalchemy import Engine

from components.archive.xmpp import doors
from components.runtime.dispatch import Dispatch
from components.runtime.stream import ComponentStream
from tests.harness.stanza import Stanza
from tests.harness.talk import Talk
from tests.wire.inbox import Told, readers, talk
from tests.wire.server import DOMAIN, LoopbackServer

__all__ = ["readers", "talk"]

ADA, GRACE, LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
TEA = "tea@conference.localhost"
PHONE = f"{ADA}/phone"
MAM, RSM, DATA = "urn:xmpp:mam:2", "http://jabber.org/protocol/rsm", "jabber:x:data"
TEXT = "{urn:xmpp:fulltext:0}fulltext"
EXAMPLES = Path(__file__).parents[2] / "schemas" / "xmpp" / "examples"


@pytest.fixture
def found() -> Told:
    return Told()


@pytest.fixture
def dispatch(readers: Engine, found: Told) -> Dispatch:
    return doors(DOMAIN, readers, Told(), found)


@pytest.fixture(autouse=True)
def _up(stream: ComponentStream) -> None:
    """Every test asks on the archive's stream."""


def query(page: str = "", form_type: str = MAM, **fields: str) -> str:
    named = {TEXT if name == "text" else name: value for name, value in fields.items()}
    inside = "".join(
        f"<field var='{name}'><value>{escape(value)}</value></field>"
        for name, value in {"FORM_TYPE": form_type, **named}.items()
    )
    rsm = f"<set xmlns='{RSM}'>{page}</set>" if page else ""
    return (
        f"<query xmlns='{MAM}' queryid='s1'><x xmlns='{DATA}' type='submit'>{inside}</x>"
        f"{rsm}</query>"
    )


def ids(found: Told) -> list[str]:
    """Of the results since the last look."""
    taken = [message.find(f"{{{MAM}}}result") for _, message in found.messages]
    found.messages.clear()
    return [each.attrib["id"] for each in taken if each is not None]


def fin(answer: Stanza, name: str) -> str | None:
    return answer.element.findtext(f"{{{MAM}}}fin/{{{RSM}}}set/{{{RSM}}}{name}")


def plain(xml: str) -> str:
    return canonicalize(xml, strip_text=True, rewrite_prefixes=True)


async def test_a_result_is_as_the_example_says(
    server: LoopbackServer, talk: Talk, found: Told
) -> None:
    room = talk.room(TEA, ADA, GRACE, name="Tea")
    talk.say(room, GRACE, "Two plans, and a plan for them", nick="Grace Hopper")
    await server.ask("set", query(text="plan"), PHONE)
    ((client, message),) = found.messages
    message.attrib.update({"from": "archive.localhost", "to": "ada@localhost/web-9c3d"})
    example = (EXAMPLES / "found-result.xml").read_text()

    assert PHONE == client
    assert plain(example) == plain(tostring(message, "unicode"))


async def test_everybody_sees_a_chat_from_their_own_side(
    server: LoopbackServer, talk: Talk, found: Told
) -> None:
    said = talk.say(talk.direct(ADA, GRACE), GRACE, "A plan")
    for asker in (ADA, GRACE):
        await server.ask("set", query(text="plan"), f"{asker}/phone")
    seen = [message.find(".//{jabber:client}message") for _, message in found.messages]

    assert [(GRACE, ADA), (GRACE, ADA)] == [
        (each.get("from"), each.get("to")) for each in seen if each is not None
    ]
    assert [str(said)] * 2 == ids(found)


async def test_pages_go_forwards_and_backwards(
    server: LoopbackServer, talk: Talk, found: Told
) -> None:
    room = talk.room(TEA, ADA, GRACE)
    said = [str(talk.say(room, GRACE, f"Plan {number}")) for number in range(5)]

    async def page(inside: str) -> tuple[list[str], str | None, bool]:
        answer = await server.ask("set", query(f"<max>2</max>{inside}", text="plan"), PHONE)
        last = answer.child(f"{{{MAM}}}fin")
        assert last is not None, answer
        return ids(found), fin(answer, "count"), last.get("complete") == "true"

    assert (said[:2], "5", False) == await page("")
    assert (said[2:4], "5", False) == await page(f"<after>{said[1]}</after>")
    assert (said[4:], "5", True) == await page(f"<after>{said[3]}</after>")
    assert (said[3:], "5", False) == await page("<before/>")
    assert (said[:1], "5", True) == await page(f"<before>{said[1]}</before>")


async def test_the_count_alone_is_asked_for(
    server: LoopbackServer, talk: Talk, found: Told
) -> None:
    talk.say(talk.direct(ADA, GRACE), ADA, "A plan")
    answer = await server.ask("set", query("<max>0</max>", text="plan"), PHONE)

    assert ([], "1") == (ids(found), fin(answer, "count"))


async def test_the_fields_of_every_archive_narrow_it(
    server: LoopbackServer, talk: Talk, found: Told
) -> None:
    room, chat = talk.room(TEA, ADA, GRACE), talk.direct(ADA, GRACE)
    first, second = str(talk.say(room, ADA, "A plan")), str(talk.say(chat, ADA, "A plan"))
    moment = "2026-11-21T15:57:25Z"

    async def asked(**fields: str) -> list[str]:
        await server.ask("set", query(**fields), PHONE)
        return ids(found)

    assert [first, second] == await asked()
    assert [first] == await asked(**{"with": TEA})
    assert [second] == await asked(text="plan", **{"with": f"{GRACE}/phone"})
    assert [] == await asked(**{"with": LINUS})
    assert [first, second] == await asked(start="2026-11-21T15:57:20+00:00", end=moment)
    assert [] == await asked(start=moment)
    assert [first, second] == await asked(end="9999-12-31T23:59:59.999999Z")
    assert [] == await asked(text="--")


async def test_nobody_finds_what_others_say(
    server: LoopbackServer, talk: Talk, found: Told
) -> None:
    said = talk.say(talk.direct(ADA, GRACE), GRACE, "A secret plan")
    counts = [
        fin(await server.ask("set", query(**fields), f"{LINUS}/phone"), "count")
        for fields in ({"text": "plan"}, {"text": "from:grace"}, {}, {"with": GRACE})
    ]
    by_id = query(f"<after>{said}</after>", text="plan")

    assert ["0"] * 4 == counts
    assert "item-not-found" == (await server.ask("set", by_id, f"{LINUS}/phone")).error
    assert [] == ids(found)


@pytest.mark.parametrize("stranger", ["ada@elsewhere.test/phone", "localhost", "mallory.localhost"])
async def test_only_people_of_the_server_may_search(server: LoopbackServer, stranger: str) -> None:
    assert "forbidden" == (await server.ask("set", query(text="plan"), stranger)).error
    assert "forbidden" == (await server.ask("get", f"<query xmlns='{MAM}'/>", stranger)).error


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        (query(text="x" * 1001), "bad-request"),
        (query(text="x" * 10_240), "bad-request"),
        (query(form_type="urn:xmpp:mam:1"), "bad-request"),
        (query(start="yesterday"), "bad-request"),
        (query(**{"with": "@@"}), "bad-request"),
        (query("<max>-1</max>"), "bad-request"),
        (query(colour="red"), "feature-not-implemented"),
        (query("<index>1</index>"), "feature-not-implemented"),
        (query("<after>1</after>"), "item-not-found"),
        (query("<before>x'; --</before>"), "item-not-found"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    server: LoopbackServer, asked: str, condition: str
) -> None:
    assert condition == (await server.ask("set", asked, PHONE)).error


async def test_the_archive_says_that_it_searches(server: LoopbackServer) -> None:
    info = "http://jabber.org/protocol/disco#info"
    answer = await server.ask("get", f"<query xmlns='{info}'/>", PHONE)
    form = await server.ask("get", f"<query xmlns='{MAM}'/>", PHONE)
    features = {each.get("var") for each in answer.element.iter(f"{{{info}}}feature")}

    assert {MAM, RSM, "urn:xmpp:fulltext:0"} <= features
    assert ["FORM_TYPE", "with", "start", "end", TEXT] == [
        each.get("var") for each in form.element.iter(f"{{{DATA}}}field")
    ]

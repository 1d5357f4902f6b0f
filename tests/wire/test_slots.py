"""Slots: what clients ask the upload component, and what it answers (XEP-0363 v1.2.0)."""

from xml.etree.ElementTree import canonicalize, tostring

import pytest
from sqlalchemy import Engine, text

from components.runtime.dispatch import Dispatch
from components.runtime.stream import ComponentStream
from components.upload.links import Fetching, Links, Putting
from components.upload.quotas import Quotas
from components.upload.slots import Slots
from components.upload.xmpp import doors
from components.upload.xmpp.slots import SlotRequests
from tests.harness.stanza import Stanza
from tests.harness.upload import PURPOSE, UPLOAD, request
from tests.wire.server import DOMAIN, LoopbackServer

ORIGIN = "http://localhost:8080"
MOST, MOST_OF_ONE = 20_000, 50_000
INFO = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
TOO_LARGE = f"""
<error xmlns="jabber:component:accept" type="modify">
  <not-acceptable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>
  <text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas" xml:lang="en">File too large. The maximum file size is 20000 bytes</text>
  <file-too-large xmlns="{UPLOAD}"><max-file-size>20000</max-file-size></file-too-large>
</error>"""  # noqa: E501 - the extension's own line


@pytest.fixture
def links() -> Links:
    return Links(ORIGIN, DOMAIN, "a key")


class Disk:
    free_bytes = 2**40


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def dispatch(engine: Engine, links: Links, disk: Disk) -> Dispatch:
    slots = Slots(Quotas(MOST, MOST_OF_ONE), 300, lambda: disk.free_bytes)
    return doors(SlotRequests(engine, DOMAIN, slots, links, MOST))


@pytest.fixture(autouse=True)
def _up(people: None, stream: ComponentStream) -> None:
    """Every test asks on the component's stream."""


def urls(answer: Stanza) -> tuple[str, str]:
    put, get = (answer.child(f"{{{UPLOAD}}}slot/{{{UPLOAD}}}{name}") for name in ("put", "get"))
    assert put is not None, answer
    assert get is not None, answer
    return put.attrib["url"].removeprefix(ORIGIN), get.attrib["url"].removeprefix(ORIGIN)


async def test_the_component_says_who_it_is_and_how_large_a_file_may_be(
    server: LoopbackServer,
) -> None:
    answer = await server.ask("get", INFO)
    query = answer.child("{*}query")
    assert query is not None
    (identity,) = query.iterfind("{*}identity")
    form = {each.attrib["var"]: each.findtext("{*}value") for each in query.iterfind(".//{*}field")}
    features = {each.attrib["var"] for each in query.iterfind("{*}feature")}

    assert {"category": "store", "type": "file", "name": "HTTP File Upload"} == identity.attrib
    assert {UPLOAD, f"{PURPOSE}#message", f"{PURPOSE}#ephemeral"} <= features
    assert not {f"{PURPOSE}#profile", f"{PURPOSE}#permanent"} & features
    assert {"FORM_TYPE": UPLOAD, "max-file-size": str(MOST)} == form


async def test_a_slot_is_two_links_of_the_same_file_and_its_asker(
    server: LoopbackServer, links: Links
) -> None:
    put, get = urls(await server.ask("get", request("très cool.jpg", 500, "image/jpeg")))
    putting, fetching = links.parse(put), links.parse(get)

    assert isinstance(putting, Putting)
    assert Fetching(putting.file, "ada@localhost") == fetching
    assert put.endswith("/tr%C3%A8s%20cool.jpg")
    assert get.endswith("/tr%C3%A8s%20cool.jpg")


async def test_no_two_slots_are_alike(server: LoopbackServer) -> None:
    first, second = [urls(await server.ask("get", request("a.txt", 5))) for _ in range(2)]

    assert first != second


async def test_a_file_that_is_too_large_is_answered_as_the_extension_says(
    server: LoopbackServer,
) -> None:
    answer = await server.ask("get", request("très cool.jpg", 23456, "image/jpeg"))
    error = answer.child("{*}error")
    assert error is not None

    assert plain(TOO_LARGE) == plain(tostring(error, "unicode"))


async def test_a_person_has_so_much_room_and_is_told_when_to_ask_again(
    server: LoopbackServer,
) -> None:
    for _ in range(2):
        urls(await server.ask("get", request("a.bin", MOST)))
    full = await server.ask("get", request("a.bin", MOST))
    retry = full.child(f"{{*}}error/{{{UPLOAD}}}retry")
    smaller = await server.ask("get", request("a.bin", MOST_OF_ONE - 2 * MOST))
    of_grace = await server.ask("get", request("a.bin", MOST), "grace@localhost/phone")

    assert ("resource-constraint", "wait") == (full.error, full.error_type)
    assert retry is not None
    assert retry.attrib["stamp"].endswith("Z")
    assert ("result", "result") == (smaller.type, of_grace.type)


async def test_a_disk_that_is_nearly_full_gives_no_slots(
    server: LoopbackServer, disk: Disk
) -> None:
    disk.free_bytes = 1_000_000
    answer = await server.ask("get", request("a.bin", 5))

    assert ("resource-constraint", "wait") == (answer.error, answer.error_type)


@pytest.mark.parametrize(
    "sender",
    [
        "linus@localhost/phone",  # has no account
        "localhost",
        "directory.localhost",
        "tea@conference.localhost/Ada",
        "ada@elsewhere.example/phone",
    ],
)
async def test_only_people_of_this_server_get_slots(server: LoopbackServer, sender: str) -> None:
    answer = await server.ask("get", request("a.txt", 5), sender)

    assert ("forbidden", "auth") == (answer.error, answer.error_type)


async def test_whoever_has_left_gets_no_slot(server: LoopbackServer, engine: Engine) -> None:
    before = await server.ask("get", request("a.txt", 5))
    with engine.begin() as connection:
        connection.execute(
            text("update stoa.account set disabled_at = now() where localpart = 'ada'")
        )
    after = await server.ask("get", request("a.txt", 5))

    assert ("result", "forbidden") == (before.type, after.error)


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        (request("", 5), "bad-request"),
        (request("a.txt", 0), "bad-request"),
        (request("a.txt", 5, "no type"), "bad-request"),
        (request("a.txt", 5, "a/b", f"<profile xmlns='{PURPOSE}'/>"), "feature-not-implemented"),
        (f"<request xmlns='{UPLOAD}'/>", "bad-request"),
        (f"<request xmlns='{UPLOAD}' size='5'/>", "bad-request"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    server: LoopbackServer, asked: str, condition: str
) -> None:
    assert condition == (await server.ask("get", asked)).error


async def test_a_slot_is_asked_for_with_get(server: LoopbackServer) -> None:
    assert "service-unavailable" == (await server.ask("set", request("a.txt", 5))).error


def plain(xml: str) -> str:
    return canonicalize(xml, strip_text=True, rewrite_prefixes=True)

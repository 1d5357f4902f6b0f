"""Stanzas made to break something: they are answered, and break nothing."""

from contextlib import suppress

import pytest

from tests.harness.feed import Feed
from tests.harness.office import Office
from tests.harness.stack import Stack
from tests.harness.stanza import error_to, with_body, with_id
from tests.harness.stream import StreamClosed
from tests.harness.xmpp import Client, Component

LARGEST_STANZA_BYTES = 262_144
everywhere = pytest.mark.parametrize("where", ["online", "one device", "offline", "room"])


# -- size -------------------------------------------------------------------------------


@everywhere
@pytest.mark.parametrize("size", [300_000, 1_000_000])
async def test_a_huge_message_ends_only_its_own_stream(
    office: Office, where: str, size: int
) -> None:
    recipient, type = office.address(where)
    office.ada.say(recipient, "x" * size, type=type)

    assert "policy-violation" == await office.ada.finished()
    await office.linus.expect(lambda stanza: stanza.type == "unavailable")
    await office.is_unharmed()


async def test_a_message_just_under_the_limit_passes(
    ada: Client, grace: Client, feed: Feed
) -> None:
    body = "x" * (LARGEST_STANZA_BYTES - 1_000)
    ada.say(grace.bare, body)
    await grace.expect(with_body(body))

    assert 1 == len(feed.new_rows())


@everywhere
async def test_a_message_with_an_id_longer_than_archives_hold_is_refused(
    office: Office, where: str
) -> None:
    recipient, type = office.address(where)
    long = "i" * 10_000
    office.ada.message(recipient, "<body>x</body>", type=type, id=long)
    error = await office.ada.expect(error_to(long))

    assert ("bad-request", "modify") == (error.error, error.error_type)
    assert [] == office.feed.new_rows()


@everywhere
async def test_a_message_with_an_id_of_a_thousand_letters_passes(
    office: Office, where: str
) -> None:
    recipient, type = office.address(where)
    long = "i" * 1_000
    office.ada.message(
        recipient,
        f"<body>x</body><origin-id xmlns='urn:xmpp:sid:0' id='o{long}'/>",
        type=type,
        id=long,
    )
    await office.ada.settle(office.room)

    (row,) = office.feed.new_rows()
    assert (long, f"o{long}") == (row.message_id, row.origin_id)


# -- XML that is none -------------------------------------------------------------------

NOT_XML = {
    "control character": b"<body>\x01</body>",
    "escaped control character": b"<body>&#1;</body>",
    "escaped zero": b"<body>&#0;</body>",
    "zero byte": b"<body>\x00</body>",
    "undefined entity": b"<body>&lol;</body>",
    "document type": b"<!DOCTYPE x [<!ENTITY lol 'lol'>]><body>&lol;</body>",
    "unbalanced": b"<body></bdoy>",
    "unbound prefix": b"<x:body>x</x:body>",
    "attribute twice": b"<x xmlns='urn:x' a='1' a='2'/>",
    "half a character": b"<body>\xc3(</body>",
    "overlong encoding": b"<body>\xc0\xaf</body>",
    "encoded surrogate": b"<body>\xed\xa0\x80</body>",
    "surrogate reference": b"<body>&#xD800;</body>",
    "not a character": b"<body>\xef\xbf\xbf</body>",
    "reference to no character": b"<body>&#xFFFF;</body>",
    "reference beyond Unicode": b"<body>&#x110000;</body>",
}


@pytest.mark.parametrize("payload", NOT_XML.values(), ids=NOT_XML.keys())
async def test_what_is_not_xml_ends_only_its_own_stream(office: Office, payload: bytes) -> None:
    office.ada.send(
        b"<message to='%s' type='chat'>%s</message>" % (office.grace.bare.encode(), payload)
    )

    assert "not-well-formed" == await office.ada.finished()
    await office.linus.expect(lambda stanza: stanza.type == "unavailable")
    await office.is_unharmed()


async def test_entities_that_multiply_are_not_expanded(office: Office, stack: Stack) -> None:
    stranger = await stack.open()
    await stranger.cut()
    bomb = "".join(
        f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" if n else "<!ENTITY l0 'lol'>" for n in range(10)
    )
    raw = await stack.open_raw()
    raw.send(
        f"<?xml version='1.0'?><!DOCTYPE lolz [{bomb}]>"
        "<stream:stream xmlns='jabber:client' to='&l9;' version='1.0'"
        " xmlns:stream='http://etherx.jabber.org/streams'>"
    )

    assert await raw.finished() in {"not-well-formed", "restricted-xml", "host-unknown"}
    await office.is_unharmed()


PLAIN_TEXT = {
    "right-to-left override": "invoice\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe",
    "zero width and joiners": "a\N{ZERO WIDTH SPACE}b\N{ZERO WIDTH JOINER}c",
    "beyond the basic plane": "\U0001f468\N{ZERO WIDTH JOINER}\U0001f469 \U0010fffd",
    "markup": "<script>alert(1)</script> &amp; ]]>",
    "SQL": "'); drop table stoa.feed; --",
    "combining marks": "Z" + "\N{COMBINING GRAVE ACCENT}" * 500,
    "line ends and tabs": "a\nb\tc",
}


@pytest.mark.parametrize("body", PLAIN_TEXT.values(), ids=PLAIN_TEXT.keys())
async def test_unusual_text_is_delivered_and_recorded_as_it_is(
    ada: Client, grace: Client, feed: Feed, body: str
) -> None:
    ada.say(grace.bare, body, id="text")
    received = await grace.expect(with_id("text"))

    (row,) = feed.new_rows()
    assert body == received.body == row.body


# -- addresses --------------------------------------------------------------------------


@pytest.mark.parametrize("sender", ["grace@localhost", "localhost", "grace@localhost/phone"])
@pytest.mark.parametrize(("stanza", "type"), [("message", "chat"), ("iq", "get")])
async def test_a_foreign_sender_ends_only_its_own_stream(
    office: Office, stanza: str, type: str, sender: str
) -> None:
    office.ada.send(
        f"<{stanza} from='{sender}' to='{office.linus.bare}' id='x'"
        f" type='{type}'><body>pay him</body></{stanza}>"
    )

    assert "invalid-from" == await office.ada.finished()
    await office.linus.expect(lambda stanza: stanza.type == "unavailable")
    await office.is_unharmed()


@pytest.mark.parametrize("sender", ["ada@localhost", "localhost", "conference.localhost"])
async def test_a_component_cannot_speak_as_somebody_else(
    office: Office, announcements: Component, sender: str
) -> None:
    announcements.send(
        f"<message from='{sender}' to='{office.grace.bare}'><body>pay him</body></message>"
    )

    assert "invalid-from" == await announcements.finished()
    await office.is_unharmed()


async def test_a_component_cannot_speak_as_another_component(
    office: Office, announcements: Component
) -> None:
    announcements.send(
        f"<message from='archive.localhost' to='{office.grace.bare}'><body>x</body></message>"
    )
    with suppress(StreamClosed):
        await announcements.settle()

    await office.is_unharmed()


@pytest.mark.parametrize("recipient", ["@", "a@b@c", "@localhost", "grace@localhost/", "x" * 1100])
async def test_an_impossible_address_is_answered(office: Office, recipient: str) -> None:
    office.ada.say(recipient, "x", id="nowhere")
    answer = await office.ada.expect(error_to("nowhere"))

    assert answer.error in {"jid-malformed", "bad-request"}
    await office.is_unharmed()


@pytest.mark.parametrize("namespace", ["jabber:server", "jabber:component:accept", "urn:x"])
async def test_a_message_in_a_foreign_namespace_is_recorded_if_it_is_delivered(
    office: Office, namespace: str
) -> None:
    office.ada.send(
        f"<message xmlns='{namespace}' to='{office.grace.bare}' id='x'><body>x</body></message>"
    )
    await office.ada.settle()

    await office.delivered_is_recorded()
    await office.is_unharmed()

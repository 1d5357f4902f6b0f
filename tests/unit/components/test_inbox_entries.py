"""Entries of an inbox as they are written, of whatever people are called and have said."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, fromstring

import pytest

from components.archive.inbox import Archived, Entry, Preview
from components.archive.xmpp.entries import written

TEA = "tea@conference.localhost"
ADA, GRACE = "ada@localhost", "grace@localhost"
ODD = "\"Tea\" & <b>'it'</b>\nערב 🍵"
ID = 1_700_000_000_000_000


def entry(address: str, name: str) -> Entry:
    kind = "room" if address == TEA else "direct"
    return Entry(1, kind, address, name, ID, 0, 1, 0, False, False, False)


def said(body: str, nick: str) -> Preview:
    return Preview(ID, GRACE, nick, datetime.now(UTC), "text", body, False)


def parsed(text: str) -> Element:
    return fromstring(text)  # noqa: S314 - our own


def forwarded(address: str, xml: str) -> Element:
    text = written("q", entry(address, ""), None, Archived(ID, "Grace & Co", xml))
    (message,) = parsed(text).iterfind("{urn:xmpp:mam:2}result/{*}forwarded/{*}message")
    return message


def test_what_people_are_called_and_say_is_text() -> None:
    found = parsed(written(ODD, entry(TEA, ODD), said(ODD, ODD), None))

    (conversation,) = found.iterfind("{urn:stoa:inbox:1}conversation")
    (last,) = conversation
    assert (ODD, ODD, ODD) == (conversation.get("name"), last.get("nick"), last.text)


def test_what_is_no_character_of_xml_ends_no_stream() -> None:
    found = parsed(written("q", entry(TEA, "a\x01b\ud800c"), None, None))

    assert "a\ufffdb\ufffdc" == found.findall("{*}conversation")[0].get("name")


@pytest.mark.parametrize(
    "start",
    [
        f"<message from='{GRACE}/desk' to='{TEA}' id='1'",
        f'<message xml:lang="en"\n  from = "{GRACE}/desk"\tto="{TEA}" id="1"',
        f"<message id='1' to='{TEA}' from='{GRACE}/desk'",
    ],
)
@pytest.mark.parametrize("end", ["/>", " xmlns='jabber:client'><body>Yes</body></message>"])
def test_a_rooms_message_is_its_occupants_however_it_was_stored(start: str, end: str) -> None:
    found = forwarded(TEA, start + end)

    assert "{jabber:client}message" == found.tag
    assert (f"{TEA}/Grace & Co", None, "1") == (found.get("from"), found.get("to"), found.get("id"))


def test_an_address_inside_an_attribute_is_none() -> None:
    found = forwarded(TEA, f"<message id=' from=\"x\" > to=\"y\"' from='{GRACE}/desk'/>")

    assert {"id": ' from="x" > to="y"', "from": f"{TEA}/Grace & Co"} == found.attrib


def test_a_persons_message_is_as_it_was_stored() -> None:
    stored = (
        f"<message xmlns='jabber:client' xml:lang='en' from='{GRACE}/desk' to='{ADA}' type='chat'>"
        "<body>1 &lt; 2 &amp;&amp; '</body><x xmlns='urn:odd' a='&quot;'/></message>"
    )

    found, wanted = forwarded(GRACE, stored), parsed(stored)
    assert [(each.tag, each.attrib, each.text) for each in wanted.iter()] == [
        (each.tag, each.attrib, each.text) for each in found.iter()
    ]


def test_what_is_no_message_is_not_handed_on() -> None:
    with pytest.raises(ValueError, match="something else"):
        forwarded(TEA, f"<presence from='{GRACE}/desk'/>")

"""What the directory tells the server of a person arrives where clients look for it."""

import base64
import hashlib
import struct
import time
import zlib
from xml.etree.ElementTree import tostring

import pytest

from tests.harness.newcomer import Absentee, absentee, newcomer
from tests.harness.pep import configured, items, publish, vcard
from tests.harness.stack import Refused, Stack
from tests.harness.xmpp import Client

AVATAR = "urn:xmpp:avatar"
VCARD4 = "urn:ietf:params:xml:ns:vcard-4.0"


def png(grey: int, width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack("!I", len(data)) + checked + struct.pack("!I", zlib.crc32(checked))

    header = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + bytes([grey]) * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


def tell(
    stack: Stack, person: Client | Absentee, name: str, picture: bytes = b"", set_at_ms: int = 0
) -> None:
    told = {
        "vcard": f"<vCard xmlns='vcard-temp'><FN>{name}</FN><TITLE>Fellow</TITLE></vCard>",
        "vcard4": f"<vcard xmlns='{VCARD4}'><fn><text>{name}</text></fn></vcard>" if name else "",
        "avatar_png_base64": base64.b64encode(picture).decode(),
        "avatar_set_at_ms": set_at_ms,
    }
    stack.api("stoa_profile", user=person.bare.partition("@")[0], host=stack.domain, **told)


async def publish_avatar(client: Client, picture: bytes) -> None:
    sha1 = hashlib.sha1(picture, usedforsecurity=False).hexdigest()
    data = base64.b64encode(picture).decode()
    await publish(client, f"{AVATAR}:data", sha1, f"<data xmlns='{AVATAR}:data'>{data}</data>")
    await publish(
        client,
        f"{AVATAR}:metadata",
        sha1,
        f"<metadata xmlns='{AVATAR}:metadata'>"
        f"<info id='{sha1}' bytes='{len(picture)}' type='image/png'/></metadata>",
    )


async def test_a_profile_is_seen_as_vcard_avatar_and_hash_in_presence(
    stack: Stack, ada: Client
) -> None:
    person = await newcomer(stack)
    picture = png(1)
    sha1 = hashlib.sha1(picture, usedforsecurity=False).hexdigest()
    tell(stack, person, "Hedy Lamarr", picture)
    hashed = await person.expect(lambda stanza: stanza.element.findtext(".//{*}photo") == sha1)
    (metadata,) = await items(person, f"{AVATAR}:metadata")
    (data,) = await items(person, f"{AVATAR}:data")
    info = metadata.find("{*}metadata/{*}info")

    assert ("Hedy Lamarr", picture) == await vcard(ada, person.bare)
    assert "presence" == hashed.kind
    assert (sha1, sha1) == (metadata.get("id"), data.get("id"))
    assert picture == base64.b64decode(data.findtext("{*}data") or "")
    expected = {"id": sha1, "bytes": str(len(picture)), "type": "image/png"}
    assert info is not None
    assert expected | {"width": "3", "height": "2"} == info.attrib


async def test_a_profile_told_again_announces_no_new_avatar(stack: Stack) -> None:
    person = await newcomer(stack)
    tell(stack, person, "Hedy Lamarr", png(2))
    await person.settle()
    person.forget()
    tell(stack, person, "H. Lamarr", png(2))
    await person.settle()

    assert [] == person.inbox
    assert "H. Lamarr" == (await vcard(person, person.bare))[0]


async def test_whoever_was_away_has_what_those_online_were_told(stack: Stack, ada: Client) -> None:
    online, away = await newcomer(stack), absentee(stack)
    for person in (online, away):
        tell(stack, person, "Hedy Lamarr", png(2))
    back = await away.arrive()
    nodes = ("urn:xmpp:vcard4", f"{AVATAR}:data", f"{AVATAR}:metadata")

    assert [await configured(online, node) for node in nodes] == [
        await configured(back, node) for node in nodes
    ]
    for node in nodes:
        (theirs,), (found,) = await items(online, node), await items(back, node)
        assert tostring(theirs) == tostring(found)
    assert ("Hedy Lamarr", png(2)) == await vcard(ada, back.bare)


async def test_vcard4_follows_the_name_and_goes_with_it(stack: Stack, ada: Client) -> None:
    person = await newcomer(stack)
    tell(stack, person, "Hedy Kiesler")
    tell(stack, person, "Hedy Lamarr")
    (item,) = await items(ada, "urn:xmpp:vcard4", person.bare)
    tell(stack, person, "")

    assert "current" == item.get("id")
    assert "Hedy Lamarr" == item.findtext(f"{{{VCARD4}}}vcard/{{{VCARD4}}}fn/{{{VCARD4}}}text")
    assert [] == await items(ada, "urn:xmpp:vcard4", person.bare)


async def test_an_avatar_taken_from_the_directory_disappears(stack: Stack, ada: Client) -> None:
    person = await newcomer(stack)
    tell(stack, person, "Hedy Lamarr", png(3))
    tell(stack, person, "Hedy Lamarr")
    (metadata,) = await items(person, f"{AVATAR}:metadata")

    assert ("Hedy Lamarr", b"") == await vcard(ada, person.bare)
    assert metadata.find("{*}metadata/{*}info") is None


async def test_an_own_avatar_stays_and_the_name_remains_the_directorys(
    stack: Stack, ada: Client
) -> None:
    person = await newcomer(stack)
    tell(stack, person, "Hedy Kiesler", png(4))
    await publish_avatar(person, png(5))
    own = await vcard(ada, person.bare)
    tell(stack, person, "Hedy Lamarr", png(6))
    renamed = await vcard(ada, person.bare)

    assert ("Hedy Kiesler", png(5)) == own
    assert ("Hedy Lamarr", png(5)) == renamed


async def test_of_a_picture_set_at_the_portal_and_one_of_a_client_the_newer_counts(
    stack: Stack, ada: Client
) -> None:
    person = await newcomer(stack)
    await publish_avatar(person, png(5))
    chosen_ms = int(time.time() * 1000)
    tell(stack, person, "Hedy Lamarr", png(6), chosen_ms)
    chosen = await vcard(ada, person.bare)
    (metadata,) = await items(person, f"{AVATAR}:metadata")
    await publish_avatar(person, png(7))
    tell(stack, person, "H. Lamarr", png(6), chosen_ms)

    assert ("Hedy Lamarr", png(6)) == chosen
    assert hashlib.sha1(png(6), usedforsecurity=False).hexdigest() == metadata.get("id")
    assert ("H. Lamarr", png(7)) == await vcard(ada, person.bare)


async def test_who_wants_no_avatar_has_none(stack: Stack, ada: Client) -> None:
    person = await newcomer(stack)
    tell(stack, person, "Hedy Lamarr", png(7))
    await publish(person, f"{AVATAR}:metadata", "none", f"<metadata xmlns='{AVATAR}:metadata'/>")
    tell(stack, person, "Hedy Lamarr", png(8))

    assert ("Hedy Lamarr", b"") == await vcard(ada, person.bare)


async def test_a_picture_that_is_no_png_is_refused(stack: Stack) -> None:
    person = await newcomer(stack)
    with pytest.raises(Refused):
        tell(stack, person, "Hedy Lamarr", b"GIF89a")

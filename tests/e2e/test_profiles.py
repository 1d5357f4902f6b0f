"""What the directory tells the server of a person arrives where clients look for it."""

import base64
import hashlib
import struct
import zlib

import pytest

from tests.harness.cast import ADA, ALAN
from tests.harness.pep import items, publish, vcard
from tests.harness.stack import Refused, Stack
from tests.harness.xmpp import Client

AVATAR = "urn:xmpp:avatar"


def png(grey: int, width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack("!I", len(data)) + checked + struct.pack("!I", zlib.crc32(checked))

    header = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + bytes([grey]) * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


def tell(stack: Stack, name: str, picture: bytes = b"", person: str = ALAN) -> None:
    vcard = f"<vCard xmlns='vcard-temp'><FN>{name}</FN><TITLE>Fellow</TITLE></vCard>"
    encoded = base64.b64encode(picture).decode()
    stack.api(
        "stoa_profile", user=person, host=stack.domain, vcard=vcard, avatar_png_base64=encoded
    )


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
    alan = await stack.sign_in(ALAN, "phone")
    picture = png(1)
    sha1 = hashlib.sha1(picture, usedforsecurity=False).hexdigest()
    tell(stack, "Alan M. Turing", picture)
    hashed = await alan.expect(lambda stanza: stanza.element.findtext(".//{*}photo") == sha1)
    (metadata,) = await items(alan, f"{AVATAR}:metadata")
    (data,) = await items(alan, f"{AVATAR}:data")

    assert ("Alan M. Turing", picture) == await vcard(ada, stack.jid(ALAN))
    assert "presence" == hashed.kind
    assert (sha1, sha1) == (metadata.get("id"), data.get("id"))
    assert picture == base64.b64decode(data.findtext("{*}data") or "")
    expected = {"id": sha1, "bytes": str(len(picture)), "type": "image/png"}
    info = metadata.find("{*}metadata/{*}info")
    assert info is not None
    assert expected | {"width": "3", "height": "2"} == info.attrib


async def test_a_profile_told_again_announces_no_new_avatar(stack: Stack) -> None:
    alan = await stack.sign_in(ALAN, "phone")
    tell(stack, "Alan Turing", png(2))
    await alan.settle()
    alan.forget()
    tell(stack, "A. Turing", png(2))
    await alan.settle()

    assert [] == alan.inbox
    assert "A. Turing" == (await vcard(alan, stack.jid(ALAN)))[0]


async def test_an_avatar_taken_from_the_directory_disappears(stack: Stack, ada: Client) -> None:
    tell(stack, "Alan Turing", png(3))
    tell(stack, "Alan Turing")

    assert ("Alan Turing", b"") == await vcard(ada, stack.jid(ALAN))
    alan = await stack.sign_in(ALAN, "phone")
    (metadata,) = await items(alan, f"{AVATAR}:metadata")
    assert metadata.find("{*}metadata/{*}info") is None


async def test_an_own_avatar_stays_and_the_name_remains_the_directorys(
    stack: Stack, ada: Client, grace: Client
) -> None:
    tell(stack, "Ada Lovelace", png(4), person=ADA)
    await publish_avatar(ada, png(5))
    own = await vcard(grace, ada.bare)
    tell(stack, "Ada King", png(6), person=ADA)
    renamed = await vcard(grace, ada.bare)
    await publish(ada, f"{AVATAR}:metadata", "none", f"<metadata xmlns='{AVATAR}:metadata'/>")
    tell(stack, "Ada Lovelace", png(6), person=ADA)

    assert ("Ada Lovelace", png(5)) == own
    assert ("Ada King", png(5)) == renamed
    assert ("Ada Lovelace", b"") == await vcard(grace, ada.bare)


async def test_a_picture_that_is_no_png_is_refused(stack: Stack) -> None:
    with pytest.raises(Refused):
        tell(stack, "Alan Turing", b"GIF89a")

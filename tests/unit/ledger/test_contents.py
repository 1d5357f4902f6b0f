"""How a stanza is split and encrypted."""

from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from hypothesis import given
from hypothesis import strategies as st

from components.archive.ledger import contents
from components.archive.ledger.contents import Envelope

CIPHER = AESSIV(bytes(range(64)))
ENVELOPE = Envelope(
    "ada@localhost/phone",
    "grace@localhost",
    "",
    "m",
    None,
    None,
    None,
    storable=True,
    tag="<message>",
)


@pytest.mark.parametrize(
    ("tag", "rest"),
    [
        ("<message>", "<body>a</body></message>"),
        ("<message/>", ""),
        ("<message a='>' b=\"'/>\" c='\"'>", "'\"></message>"),
        ("<message\n id = 'x'\n>", "</message>"),
        ("", ""),
        ("", "words"),
        ("", "<message"),
        ("", "<message a='>"),
        ("", "<>"),
        ("", "a<message>"),
    ],
)
def test_the_start_tag_is_the_envelopes_and_the_rest_the_bodys(tag: str, rest: str) -> None:
    assert (tag, rest) == contents.split(tag + rest)


@given(st.text(alphabet="<>/='\"a ", max_size=40))
def test_nothing_is_lost_by_splitting(xml: str) -> None:
    assert xml == "".join(contents.split(xml))


def test_an_envelope_is_json_with_sorted_keys() -> None:
    sealed = contents.seal_envelope(CIPHER, 258, ENVELOPE)

    plain = (
        '{"message_id":"m","nick":"","origin_id":null,"recipient":"grace@localhost",'
        '"refers_how":null,"refers_to":null,"sender":"ada@localhost/phone","storable":true,'
        '"tag":"<message>"}'
    )
    assert plain.encode() == CIPHER.decrypt(sealed.ciphertext, [b"\0\0\0\0\0\0\1\2"])
    assert sha256(sealed.ciphertext).digest() == sealed.digest


def test_an_envelope_is_opened_for_its_stanza_only() -> None:
    sealed = contents.seal_envelope(CIPHER, 1, ENVELOPE)

    assert ENVELOPE == contents.open_envelope(CIPHER, 1, sealed.ciphertext)
    with pytest.raises(InvalidTag):
        contents.open_envelope(CIPHER, 2, sealed.ciphertext)


@pytest.mark.parametrize("source", ["c2s", "muc", "s2s", "router"])
def test_a_body_is_opened_for_its_stanza_only(source: str) -> None:
    sealed = contents.seal_body(CIPHER, 1, source, "Gr\u00fc\u00dfe")

    assert sealed is not None
    assert "Gr\u00fc\u00dfe" == contents.open_body(CIPHER, 1, source, sealed.ciphertext)
    with pytest.raises(InvalidTag):
        contents.open_body(CIPHER, 2, source, sealed.ciphertext)


def test_a_body_is_not_opened_when_a_bit_of_it_changed() -> None:
    sealed = contents.seal_body(CIPHER, 1, "c2s", "words")

    assert sealed is not None
    with pytest.raises(InvalidTag):
        contents.open_body(CIPHER, 1, "c2s", sealed.ciphertext[:-1] + b"\0")


def test_a_components_bodies_are_the_same_whoever_they_are_for() -> None:
    bodies = {contents.seal_body(CIPHER, number, "component", "words") for number in range(3)}
    envelopes = {contents.seal_envelope(CIPHER, number, ENVELOPE) for number in range(3)}

    assert 1 == len(bodies)
    assert 3 == len(envelopes)


def test_nothing_has_no_body() -> None:
    assert contents.seal_body(CIPHER, 1, "c2s", "") is None


def test_any_text_survives() -> None:
    strange = replace(ENVELOPE, nick="\N{SNOWMAN}\U0001f600\\\"'\x1f", tag="<m a='\u202e'>")
    sealed = contents.seal_envelope(CIPHER, 2**63 - 1, strange)

    assert strange == contents.open_envelope(CIPHER, 2**63 - 1, sealed.ciphertext)

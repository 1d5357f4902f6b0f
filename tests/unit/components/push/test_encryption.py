"""A push message as RFC 8291 has it, and who has sent it (RFC 8292)."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from components.push.encryption import Keys, encrypt
from components.push.vapid import Vapid, decode, encode, make, public_of
from schemas.refusals import Malformed
from tests.harness.push_service import Push, Subscription, signer

# RFC 8291 #section-5 and #appendix-A
PLAINTEXT = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = Keys(
    decode(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ),
    decode("BTBZMqHH6r4Tts7J_aSIgg"),
)
SALT = decode("DGv6ra1nlYgDCS1FRnbzlw")
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"
    "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyou"
    "BWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
SERVICE = "https://push.example.net"


def test_the_example_of_the_standard_comes_out_as_it_is_there() -> None:
    number = int.from_bytes(decode(SENDER), "big")
    sender = ec.derive_private_key(number, ec.SECP256R1())

    assert encode(encrypt(PLAINTEXT, RECEIVER, sender, SALT)) == BODY


def test_no_two_messages_are_alike_and_the_browser_reads_each() -> None:
    browser = Subscription(f"{SERVICE}/push/1")
    keys = Keys(browser.public, browser.auth)
    first, second = (encrypt(b"new", keys) for _ in range(2))

    assert first != second
    assert [browser.decrypt(each) for each in (first, second)] == [b"new", b"new"]


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [(b"", RECEIVER.auth), (b"\x04" + bytes(64), RECEIVER.auth), (RECEIVER.p256dh, b"short")],
)
def test_keys_that_are_none_are_refused(p256dh: bytes, auth: bytes) -> None:
    with pytest.raises(Malformed):
        Keys(p256dh, auth)


def test_a_service_can_tell_who_has_sent_it() -> None:
    key = make()
    vapid = Vapid(key, "mailto:postmaster@example.org")
    signed = Push("/", {"Authorization": vapid.authorization(SERVICE)}, b"")

    assert signer(signed, SERVICE) == public_of(key)


def test_a_signature_is_used_for_hours_and_renewed_in_time() -> None:
    now = [1_000_000.0]
    vapid = Vapid(make(), "mailto:postmaster@example.org", lambda: now[0])
    first = vapid.authorization(SERVICE)
    now[0] += 10 * 3600
    again = vapid.authorization(SERVICE)
    now[0] += 2 * 3600

    assert again == first
    assert vapid.authorization(SERVICE) != first
    assert vapid.authorization("https://other.example.net") != vapid.authorization(SERVICE)

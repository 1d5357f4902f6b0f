"""What a slot request says (XEP-0363 v1.2.0 #request, #purpose), and what it may not."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, fromstring

import pytest

from components.runtime.errors import Unsupported
from components.upload.slots import Wish
from components.upload.xmpp.slots import parse_request
from schemas.refusals import Malformed
from tests.harness.upload import PURPOSE, request

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def parsed(name: str, size: int | str = 23456, *more: str) -> Wish:
    return parse_request(element(name, size, *more), NOW)


def element(name: str, size: int | str = 23456, *more: str) -> Element:
    return fromstring(request(name, size, *more))  # noqa: S314 - our own


def test_the_extensions_example_is_understood() -> None:
    assert Wish("très cool.jpg", 23456, "image/jpeg") == parsed(
        "très cool.jpg", 23456, "image/jpeg"
    )


def test_no_type_need_be_named() -> None:
    assert Wish("notes", 1) == parsed("notes", 1)


def test_a_types_parameters_and_letters_do_not_matter() -> None:
    assert "text/plain" == parsed("a.txt", 1, "Text/Plain; charset=utf-8").media_type


def test_the_default_purpose_may_be_named() -> None:
    wish = parsed("hi.jpg", 1, "image/jpeg", f"<message xmlns='{PURPOSE}'/>")

    assert "message" == wish.purpose


def test_a_file_may_end_at_a_moment() -> None:
    inside = f"<ephemeral xmlns='{PURPOSE}' expire-before='2026-11-22T12:00:00Z'/>"
    wish = parsed("tower.jpg", 1, "image/jpeg", inside)

    assert ("ephemeral", datetime(2026, 11, 22, 12, tzinfo=UTC)) == (wish.purpose, wish.expires_at)


@pytest.mark.parametrize("purpose", ["profile", "permanent", "unheard-of"])
def test_a_purpose_that_is_not_announced_is_not_supported(purpose: str) -> None:
    with pytest.raises(Unsupported):
        parsed("avatar.jpg", 1, "image/jpeg", f"<{purpose} xmlns='{PURPOSE}'/>")


@pytest.mark.parametrize(
    "inside",
    [
        f"<ephemeral xmlns='{PURPOSE}'/>",
        f"<ephemeral xmlns='{PURPOSE}' expire-before='soon'/>",
        f"<ephemeral xmlns='{PURPOSE}' expire-before='2026-11-22T12:00:00'/>",
        f"<ephemeral xmlns='{PURPOSE}' expire-before='2026-11-21T11:59:59Z'/>",
        f"<message xmlns='{PURPOSE}'/><profile xmlns='{PURPOSE}'/>",
    ],
)
def test_a_purpose_that_cannot_be_meant_is_malformed(inside: str) -> None:
    with pytest.raises(Malformed):
        parsed("tower.jpg", 1, "image/jpeg", inside)


@pytest.mark.parametrize("size", ["", "0", "-1", "1.5", "1e3", " 1", "٣", "9" * 19, "many"])
def test_a_size_is_a_number_of_bytes(size: str) -> None:
    with pytest.raises(Malformed):
        parsed("a.jpg", size)


@pytest.mark.parametrize("media_type", ["image", "image/", "image/jpeg\nX: y", "a/b/c", "a" * 200])
def test_a_type_is_a_media_type(media_type: str) -> None:
    with pytest.raises(Malformed):
        parsed("a.jpg", 1, media_type)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ada\\plan.pdf", "plan.pdf"),
        ("/absolute.txt", "absolute.txt"),
        (" spaced .txt ", "spaced .txt"),
        ("cod\u202egpj.exe", "codgpj.exe"),
        ("two\nlines.txt", "twolines.txt"),
        ("семейное фото 👨‍👩‍👧.jpg", "семейное фото 👨‍👩‍👧.jpg"),
        ("a" * 255, "a" * 255),
    ],
)
def test_a_name_is_kept_without_its_folders_and_what_cannot_be_seen(said: str, kept: str) -> None:
    asked = element("a.jpg")
    asked.set("filename", said)

    assert kept == parse_request(asked, NOW).name


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "folder/", " ", "\u202e", "é" * 128])
def test_a_name_that_is_none_or_too_long_is_malformed(name: str) -> None:
    with pytest.raises(Malformed):
        parsed(name)

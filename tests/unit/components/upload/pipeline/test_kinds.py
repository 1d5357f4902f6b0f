"""What a file is, by its bytes."""

import pytest

from components.upload.http.downloads import SHOWN
from components.upload.pipeline.kinds import PLAIN, TEXT, container, document
from tests.harness import media

WORDS = media.archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize("name", ["picture.png", "page.html", "drawing.svg", "program.js"])
@pytest.mark.parametrize("content", [media.SVG, PAGE, b"alert(1)", "grüße\n".encode()])
def test_what_a_browser_would_run_is_words_whatever_it_is_called(content: bytes, name: str) -> None:
    assert (container(content), document(content, name)) == ("", TEXT)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (WORDS, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        (b"MZ" + bytes(200), PLAIN),
        ("<script>".encode("utf-16"), PLAIN),
        (b"\xff\xfe\x00\x01" * 50, PLAIN),
        (b"\x00" * 50, PLAIN),
    ],
)
def test_a_document_has_its_type_and_the_rest_is_bytes(content: bytes, found: str) -> None:
    assert document(content, ".docx") == found


def test_what_a_picture_pretends_to_be_is_not_believed() -> None:
    """Both are valid to somebody: the first bytes decide, and what follows them is cut off."""
    assert container(media.picture("GIF") + PAGE) == "image/gif"
    assert container(PAGE + media.picture("GIF")) == ""


def test_a_letter_that_the_head_cuts_in_two_is_a_letter() -> None:
    assert document("ä".encode() * 10 + "€".encode()[:2], "") == TEXT


def test_no_kind_of_document_is_shown_in_place() -> None:
    found = {document(content, "a.svg") for content in (WORDS, PAGE, media.SVG, b"%PDF-1.7\n\xff")}

    assert [kind for kind in found if SHOWN.fullmatch(kind)] == []

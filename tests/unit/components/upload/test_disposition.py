"""How browsers are told to treat a file (RFC 6266)."""

import pytest

from components.upload.http.downloads import disposition


def test_a_name_is_said_in_two_forms() -> None:
    assert (
        "inline; filename=\"tr_s cool.jpg\"; filename*=UTF-8''tr%C3%A8s%20cool.jpg"
        == disposition("très cool.jpg", "image/jpeg")
    )


@pytest.mark.parametrize("name", ['a".html', "a\\b", "100%41.txt", "a;b=c"])
def test_a_name_cannot_break_out_of_its_header(name: str) -> None:
    said = disposition(name, "image/png")
    quoted = said.split('"')

    assert 3 == len(quoted)
    assert not set(quoted[1]) & set('"\\%')


@pytest.mark.parametrize(
    "media_type",
    [
        *("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/pdf"),
        *("text/javascript", "application/octet-stream", "", "image/pngx", "video/x-flash"),
    ],
)
def test_what_may_run_is_for_saving_only(media_type: str) -> None:
    assert disposition("a", media_type).startswith("attachment;")


@pytest.mark.parametrize(
    "media_type", ["image/png", "image/jpeg", "video/mp4", "audio/ogg", "audio/mpeg"]
)
def test_what_cannot_run_is_shown_in_place(media_type: str) -> None:
    assert disposition("a", media_type).startswith("inline;")

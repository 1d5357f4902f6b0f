"""Each refusal has its stanza error."""

from collections.abc import Iterator

import pytest

import components.runtime.commands  # noqa: F401  brings refusals of its own
from components.runtime.errors import CONDITIONS, MalformedAs, RetryAt, of_refusal
from schemas import refusals
from schemas.refusals import Refusal, TooLarge, TryLater

STANZAS = "{urn:ietf:params:xml:ns:xmpp-stanzas}"
HOUSE_TABLE = {
    refusals.Malformed: "bad-request",
    refusals.NotSignedIn: "not-authorized",
    refusals.NotAllowed: "forbidden",
    refusals.NotFound: "item-not-found",
    refusals.Conflict: "conflict",
    refusals.TooLarge: "not-acceptable",
    refusals.TryLater: "resource-constraint",
}


def every(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    yield refusal
    for subclass in refusal.__subclasses__():
        yield from every(subclass)


def made(refusal: type[Refusal]) -> Refusal:
    if issubclass(refusal, RetryAt):
        return refusal(TryLater("why", seconds=1), "2026-11-21T12:00:00Z")
    if issubclass(refusal, TryLater):
        return refusal("why", seconds=1)
    if issubclass(refusal, MalformedAs):
        return refusal("why", "{urn:x}specific")
    return refusal("why")


@pytest.mark.parametrize("refusal", list(every(Refusal)))
def test_each_refusal_is_one_condition_with_its_text(refusal: type[Refusal]) -> None:
    error = of_refusal(made(refusal))
    conditions = [one.tag.removeprefix(STANZAS) for one in error if one.tag.startswith(STANZAS)]

    assert error.get("type") in {"auth", "cancel", "modify", "wait"}
    assert "why" == error.findtext(f"{STANZAS}text")
    assert [next(CONDITIONS[one][1] for one in refusal.__mro__ if one in CONDITIONS), "text"] == (
        conditions
    )


@pytest.mark.parametrize("refusal", refusals.Refusal.__subclasses__())
def test_each_word_of_the_vocabulary_has_a_line_of_its_own(refusal: type[Refusal]) -> None:
    assert HOUSE_TABLE[refusal] == CONDITIONS[refusal][1]


def test_a_file_that_is_too_large_is_called_so() -> None:
    error = of_refusal(TooLarge("At most 5 MB"))

    assert error.find("{urn:xmpp:http:upload:0}file-too-large") is not None

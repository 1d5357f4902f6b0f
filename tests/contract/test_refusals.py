"""Every refusal has its words at every edge."""

from collections.abc import Iterator

import pytest

import components.runtime.errors
from admin import problems
from components.runtime.errors import CONDITIONS
from schemas import refusals
from schemas.refusals import Refusal


def of_the_vocabulary() -> Iterator[type[Refusal]]:
    for found in vars(refusals).values():
        if isinstance(found, type) and issubclass(found, Refusal):
            yield found


def everywhere(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from everywhere(narrower)


@pytest.mark.parametrize("kind", list(of_the_vocabulary()))
def test_a_refusal_is_a_problem_and_a_stanza_error(kind: type[Refusal]) -> None:
    assert kind in problems.STATUSES
    assert kind in CONDITIONS
    assert problems.STATUSES[kind] in problems.KINDS


@pytest.mark.parametrize("kind", list(everywhere()))
def test_a_narrower_refusal_has_the_status_of_its_nearest_ancestor(kind: type[Refusal]) -> None:
    refusal = kind.__new__(kind)
    nearest = next(each for each in kind.__mro__ if each in problems.STATUSES)

    assert problems.status_of(refusal) == problems.STATUSES[nearest]


def test_no_two_refusals_look_alike_in_http() -> None:
    assert len(set(problems.STATUSES.values())) == len(problems.STATUSES)


def test_narrower_refusals_are_looked_at_too() -> None:
    assert components.runtime.errors.MalformedAs in set(everywhere())

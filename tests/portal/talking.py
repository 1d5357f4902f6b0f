"""Conversations, and people who ask the API about them from its pages."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.harness.cluster import Database
from tests.harness.rest import Rest
from tests.harness.talk import Talk
from tests.portal.conftest import SignedIn

ADA, GRACE, MARGARET = "ada@stoa.test", "grace@stoa.test", "margaret@stoa.test"
TEA = "tea@conference.stoa.test"


@pytest.fixture
def talk(database: Database) -> Iterator[Talk]:
    talk = Talk(database)
    yield talk
    talk.forget()


@pytest.fixture
def ada(app: Flask, signed_in: SignedIn) -> Rest:
    return Rest.of_page(signed_in("ada"))


@pytest.fixture
def grace(app: Flask, signed_in: SignedIn) -> Rest:
    return Rest.of_page(signed_in("grace"))


@pytest.fixture
def margaret(app: Flask, signed_in: SignedIn) -> Rest:
    return Rest.of_page(signed_in("margaret"))


def bodies(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["body"] for each in answer.json["messages"]]

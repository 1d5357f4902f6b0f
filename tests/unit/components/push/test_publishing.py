"""What the server publishes is taken, or the server is asked to come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import cast
from uuid import uuid4
from xml.etree.ElementTree import Element, fromstring

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InternalError
from sqlalchemy.exc import TimeoutError as NoneFree

from components.push.xmpp import doors, notifications
from components.push.xmpp.notifications import Notifications
from components.runtime.dispatch import MOST_WAITING, Dispatch

DOMAIN = "localhost"
BROKEN = InternalError("update", None, Exception("the cache of a plan is stale"))
PUBLISH = """
<iq xmlns='jabber:component:accept' type='set' id='1' from='{sender}' to='push.localhost'>
  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
    <publish node='{node}'><item><notification xmlns='urn:xmpp:push:0'>
      <x xmlns='jabber:x:data' type='result'>
        <field var='last-message-body'><value/></field>
      </x>
    </notification></item></publish>
  </pubsub>
</iq>"""


class Database:
    """Does not answer before it may, and then with an error."""

    def __init__(self, error: Exception = BROKEN) -> None:
        self.error, self.may = error, Event()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        self.may.wait()
        raise self.error
        yield


@pytest.fixture
def database() -> Database:
    return Database()


def told_by(database: Database) -> Dispatch:
    return doors(Notifications(cast(Engine, database), DOMAIN, lambda: None))


def published(sender: str = DOMAIN) -> Element:
    return fromstring(PUBLISH.format(sender=sender, node=uuid4()))  # noqa: S314 - ours


async def answers(dispatch: Dispatch) -> list[Element]:
    found: list[str] = []
    dispatch.receive(published(), found.append)
    await dispatch.finish(20)
    return [fromstring(each) for each in found]  # noqa: S314 - ours


def wants_to_be_asked_again(answer: Element) -> bool:
    error = answer.find("{*}error")
    return error is not None and error.get("type") == "wait"


@pytest.mark.parametrize("error", [BROKEN, NoneFree()])
async def test_whatever_fails_in_the_database_keeps_the_node(
    database: Database, error: Exception
) -> None:
    database.error = error
    database.may.set()
    (answer,) = await answers(told_by(database))

    assert wants_to_be_asked_again(answer)


async def test_a_database_that_does_not_answer_keeps_the_node(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "SECONDS", 0.05)
    (answer,) = await answers(told_by(database))
    database.may.set()

    assert wants_to_be_asked_again(answer)


async def test_a_burst_for_many_nodes_is_taken_and_one_persons_is_not(database: Database) -> None:
    dispatch, servers, persons = told_by(database), list[str](), list[str]()
    for _ in range(2 * MOST_WAITING):
        dispatch.receive(published(), servers.append)
        dispatch.receive(published("ada@localhost/page"), persons.append)
    at_once = len(servers), len(persons)
    database.may.set()
    await dispatch.finish(20)

    assert at_once == (0, MOST_WAITING)
    assert len(servers) == len(persons) == 2 * MOST_WAITING

"""Whatever people do, the views say what a simple model says, and a rebuild says the same."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from components.archive.inbox import entries
from components.archive.search.hits import find
from components.archive.search.query import parse
from components.archive.views.views import REBUILT
from tests.store.views.conftest import Rows, Seen
from tests.store.views.model import Chat
from tests.store.views.play import FILES, OWNER, PEOPLE, WORDS, Play

ACTS = (
    *("say",) * 6,
    *("say_late", "correct", "retract", "moderate", "react", "receive", "display"),
    *("read_elsewhere", "join", "join", "expel", "enter", "leave", "keep_history", "refuse"),
)
small = st.integers(0, 30)
acts = st.lists(
    st.tuples(st.sampled_from(ACTS), small, small, small, st.lists(small, min_size=1, max_size=4)),
    max_size=40,
)
EVERYBODY = (*PEOPLE, OWNER)
READABLE = """
select c.key, m.id, m.sender, m.body, m.retracted_at is not null
  from stoa.readable(:person) may
  join stoa.conversation c on c.id = may.conversation_id
  join stoa.message m on m.conversation_id = c.id and m.id between may.from_id and may.to_id
"""
STATUS = """
select m.id, s.address, s.delivered_at is not null, s.read_at is not null
  from stoa.message m cross join lateral stoa.message_status(m.id) s
"""
REACTIONS = "select message_id, address, emoji from stoa.reaction"


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts, st.integers(1, 50), st.integers(1, 50))
def test_views_equal_the_model_and_the_rebuild_equals_the_views(
    seen: Seen, done: Sequence[tuple[str, int, int, int, list[int]]], batch: int, again: int
) -> None:
    with seen.connection.begin_nested() as savepoint:
        seen.begin_anew()
        seen.share(FILES)
        play = Play(seen.scribe)
        for act in done:
            play.act(*act)
        seen.catch_up(batch)

        for person in EVERYBODY:
            assert inbox(play, person) == listed(seen, person)
            assert readable(play, person) == sorted(seen.rows(READABLE, person=person))
            for word in (each for each in WORDS if each.isalnum()):
                found = find(seen.connection, person, parse(word), 1000)
                assert matches(play, person, word) == [hit.id for hit in found.hits]
                assert found.total == len(found.hits)
        for person, file in product(PEOPLE, FILES.values()):
            assert play.may_fetch(person, file) == seen.may_fetch(person, file)
        assert statuses(play) == sorted(seen.rows(STATUS))
        assert reactions(play) == sorted(seen.rows(REACTIONS))
        live = everything(seen, "stoa")
        while seen.views._step(REBUILT, again):
            pass
        assert live == everything(seen, "rebuild")
        savepoint.rollback()


def inbox(play: Play, person: str) -> set[tuple[Any, ...]]:
    return {
        (key, newest(chat, person), chat.unread(person), chat.mentions(person))
        for key, chat in play.chats.items()
        if person in chat.since and (chat.room or chat.said)
    }


def newest(chat: Chat, person: str) -> int:
    return max((each.id for each in chat.readable(person)), default=0)


def listed(seen: Seen, person: str) -> set[tuple[Any, ...]]:
    keys: dict[int, str] = dict(seen.rows("select id, key from stoa.conversation"))
    return {
        (keys[each.conversation_id], each.last_id, each.unread, each.mentions)
        for each in entries(seen.connection, person)
    }


def readable(play: Play, person: str) -> Rows:
    return sorted(
        (key, each.id, each.sender, each.body, each.retracted)
        for key, chat in play.chats.items()
        for each in chat.readable(person)
    )


def matches(play: Play, person: str, word: str) -> list[int]:
    """The newest first."""
    rows = [row for row in readable(play, person) if word in str(row[3]).split()]
    return sorted((int(row[1]) for row in rows if not row[4]), reverse=True)


def every(play: Play) -> list[tuple[Chat, Any]]:
    return [(chat, said) for chat in play.chats.values() for said in chat.said]


def statuses(play: Play) -> Rows:
    return sorted((said.id, *each) for chat, said in every(play) for each in chat.status(said))


def reactions(play: Play) -> Rows:
    return sorted(
        (said.id, person, emoji)
        for _, said in every(play)
        for person, chosen in said.reactions.items()
        for emoji in chosen
    )


def everything(seen: Seen, schema: str) -> dict[str, list[str]]:
    tables = "select relname from pg_class where relnamespace = 'rebuild'::regnamespace"
    return {
        table: sorted(
            str(tuple(row))
            for row in seen.connection.execute(text(f"select * from {schema}.{table}"))  # noqa: S608
        )
        for (table,) in seen.rows(tables + " and relkind = 'r'")
    }

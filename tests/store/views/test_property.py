"""Whatever people do, the views say what a simple model says, and a rebuild says the same."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from components.archive import pins, threads
from components.archive.inbox import entries, of_keys, previews, unread
from components.archive.inbox_page import Page, Wanted, page
from components.archive.search.hits import find
from components.archive.search.query import parse
from components.archive.views.views import REBUILT
from tests.store.views.conftest import Rows, Seen
from tests.store.views.model import Chat
from tests.store.views.play import FILES, OWNER, PEOPLE, WORDS, Play

ACTS = (
    *("say",) * 6,
    *("say_late", "correct", "retract", "moderate", "react", "pin", "receive", "display"),
    *("read_elsewhere", "join", "join", "expel", "enter", "leave", "keep_history", "refuse"),
    *("wish", "wish", "unsay"),
)
small = st.integers(0, 30)
acts = st.lists(
    st.tuples(st.sampled_from(ACTS), small, small, small, st.lists(small, min_size=1, max_size=4)),
    min_size=30,
    max_size=60,
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
            assert whole(seen, person) == page(seen.connection, person, Wanted(most=1000))
            assert readable(play, person) == sorted(seen.rows(READABLE, person=person))
            for word in (each for each in WORDS if each.isalnum()):
                found = find(seen.connection, person, parse(word), 1000)
                assert matches(play, person, word) == [hit.id for hit in found.hits]
                assert found.total == len(found.hits)
        for person, file in product(PEOPLE, FILES.values()):
            assert play.may_fetch(person, file) == seen.may_fetch(person, file)
        for key, chat in play.chats.items():
            for person in (each for each in EVERYBODY if each in chat.since):
                assert chat.pinned(person) == pinned(seen, person, key)
                assert threads_of(chat, person) == threads_in(seen, person, key)
        for person in EVERYBODY:
            assert followed(play, person) == threads_followed(seen, person)
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


def whole(seen: Seen, person: str) -> Page:
    """All that may be in a page, on one."""
    found = [
        each for each in entries(seen.connection, person) if each.last_id and each.kind != "private"
    ]
    newest, counts = previews(seen.connection, person, found), unread(found)
    all_of = len(found)
    return Page(found, newest, 0, all_of, all_of, counts.conversations, counts.messages)


def readable(play: Play, person: str) -> Rows:
    return sorted(
        (key, each.id, each.sender, each.body, each.retracted)
        for key, chat in play.chats.items()
        for each in chat.readable(person)
    )


def matches(play: Play, person: str, word: str) -> list[int]:
    """The newest first."""
    said = [each for chat in play.chats.values() for each in chat.readable(person)]
    found = (each for each in said if each.counts and word in each.body.split())
    return sorted((each.id for each in found if not each.retracted), reverse=True)


def pinned(seen: Seen, person: str, key: str) -> list[int]:
    return [
        each.message.id
        for known in of_keys(seen.connection, person, [key])
        for each in pins.of(seen.connection, person, known).pins
    ]


def threads_of(chat: Chat, person: str) -> Rows:
    found = [(each, chat.thread(person, each)) for each in chat.threads(person)]
    return sorted((name, *each) for name, each in found if each)


def followed(play: Play, person: str) -> Rows:
    return sorted(
        (name, *found)
        for chat in play.chats.values()
        for (each, name), wish in chat.following.items()
        if each == person and wish.wanted and (found := chat.thread(person, name))
    )


def threads_in(seen: Seen, person: str, key: str) -> Rows:
    return [
        each
        for known in of_keys(seen.connection, person, [key])
        for each in shown(seen.threads(person, threads.Wanted(known)))
    ]


def threads_followed(seen: Seen, person: str) -> Rows:
    return shown(seen.threads(person, threads.Wanted()))


def shown(found: Sequence[threads.Thread]) -> Rows:
    return sorted(
        (
            *(each.thread, each.root_id, each.last_id, each.replies, each.unread, each.mentions),
            *(each.takes_part, each.follows, each.read_to),
        )
        for each in found
    )


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

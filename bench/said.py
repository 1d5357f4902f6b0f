"""Messages as an organisation has them, made up: few words are used often and most hardly ever,
and few conversations hold most of what is said."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import psycopg

VOCABULARY, MESSAGES_A_CONVERSATION, SENDERS = 30_000, 200, 200
FEWEST_WORDS, MOST_WORDS = 3, 21
FIRST_ID, APART = 1_700_000_000_000_000, 30_000_000
"""µs: a message every thirty seconds."""
READERS = (10, 50, 500)
"""How many conversations each reader of the benchmark is in."""

TEMPORARY = "create temporary table said (id bigint, conversation_id int, sender text, body text)"
CONVERSATIONS = """
insert into stoa.conversation (id, key, kind, name)
select n, 'room' || n || '@conference.' || %(domain)s, 'room', 'Room ' || n
  from generate_series(1, %(conversations)s) n
"""
PARTICIPANTS = """
insert into stoa.participant (conversation_id, address, since_id)
select distinct 1 + n * %(conversations)s / %(count)s, 'reader' || %(count)s || '@' || %(domain)s, 1
  from generate_series(0, %(count)s - 1) n
"""
MESSAGES = """
insert into stoa.message
       (id, conversation_id, place, sender, at, kind, body, language, message_id, words)
select id, conversation_id, 0, sender, to_timestamp(id / 1e6), 'text', body, 'en', 'm' || id,
       stoa.words('en', body)
  from said
"""


def word(rank: int) -> str:
    """The most used has rank 1; how often a word is used falls with its rank (Zipf)."""
    letters = str.maketrans("0123456789", "ghijklmnop")
    digest = hashlib.md5(str(rank).encode(), usedforsecurity=False).hexdigest()
    return digest.translate(letters)[: 4 + rank % 6]


def rows(messages: int, domain: str) -> Iterator[tuple[int, int, str, str]]:
    chance = random.Random(7)  # noqa: S311 - the same messages in each run
    vocabulary = [word(rank) for rank in range(1, VOCABULARY + 1)]
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    conversations = messages // MESSAGES_A_CONVERSATION
    for number in range(messages):
        count = chance.randint(FEWEST_WORDS, MOST_WORDS)
        said = " ".join(chance.choices(vocabulary, cum_weights=weights, k=count))
        place = 1 + int(conversations * chance.random() ** 2)
        sender = f"person{chance.randrange(SENDERS)}@{domain}"
        yield FIRST_ID + number * APART, place, sender, said


def say(database: psycopg.Connection[Any], messages: int, domain: str) -> None:
    """Fill the views, over a connection that commits each statement."""
    values = {"conversations": messages // MESSAGES_A_CONVERSATION, "domain": domain}
    database.execute(TEMPORARY)
    with database.cursor() as cursor, cursor.copy("copy said from stdin") as copy:
        for row in rows(messages, domain):
            copy.write_row(row)
    database.execute(CONVERSATIONS, values)
    for count in READERS:
        database.execute(PARTICIPANTS, values | {"count": count})
    database.execute(MESSAGES)
    database.execute("vacuum (analyze) stoa.message, stoa.conversation, stoa.participant")

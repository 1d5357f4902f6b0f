"""Long histories, put where the server and the archive's views have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

    from tests.harness.stack import Stack

FIRST_CONVERSATION = 1_000_000_000
"""Beyond what the ledger of the stack gives."""

# Who writes changes after three messages; all were read.
SAID = """
create temporary table said on commit drop as
select (%(until)s - (%(count)s - n) * %(apart)s::bigint)::bigint as id, n,
       case when n / 3 %% 2 = 0 then %(own)s else %(peer)s end as author,
       case when n / 3 %% 2 = 0 then %(peer)s else %(own)s end as reader,
       'Message ' || n || '. ' || repeat('What was said. ', 1 + n %% 12) as body
  from generate_series(1, %(count)s) n
"""
ARCHIVED = """
insert into ejabberd.archive
       (username, server_host, timestamp, peer, bare_peer, xml, txt, kind, nick, origin_id)
select split_part(one.keeper, '@', 1), %(domain)s, id, one.other || '/desk', one.other,
       '<message to=''' || reader || ''' from=''' || author || '/desk'' type=''chat'' id='''
       || %(name)s || n || ''' xmlns=''jabber:client''><body>' || body || '</body></message>',
       body, 'chat', '', ''
  from said cross join (values (%(own)s, %(peer)s), (%(peer)s, %(own)s)) one (keeper, other)
"""
CONVERSATION = """
insert into stoa.conversation (id, key, kind, last_id, counted)
select %(conversation)s, least(%(own)s, %(peer)s) || ' ' || greatest(%(own)s, %(peer)s), 'direct',
       max(id), count(*) from said
"""
PARTICIPANTS = """
insert into stoa.participant (conversation_id, address, since_id)
select %(conversation)s, each, 1 from unnest(array[%(own)s, %(peer)s]) each
"""
READ = """
insert into stoa.reading (address, conversation_id, read_to, counted, at)
select each, %(conversation)s, max(id), count(*), now()
  from said cross join unnest(array[%(own)s, %(peer)s]) each group by each
"""
MESSAGES = """
insert into stoa.message (id, conversation_id, place, sender, at, kind, body, message_id)
select id, %(conversation)s, n, author, to_timestamp(id / 1000000.0), 'text', body, %(name)s || n
  from said
"""
STATEMENTS = (SAID, ARCHIVED, CONVERSATION, PARTICIPANTS, READ, MESSAGES)
TIDY = "vacuum (analyze) stoa.message, stoa.conversation, stoa.reading, ejabberd.archive"


@dataclass
class Histories:
    """Conversations of one person that nobody has heard of before."""

    stack: Stack
    database: psycopg.Connection[Any]
    person: str
    made: int = 0

    def talk(self, peer: str, count: int, until: int, apart: int) -> None:
        """So many messages up to a moment, and how far apart they were; both in µs."""
        self.made += 1
        values = {
            "own": self.stack.jid(self.person),
            "peer": self.stack.jid(peer),
            "domain": self.stack.domain,
            "conversation": FIRST_CONVERSATION + self.made,
            "name": f"{peer}-",
            "count": count,
            "until": until,
            "apart": apart,
        }
        with self.database.transaction():
            for statement in STATEMENTS:
                self.database.execute(statement, values)

    def tidy(self) -> None:
        self.database.execute(TIDY)


def newest(count: int) -> str:
    """How the last of so many messages begins."""
    return f"Message {count}. "

"""Conversations as the views keep them, put there directly: what is asked of them is under test."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.harness.cluster import Database

FIRST = 1_795_276_639_000_000
"""A moment in µs: ids of messages begin there, a second apart."""
TABLES = (
    *("message", "message_edit", "receipt", "mark", "reaction", "mention", "hashtag", "link"),
    *(
        "pin",
        "attachment",
        "reading",
        "conversation_setting",
        "thread_follower",
        "participant",
        "conversation",
    ),
)


class Talk:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: Iterator[int] = count(1)
        self._moments: Iterator[int] = count(FIRST, 1_000_000)

    def direct(self, one: str, other: str) -> int:
        """Between two bare JIDs; the id of the conversation."""
        return self._conversation(" ".join(sorted((one, other))), "direct", "", (one, other))

    def room(self, address: str, *members: str, name: str = "", history: str = "all") -> int:
        conversation = self._conversation(address, "room", name, members)
        self._set("conversation", "history", history, "id = %s", conversation)
        return conversation

    def private(self, room: str, one: str, other: str) -> int:
        key = " ".join((room, *sorted((one, other))))
        return self._conversation(key, "private", "", (one, other))

    def _conversation(self, key: str, kind: str, name: str, people: tuple[str, ...]) -> int:
        conversation = next(self._ids)
        self._database.execute(
            "insert into stoa.conversation (id, key, kind, name) values (%s, %s, %s, %s)",
            (conversation, key, kind, name),
        )
        for person in set(people):
            self.join(conversation, person)
        return conversation

    def join(self, conversation: int, person: str) -> None:
        moment = next(self._moments)
        self._database.execute(
            "insert into stoa.participant (conversation_id, address, since_id) values (%s, %s, %s)",
            (conversation, person, moment),
        )
        self._database.execute(
            "insert into stoa.reading (address, conversation_id, read_to, counted, at)"
            " select %s, id, %s, counted, now() from stoa.conversation where id = %s"
            " on conflict do nothing",
            (person, moment, conversation),
        )

    def leave(self, conversation: int, person: str) -> None:
        moment = next(self._moments)
        self._set(
            "participant",
            "until_id",
            moment,
            "conversation_id = %s and address = %s and until_id is null",
            conversation,
            person,
        )

    def say(self, conversation: int, sender: str, body: str, **more: Any) -> int:
        """The message's id; its author has read up to it. `more` are columns."""
        moment: int = more.get("id") or next(self._moments)
        (place,) = self._database.execute(
            "update stoa.conversation set last_id = %s, counted = counted + 1 where id = %s"
            " returning counted",
            (moment, conversation),
        ).fetchone() or (0,)
        values = {
            "id": moment,
            "conversation_id": conversation,
            "place": place,
            "sender": sender,
            "kind": "text",
            "body": body,
            "language": "en",
            "message_id": f"m-{moment}",
        } | more
        columns = ", ".join(values)
        marks = ", ".join(f"%({name})s" for name in values)
        self._database.execute(
            f"insert into stoa.message ({columns}, at, words)"  # noqa: S608 - names of the tests
            f" values ({marks}, to_timestamp(%(id)s / 1000000.0),"
            " stoa.words(%(language)s, %(body)s))",
            values,
        )
        self.read(conversation, sender, moment)
        return moment

    def read(self, conversation: int, person: str, moment: int) -> None:
        self._database.execute(
            "update stoa.reading set read_to = %(moment)s, counted ="
            " (select place from stoa.message where id = %(moment)s)"
            " where address = %(person)s and conversation_id = %(conversation)s",
            {"moment": moment, "person": person, "conversation": conversation},
        )

    def retract(self, message: int, by: str) -> None:
        self._database.execute(
            "update stoa.message set body = '', words = null, retracted_at = now(),"
            " retracted_by = %s where id = %s",
            (by, message),
        )

    def mention(self, conversation: int, message: int, whom: str) -> None:
        self._database.execute(
            "insert into stoa.mention (address, conversation_id, message_id) values (%s, %s, %s)",
            (whom, conversation, message),
        )

    def follow(self, conversation: int, thread: str, *people: str, **more: Any) -> None:
        """They take part in it; `more` are columns."""
        for person in people:
            values = {"takes_part": True} | more
            columns = ", ".join(values)
            marks = ", ".join(f"%({name})s" for name in values)
            changes = ", ".join(f"{name} = excluded.{name}" for name in values)
            self._database.execute(
                f"insert into stoa.thread_follower (address, conversation_id, thread, {columns})"  # noqa: S608
                f" values (%(person)s, %(conversation)s, %(thread)s, {marks})"
                f" on conflict (address, conversation_id, thread) do update set {changes}",
                values | {"person": person, "conversation": conversation, "thread": thread},
            )

    def bring(self, table: str, message: int, **columns: Any) -> None:
        """A row of what a message has: attachment, link or hashtag."""
        values = {"message_id": message} | columns
        names, marks = ", ".join(values), ", ".join(f"%({name})s" for name in values)
        self._database.execute(
            f"insert into stoa.{table} ({names}) values ({marks})",  # noqa: S608
            values,
        )

    def settle(self, conversation: int, person: str, **settings: Any) -> None:
        """Set what the person keeps about the conversation: pinned, archived, notify."""
        self._database.execute(
            "insert into stoa.conversation_setting (address, conversation_id) values (%s, %s)"
            " on conflict do nothing",
            (person, conversation),
        )
        for name, value in settings.items():
            self._set(
                "conversation_setting",
                name,
                value,
                "address = %s and conversation_id = %s",
                person,
                conversation,
            )

    def _set(self, table: str, column: str, value: Any, where: str, *of: Any) -> None:
        self._database.execute(
            f"update stoa.{table} set {column} = %s where {where}",  # noqa: S608
            (value, *of),
        )

    def forget(self) -> None:
        for table in TABLES:
            self._database.execute(f"delete from stoa.{table}")  # noqa: S608

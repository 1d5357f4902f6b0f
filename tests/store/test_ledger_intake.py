"""What was recorded becomes the ledger's: in order, exactly once, and readable again."""

import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, text

from components.archive.ledger import intake
from components.archive.ledger.intake import SETTLED_SECONDS, WHOLE_SECONDS
from components.archive.ledger.keys import FILE, KeyStore
from components.archive.ledger.tree import Tree
from components.archive.ledger.verifier import CompactRange, Entry, leaf_hash
from schemas.refusals import Conflict
from tests.harness.cluster import Cluster
from tests.store.conftest import as_engine
from tests.store.recorder import ADA, GRACE, LINUS, OTHER_ROOM, ROOM, ROW, Recorder

ROOM_ROW = {"source": "muc", "type": "groupchat", "recipient": ROOM, "nick": "Ada"}
MEMBERSHIP = ROOM_ROW | {"kind": "membership", "type": "enter"}
COLUMNS = ", ".join(Entry.__slots__)


@pytest.fixture
def ledger(whole: Connection, keys: KeyStore) -> Recorder:
    return Recorder(whole, keys)


def belong(connection: Connection, *departments: str) -> None:
    """Ada belongs to these, each of which has a room of its name."""
    connection.execute(text("insert into stoa.account (localpart) values ('ada')"))
    connection.execute(
        text(
            "insert into stoa.person (localpart, source_id, user_name, name)"
            " values ('ada', 'ada', 'ada', 'Ada')"
        )
    )
    for name in departments:
        connection.execute(
            text(
                "with made as (insert into stoa.department (source_id, name, room)"
                " values (:name, :name, :name) returning id)"
                " insert into stoa.membership select 'ada', id from made"
            ),
            {"name": name},
        )


# -- what is kept -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"xml": "<message/>", "message_id": None, "storable": False, "type": "headline"},
        {"xml": "", "kind": "outcome", "type": "refused"},
        {"xml": "<message a='>' b=\">'\"><body>1 > 0</body></message>", "nick": "\U0001f600"},
        {"xml": "no element at all", "source": "router"},
        {"xml": "<", "message_id": "'; drop table stoa.feed; --", "origin_id": "\\x00"},
        {"xml": "<message>" + "\N{SNOWMAN}" * 65_536, "origin_id": "x" * 1023},
        {"refers_how": "retract", "refers_to": "\N{RIGHT-TO-LEFT OVERRIDE}", "source": "component"},
        {"kind": "iq", "type": "set", "source": "muc", "recipient": ROOM, "refers_how": "moderate"},
        {"kind": "item", "type": "publish", "recipient": ADA, "xml": "<iq><pubsub/></iq>"},
        MEMBERSHIP | {"sender": ROOM, "xml": "<membership xmlns='urn:stoa:membership:1'/>"},
        {"stanza_id": 2**63 - 1, "sender": "ada@example.org/\N{SNOWMAN} /x", "source": "s2s"},
    ],
)  # fmt: skip
def test_what_was_recorded_is_read_as_it_was(ledger: Recorder, columns: dict[str, Any]) -> None:
    ledger.record(**columns)
    taken = ledger.take()
    (record,) = ledger.records()

    assert 1 == taken
    expected = ROW | columns
    assert expected.items() <= asdict(record).items()
    assert [] == ledger.waiting()


def test_everything_but_the_words_is_asked_for_without_a_key(ledger: Recorder) -> None:
    row = ROW | {"stanza_id": 7, "origin_id": "o", "refers_how": "replace", "refers_to": "m"}
    ledger.record(**row)
    ledger.take()
    (found,) = ledger.connection.execute(text("select * from stoa.recorded")).mappings()

    assert {**row, "seq": 0, "xml": None} == dict(found)


def test_no_table_of_the_ledger_has_a_word_or_a_name_in_clear(ledger: Recorder) -> None:
    ledger.record(nick="Countess", message_id="identifiable", xml="<message>secret")
    ledger.take()
    contents = b"".join(raw for (raw,) in ledger.rows("select ciphertext from stoa.ledger_content"))
    kept = contents + repr(ledger.rows("select * from stoa.ledger_entry")).encode()

    assert 2 == len(ledger.rows("select 1 from stoa.ledger_content"))
    for word in (b"ada", b"grace", b"Countess", b"identifiable", b"secret", b"message>"):
        assert word not in kept


def test_entries_are_leaves_of_the_tree_in_the_order_of_the_feed(ledger: Recorder) -> None:
    ids = [ledger.record() for _ in range(600)]
    taken = [ledger.take(500), ledger.take(500), ledger.take(500)]
    leaves = [leaf_hash(Entry(*row).encode()) for row in ledger.entries(*COLUMNS.split(", "))]
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)

    assert [500, 100, 0] == taken
    assert [*zip(range(600), ids, strict=True)] == ledger.entries("seq", "feed_id")
    assert leaves == ledger.entries("leaf_hash")
    assert [(1, 0), (1, 1)] == ledger.rows(
        "select level, place from stoa.ledger_subtree order by 2"
    )
    with ledger.as_ledger() as connection:
        assert tree.root() == Tree(connection).root(600)


def test_a_batch_of_large_stanzas_has_fewer(
    ledger: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_BYTES", 600)
    large = "\N{SNOWMAN}" * 100
    ids = [ledger.record(xml=xml) for xml in (large, large, "<message/>", 3 * large, "<message/>")]
    taken = [ledger.take() for _ in range(4)]

    assert [2, 2, 1, 0] == taken
    assert ids == ledger.entries("feed_id")


def test_the_time_of_an_entry_is_that_of_its_row(ledger: Recorder) -> None:
    ledger.record()
    ledger.connection.execute(text("update stoa.feed set at = '2026-11-21 12:00:00.123456+00'"))
    ledger.take()

    assert [1_795_262_400_123_456] == ledger.entries("recorded_at")


# -- what is shared -----------------------------------------------------------------------


def test_what_a_component_sends_to_many_is_kept_once(ledger: Recorder) -> None:
    for name in (ADA, GRACE, LINUS):
        ledger.record(
            source="component",
            sender="announcements.localhost",
            recipient=name,
            xml=f"<message to='{name}'><body>To all</body></message>",
        )
    ledger.take()

    assert 1 == len(set(ledger.entries("body")))
    assert 3 == len(set(ledger.entries("envelope")))
    assert 4 == len(ledger.rows("select 1 from stoa.ledger_content"))


def test_that_two_people_said_the_same_cannot_be_seen(ledger: Recorder) -> None:
    for sender in (ADA, ADA, GRACE):
        ledger.record(sender=sender, recipient=LINUS)
    ledger.take()

    assert 3 == len(set(ledger.entries("body")))


def test_a_conversation_is_the_same_from_both_sides(ledger: Recorder) -> None:
    for sender, recipient in ((ADA, f"{GRACE}/x"), (f"{GRACE}/y", ADA), (ADA, LINUS), (ADA, ADA)):
        ledger.record(sender=sender, recipient=recipient)
    ledger.take()
    there, back, elsewhere, to_self = ledger.entries("conversation")

    assert there == back
    assert 3 == len({there, elsewhere, to_self})


def test_in_a_room_everybody_is_in_one_conversation(ledger: Recorder) -> None:
    ledger.record(**ROOM_ROW)
    ledger.record(**ROOM_ROW | {"sender": f"{GRACE}/x"})
    ledger.record(recipient=f"{ROOM}/Grace")
    ledger.record(**ROOM_ROW | {"recipient": OTHER_ROOM})
    ledger.take()
    *here, elsewhere = ledger.entries("conversation")

    assert 1 == len(set(here))
    assert elsewhere not in here


def test_an_author_has_one_pseudonym_whatever_device_and_place(ledger: Recorder) -> None:
    ledger.record(sender=f"{ADA}/phone")
    ledger.record(sender=f"{ADA}/laptop", recipient=LINUS)
    ledger.record(**ROOM_ROW)
    ledger.record(sender=f"{GRACE}/phone")
    ledger.take()
    *ada, grace = ledger.entries("author")

    assert 1 == len(set(ada))
    assert grace not in ada


# -- who was there ------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 100])
def test_an_entry_names_the_last_word_on_who_belongs_to_the_room(
    ledger: Recorder, limit: int
) -> None:
    elsewhere = {"recipient": OTHER_ROOM}
    for columns in (
        ROOM_ROW, MEMBERSHIP, ROOM_ROW, MEMBERSHIP | elsewhere, ROOM_ROW, ROOM_ROW | elsewhere,
        MEMBERSHIP, ROOM_ROW, {},
    ):  # fmt: skip
        ledger.record(**columns)
    while ledger.take(limit):
        pass

    assert [None, None, 1, None, 1, 3, 1, 6, None] == ledger.entries("membership")


# -- keys ---------------------------------------------------------------------------------


def test_a_key_is_of_one_author_kind_and_month(ledger: Recorder) -> None:
    for columns in ({}, {}, {"kind": "iq"}, {"sender": GRACE, "recipient": ADA}):
        ledger.record(**columns)
    last_month = ledger.record()
    ledger.connection.execute(
        text("update stoa.feed set at = at - interval '40 days' where id = :id"), {"id": last_month}
    )
    ledger.take()
    first, again, *others = ledger.entries("key_id")

    assert first == again
    assert 4 == len({first, *others})


def test_the_key_is_the_rooms_departments_or_the_authors_first(ledger: Recorder) -> None:
    belong(ledger.connection, "cipher", "tea")
    for columns in (
        {}, ROOM_ROW, ROOM_ROW | {"recipient": OTHER_ROOM},
        ROOM_ROW | {"recipient": "party@conference.localhost"}, {"sender": "ada@example.org/x"},
    ):  # fmt: skip
        ledger.record(**columns)
    ledger.take()
    alone, first, second, party, stranger = ledger.entries("key_id")

    assert alone == first == party
    assert 3 == len({first, second, stranger})


def test_what_was_encrypted_with_a_destroyed_key_cannot_be_read(
    ledger: Recorder, tmp_path: Path
) -> None:
    ledger.record()
    ledger.record(sender=GRACE, recipient=ADA)
    ledger.take()
    with sqlite3.connect(tmp_path / FILE) as store:
        store.execute("update party set key = null where name = ?", (ADA,))
    store.close()
    ledger.keys = KeyStore(tmp_path, read_only=True)
    destroyed, kept = ledger.records()
    ledger.keys.close()

    assert ("", "", None, None) == (
        destroyed.sender, destroyed.recipient, destroyed.message_id, destroyed.xml
    )  # fmt: skip
    assert (GRACE, ROW["xml"]) == (kept.sender, kept.xml)


@pytest.mark.parametrize("part", ["envelope", "body"])
def test_what_lost_a_part_cannot_be_read(ledger: Recorder, part: str) -> None:
    ledger.record()
    ledger.take()
    (digest,) = ledger.entries(part)
    with as_engine(ledger.connection, "retention").begin() as connection:
        connection.execute(text("delete from stoa.ledger_content where digest = :d"), {"d": digest})
    (record,) = ledger.records()

    assert ("", None) == (record.sender, record.xml)


def test_another_key_store_gets_nothing(ledger: Recorder, tmp_path: Path) -> None:
    ledger.record()
    ledger.take()
    waiting = ledger.record()
    (tmp_path / "empty").mkdir()
    other = KeyStore(tmp_path / "empty")

    with pytest.raises(Conflict, match="not this ledger's"):
        ledger.another_intake(other).take()
    other.close()
    assert [waiting] == ledger.waiting()
    assert 1 == ledger.another_intake(ledger.keys).take()


# -- exactly once -------------------------------------------------------------------------


def test_what_cannot_be_finished_leaves_nothing_behind(ledger: Recorder, tmp_path: Path) -> None:
    ids = [ledger.record() for _ in range(3)]
    unwritable = KeyStore(tmp_path, read_only=True)

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        ledger.another_intake(unwritable).take()
    unwritable.close()
    assert ids == ledger.waiting()
    assert [] == ledger.entries("seq")
    assert 3 == ledger.take()
    assert ids == ledger.entries("feed_id")


def test_an_intake_goes_on_after_another(ledger: Recorder) -> None:
    another = ledger.another_intake(ledger.keys)
    for each in (ledger.intake, another, ledger.intake, another):
        for _ in range(3):
            ledger.record()
        assert 3 == each.take()
    with ledger.as_ledger() as connection:
        root = Tree(connection).root(12)
    tree = CompactRange()
    for leaf in ledger.entries("leaf_hash"):
        tree.append(leaf)

    assert [*range(12)] == ledger.entries("seq")
    assert tree.root() == root


def test_two_intakes_never_take_at_once(ledger: Recorder, cluster: Cluster) -> None:
    ledger.record()
    ledger.take()
    free = "select pg_try_advisory_xact_lock(hashtextextended('stoa.ledger_entry', 0))"
    with psycopg.connect(cluster.superuser) as other:
        row = other.execute(free).fetchone()

    assert (False,) == row


def test_what_is_committed_late_is_taken_late(ledger: Recorder) -> None:
    newer = ledger.record(id=1_000_002)
    ledger.take()
    ledger.clock.now += SETTLED_SECONDS - 1
    ledger.take()
    late = ledger.record(id=newer - 1)
    ledger.take()

    assert [newer, late] == ledger.entries("feed_id")


def test_what_is_committed_later_than_can_be_is_taken_within_a_minute(ledger: Recorder) -> None:
    newer = ledger.record(id=1_000_002)
    ledger.take()
    ledger.clock.now += SETTLED_SECONDS
    ledger.take()
    late = ledger.record(id=newer - 1)
    at_once = ledger.take()
    ledger.clock.now += WHOLE_SECONDS
    in_the_end = ledger.take()

    assert [0, 1] == [at_once, in_the_end]
    assert [newer, late] == ledger.entries("feed_id")


@pytest.mark.parametrize("most_bytes", [intake.MOST_BYTES, 80])
def test_how_long_what_waits_has_waited_is_known(
    ledger: Recorder, monkeypatch: pytest.MonkeyPatch, most_bytes: int
) -> None:
    monkeypatch.setattr(intake, "MOST_BYTES", most_bytes)
    for _ in range(3):
        ledger.record()
    ledger.connection.execute(text("update stoa.feed set at = at - interval '1 hour'"))
    ledger.take(2)
    behind = ledger.intake.lag_seconds
    ledger.take(2)

    assert 3600 == pytest.approx(behind, abs=60)
    assert 0 == ledger.intake.lag_seconds

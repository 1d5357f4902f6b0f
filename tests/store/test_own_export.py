"""What people take along: everything they may read, nothing else, and for a week."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest
from sqlalchemy import URL, Connection, Engine, create_engine

from components.archive import export_making, export_pages, inbox, own_export
from components.archive.export_making import Making
from components.archive.inbox import Entry
from components.archive.own_export import Export
from schemas.refusals import Conflict, NotFound, TryLater
from tests.harness.cluster import Cluster
from tests.harness.talk import Talk
from tests.store.conftest import enrol

ADA, GRACE, LINUS = "ada@stoa.test", "grace@stoa.test", "linus@stoa.test"
TEA = "tea@conference.stoa.test"


@pytest.fixture
def talk(cluster: Cluster) -> Iterator[Talk]:
    with psycopg.connect(cluster.superuser, autocommit=True) as database:
        talk = Talk(database)
        yield talk
        talk.forget()


@pytest.fixture
def asked(engine: Engine, talk: Talk) -> Engine:
    """Role app's, with people."""
    with engine.begin() as connection:
        enrol(connection)
    return engine


@pytest.fixture
def making(cluster: Cluster, tmp_path: Path) -> Iterator[Making]:
    address = URL.create(
        "postgresql+psycopg",
        "ledger",
        cluster.secrets.read("ledger", "database_password"),
        "127.0.0.1",
        cluster.port,
        "stoa",
    )
    engine = create_engine(address)
    yield Making(engine, tmp_path, "stoa.test")
    engine.dispose()


def ask(engine: Engine, localpart: str = "ada", conversation: str | None = None) -> int:
    with engine.begin() as connection:
        own_export.ask(connection, localpart, conversation)
        return own_export.listed(connection, localpart)[0].id


def listed(engine: Engine, localpart: str = "ada") -> list[Export]:
    with engine.begin() as connection:
        return own_export.listed(connection, localpart)


def taken(engine: Engine, folder: Path, localpart: str = "ada") -> dict[str, str]:
    """The files of the newest, by name."""
    file = listed(engine, localpart)[0].file
    assert file is not None
    with ZipFile(folder / file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def lines(files: dict[str, str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files["messages.jsonl"].splitlines()]


def test_everything_one_may_read_is_taken_along(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path
) -> None:
    room, chat = talk.room(TEA, ADA, GRACE, name="Tea"), talk.direct(ADA, GRACE)
    first = talk.say(room, GRACE, "Tea & <b>cake</b>?")
    talk.say(chat, ADA, "مرحبا")
    secret = talk.say(chat, ADA, "A mistake")
    talk.retract(secret, ADA)
    talk.bring(
        "attachment", first, place=0, url="javascript:alert(1)", name="x.js", media_type="", size=1
    )
    shared = f"https://upload.{ADA.partition('@')[2]}/9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f/plan.pdf"
    talk.bring("attachment", first, place=1, url=shared, name="plan.pdf", media_type="", size=1)
    talk.say(talk.direct(GRACE, LINUS), GRACE, "Between the two of us")
    ask(asked)
    making.work()
    files = taken(asked, tmp_path)
    (export,) = listed(asked)

    assert ["مرحبا", "", "Tea & <b>cake</b>?"] == [each["body"] for each in lines(files)]
    assert {GRACE: 2, TEA: 1} == {
        place: sum(each["conversation"] == place for each in lines(files)) for place in (GRACE, TEA)
    }
    assert ["00001.html", "00002.html", "index.html", "messages.jsonl"] == sorted(files)
    assert "Tea &amp; &lt;b&gt;cake" in files["00002.html"]
    assert "retracted" in files["00001.html"]
    assert "javascript:" not in files["00002.html"]
    assert "<p>plan.pdf</p>" in files["00002.html"]
    assert not [name for name, held in files.items() if "mistake" in held or "Between" in held]
    assert (3, 3, True) == (export.done, export.total, export.finished_at is not None)


def test_one_conversation_is_taken_along_alone(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path
) -> None:
    talk.say(talk.room(TEA, ADA, GRACE, name="Tea"), GRACE, "Tea?")
    talk.say(talk.direct(ADA, GRACE), ADA, "Hello")
    ask(asked, conversation=TEA)
    making.work()

    assert ["Tea?"] == [each["body"] for each in lines(taken(asked, tmp_path))]
    assert "Tea" == listed(asked)[0].name


@pytest.mark.parametrize("conversation", [TEA, "ada@stoa.test", "nowhere@stoa.test"])
def test_of_a_conversation_of_others_nothing_comes_along(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path, conversation: str
) -> None:
    talk.say(talk.room(TEA, ADA, GRACE, name="Tea"), GRACE, "Tea?")
    ask(asked, "margaret", conversation)
    making.work()
    files = taken(asked, tmp_path, "margaret")

    assert [] == lines(files)
    assert ["index.html", "messages.jsonl"] == sorted(files)
    assert "" == listed(asked, "margaret")[0].name


def test_whoever_joined_late_takes_along_what_came_since(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path
) -> None:
    room = talk.room(TEA, GRACE, history="since-joining")
    talk.say(room, GRACE, "Before")
    talk.join(room, ADA)
    talk.say(room, GRACE, "After")
    ask(asked)
    making.work()

    assert ["After"] == [each["body"] for each in lines(taken(asked, tmp_path))]
    assert 1 == listed(asked)[0].total


def test_long_conversations_come_in_pages(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_making, "A_BATCH", 2)
    monkeypatch.setattr(export_pages, "A_PAGE", 3)
    chat = talk.direct(ADA, GRACE)
    for number in range(7):
        talk.say(chat, ADA, f"Number {number}")
    ask(asked)
    making.work()
    files = taken(asked, tmp_path)

    assert [f"Number {number}" for number in range(7)] == [each["body"] for each in lines(files)]
    assert "Number 5" in files["00001-2.html"]
    assert 'href="00001-3.html">Later' in files["00001-2.html"]
    assert 'href="00001.html">Earlier' in files["00001-2.html"]
    assert 7 == listed(asked)[0].done


def test_one_at_a_time_is_made_for_each_person(asked: Engine) -> None:
    ask(asked)
    ask(asked, "grace")

    with pytest.raises(Conflict):
        ask(asked)


def test_what_was_cut_off_begins_anew(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.say(talk.direct(ADA, GRACE), ADA, "Hello")
    ask(asked)
    with monkeypatch.context() as patch:
        patch.setattr(export_pages.Pages, "end", _die)
        with pytest.raises(KeyboardInterrupt):
            making.work()
    left_behind = tmp_path / "killed.zip.part"
    left_behind.touch()
    making.tidy()
    making.work()

    (found,) = listed(asked)
    assert (1, 1) == (found.done, found.total)
    assert [found.file] == [path.name for path in tmp_path.iterdir()]


def _die(_: object) -> None:
    raise KeyboardInterrupt


def test_nobody_waits_for_anothers_that_cannot_be_made(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.say(talk.direct(ADA, GRACE), ADA, "tea?")
    ask(asked, "ada")
    ask(asked, "grace")
    entries = inbox.entries

    def broken_for_ada(connection: Connection, asker: str) -> list[Entry]:
        if asker == ADA:
            raise ValueError("broken")
        return entries(connection, asker)

    monkeypatch.setattr(inbox, "entries", broken_for_ada)
    with pytest.raises(ValueError, match="broken"):
        making.work()

    assert [None] == [each.file for each in listed(asked, "ada")]
    assert "tea?" in taken(asked, tmp_path, "grace")["messages.jsonl"]


def test_nothing_is_made_on_a_full_disk(
    asked: Engine, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_making, "LEAST_FREE_BYTES", 2**62)

    ask(asked)

    with pytest.raises(TryLater):
        making.work()


def test_what_is_dropped_is_gone_also_while_it_is_made(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.say(talk.direct(ADA, GRACE), ADA, "Hello")
    export = ask(asked)

    def dropped(*_: object) -> None:
        with asked.begin() as connection:
            own_export.drop(connection, "ada", export)

    monkeypatch.setattr(export_pages.Pages, "end", dropped)
    making.work()
    making.work()

    assert [] == listed(asked)
    assert [] == list(tmp_path.iterdir())
    ask(asked)


def test_nobody_fetches_or_drops_what_is_another_s(
    asked: Engine, making: Making, talk: Talk
) -> None:
    export = ask(asked)
    making.work()
    with asked.begin() as connection:
        assert export == own_export.whole(connection, "ada", export).id

    for deed in (own_export.whole, own_export.drop):
        with asked.begin() as connection, pytest.raises(NotFound):
            deed(connection, "grace", export)
    assert [] == listed(asked, "grace")


def test_an_export_is_gone_after_a_week(
    asked: Engine, making: Making, tmp_path: Path, cluster: Cluster
) -> None:
    export = ask(asked)
    making.work()
    with psycopg.connect(cluster.superuser) as connection:
        connection.execute("update stoa.own_export set expires_at = now() - interval '1 second'")
    making.expire()

    with asked.begin() as connection, pytest.raises(NotFound):
        own_export.whole(connection, "ada", export)
    assert [] == list(tmp_path.iterdir())


def test_what_is_not_whole_cannot_be_fetched(asked: Engine) -> None:
    export = ask(asked)

    with asked.begin() as connection, pytest.raises(NotFound):
        own_export.whole(connection, "ada", export)


def test_a_process_that_ends_gives_up_what_it_makes(
    asked: Engine, making: Making, talk: Talk, tmp_path: Path
) -> None:
    talk.say(talk.direct(ADA, GRACE), ADA, "Hello")
    ask(asked)
    making.stop()
    making.work()

    assert [None] == [each.finished_at for each in listed(asked)]
    assert [] == list(tmp_path.iterdir())

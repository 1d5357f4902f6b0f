"""Which recorded messages count as missing from an archive, and that each is brought there once."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from components.archive.app import look
from components.archive.ledger.intake import Intake
from components.archive.ledger.keys import KeyStore
from components.archive.redelivery import Recorded, Redelivery
from components.runtime.server_api import ServerApi
from deploy.servers.postgres import SUPERUSER
from tests.store.conftest import as_engine

SECOND = 1_000_000
LONG_AGO = 1_600_000_000 * SECOND
"""Before any connection of these tests: a crash may have cut whatever was sent then."""
FAR = 4_000_000_000 * SECOND
"""By then everything has settled."""
RETRACTION = {"message_id": "r", "refers_how": "retract", "refers_to": "m"}
XML = "<message><body>Hello</body></message>"
BOTH, SENDER, RECIPIENT = (True, True), (True, False), (False, True)
Repairs = list[tuple[int, tuple[bool, bool]]]


class History:
    """Feed and archives, written as ejabberd would; Ada writes to Grace unless told otherwise."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._times = count(LONG_AGO, SECOND)
        for localpart in ("ada", "grace"):
            self._insert("stoa.account", localpart=localpart)

    def recorded(self, **columns: Any) -> int:
        """Add a feed row; its stanza id."""
        row: dict[str, Any] = {
            "host": "localhost",
            "source": "c2s",
            "kind": "message",
            "type": "chat",
            "sender": "ada@localhost/phone",
            "recipient": "grace@localhost",
            "nick": "",
            "stanza_id": next(self._times),
            "message_id": "m",
            "storable": True,
            "xml": XML,
        } | columns
        self._insert("stoa.feed", **row)
        return int(row["stanza_id"])

    def archived(self, owner: str, stanza_id: int) -> None:
        texts = dict.fromkeys(("peer", "bare_peer", "xml", "txt", "nick", "origin_id"), "")
        row = texts | {"kind": "chat", "server_host": "localhost", "username": owner}
        self._insert("ejabberd.archive", timestamp=stanza_id, **row)

    def everywhere(self, stanza_id: int) -> int:
        for owner in ("ada", "grace"):
            self.archived(owner, stanza_id)
        return stanza_id

    def refused(self, stanza_id: int) -> None:
        self._connection.exec_driver_sql("select stoa.refused(%s)", (stanza_id,))

    def mark(self) -> int:
        return int(
            self._connection.exec_driver_sql(
                "select checked_through from stoa.redelivery"
            ).scalar_one()
        )

    def _insert(self, table: str, **row: Any) -> None:
        places = ", ".join(f"%({name})s" for name in row)
        self._connection.exec_driver_sql(
            f"insert into {table} ({', '.join(row)}) values ({places})",  # noqa: S608  our names
            row,
        )


@pytest.fixture
def history(whole: Connection) -> History:
    return History(whole)


Check = Callable[..., Repairs]


@pytest.fixture(params=["feed", "ledger"])
def check(whole: Connection, keys: KeyStore, request: pytest.FixtureRequest) -> Check:
    """Run one check: stanza ids, and whether sender and recipient lack them. What was recorded is
    in the feed or in the ledger."""
    intake = Intake(as_engine(whole, "ledger"), keys)
    found: list[Recorded] = []
    archives: list[Callable[[int], None]] = []

    def deliver(recorded: Recorded) -> None:
        found.append(recorded)
        for archive in archives:
            archive(recorded.stanza_id)

    redelivery = Redelivery(as_engine(whole, SUPERUSER), keys, deliver)

    def check(started: int = 0, now: int = FAR, archive: Any = None) -> Repairs:
        if request.param == "ledger":
            intake.take()
        found.clear()
        archives[:] = [archive] if archive else []
        assert redelivery.check(started, now) == len(found)
        assert {XML} >= {one.xml for one in found}
        return [(one.stanza_id, (one.sender_lacks, one.recipient_lacks)) for one in found]

    return check


# -- what is missing ----------------------------------------------------------------------


def test_a_message_in_no_archive_is_brought_to_both(history: History, check: Check) -> None:
    lost = history.recorded()

    assert [(lost, BOTH)] == check()


def test_a_message_in_both_archives_stays_alone(history: History, check: Check) -> None:
    history.everywhere(history.recorded())

    assert [] == check()


@pytest.mark.parametrize(("has_it", "lacking"), [("ada", RECIPIENT), ("grace", SENDER)])
def test_only_the_archive_that_lacks_a_message_gets_it(
    history: History, check: Check, has_it: str, lacking: tuple[bool, bool]
) -> None:
    lost = history.recorded()
    history.archived(has_it, lost)

    assert [(lost, lacking)] == check()


def test_a_note_to_self_is_brought_to_its_archive_and_never_delivered(
    history: History, check: Check
) -> None:
    note = history.recorded(recipient="ada@localhost/laptop")

    assert [(note, SENDER)] == check()


@pytest.mark.parametrize("source", ["component", "router"])
def test_only_a_client_has_an_archive_of_what_it_sent(
    history: History, check: Check, source: str
) -> None:
    lost = history.recorded(source=source)

    assert [(lost, RECIPIENT)] == check()


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"recipient": "announcements.localhost", "source": "component", "sender": "x.localhost"},
        {"recipient": "nobody@localhost", "sender": "nobody@localhost/x"},
        {"recipient": "grace@example.org", "sender": "ada@example.org/x"},
        {"recipient": "grace@conference.localhost", "source": "muc"},
        {"storable": False},
    ],
    ids=["components", "strangers", "other servers", "rooms", "not to be stored"],
)
def test_what_no_persons_archive_holds_is_not_missing(
    history: History, check: Check, elsewhere: dict[str, Any]
) -> None:
    history.recorded(**elsewhere)
    lost = history.recorded()

    assert [(lost, BOTH)] == check()


# -- what must not come back ----------------------------------------------------------------


def test_a_message_its_sender_was_told_had_failed_is_not_brought(
    history: History, check: Check
) -> None:
    history.refused(history.recorded())
    lost = history.recorded()

    assert [(lost, BOTH)] == check()


@pytest.mark.parametrize("named", ["message_id", "origin_id"])
def test_a_retracted_message_does_not_come_back(history: History, check: Check, named: str) -> None:
    history.recorded(**{"message_id": "other", named: "m"})
    history.everywhere(history.recorded(**RETRACTION))

    assert [] == check()


def test_what_a_retracted_message_was_changed_to_does_not_come_back(
    history: History, check: Check
) -> None:
    history.recorded()
    history.recorded(message_id="c", refers_how="replace", refers_to="m")
    history.everywhere(history.recorded(**RETRACTION))

    assert [] == check()


@pytest.mark.parametrize(
    "other",
    [{"refers_how": "replace"}, {"sender": "grace@localhost/x"}, {"recipient": "linus@localhost"}],
    ids=["correction", "by another", "in another conversation"],
)
def test_only_its_authors_retraction_keeps_a_message_away(
    history: History, check: Check, other: dict[str, str]
) -> None:
    lost = history.recorded()
    history.everywhere(history.recorded(**RETRACTION | other))

    assert [(lost, BOTH)] == check()


def test_a_message_that_arrived_when_its_client_sent_it_again_is_not_brought(
    history: History, check: Check
) -> None:
    history.recorded()
    history.everywhere(history.recorded(sender="ada@localhost/laptop"))

    assert [] == check()


def test_of_a_message_lost_twice_both_are_brought(history: History, check: Check) -> None:
    lost = [history.recorded(), history.recorded()]

    assert [(one, BOTH) for one in lost] == check()


@pytest.mark.parametrize("other", [{"sender": "linus@localhost/x"}, {"message_id": "n"}])
def test_another_message_is_not_the_same_sent_again(
    history: History, check: Check, other: dict[str, str]
) -> None:
    lost = history.recorded()
    history.everywhere(history.recorded(**other))

    assert [(lost, BOTH)] == check()


def test_messages_without_an_id_are_never_the_same(history: History, check: Check) -> None:
    lost = history.recorded(message_id=None)
    history.everywhere(history.recorded(message_id=None))

    assert [(lost, BOTH)] == check()


# -- when ---------------------------------------------------------------------------------


def test_messages_of_this_run_of_the_server_are_left_to_it(history: History, check: Check) -> None:
    history.recorded(stanza_id=FAR - SECOND)

    assert [] == check()


def test_ejabberd_gets_time_to_finish_what_is_queued(history: History, check: Check) -> None:
    lost = history.recorded()
    restarted = FAR - 10 * SECOND

    assert [] == check(restarted, restarted + 4 * SECOND)
    assert [(lost, BOTH)] == check(restarted, restarted + 5 * SECOND)


def test_a_second_look_finds_nothing(history: History, check: Check) -> None:
    lost = history.recorded()

    assert [(lost, BOTH)] == check(archive=history.everywhere)
    assert [] == check(now=FAR + 5 * SECOND)
    assert lost < history.mark()


def test_what_another_crash_cut_again_is_brought_again(history: History, check: Check) -> None:
    lost = history.recorded()
    again = FAR - 10 * SECOND

    assert [(lost, BOTH)] == check(FAR - 20 * SECOND, FAR - 15 * SECOND)
    assert [] == check(again, FAR - 9 * SECOND)
    assert [(lost, BOTH)] == check(again, FAR)


def test_what_no_archive_takes_is_brought_once(history: History, check: Check) -> None:
    blocked = history.recorded()

    assert [(blocked, BOTH)] == check()
    assert [] == check(now=FAR + SECOND)
    assert [] == check(now=FAR + 6 * SECOND)
    assert [] == check(now=FAR + 600 * SECOND)


def test_a_look_cut_short_is_repeated_without_doubling(history: History, check: Check) -> None:
    lost = [history.recorded(message_id=str(n)) for n in range(3)]

    def crash_at_the_second(stanza_id: int) -> None:
        if stanza_id == lost[1]:
            raise InterruptedError
        history.everywhere(stanza_id)

    with pytest.raises(InterruptedError):
        check(archive=crash_at_the_second)

    assert [(lost[1], BOTH), (lost[2], BOTH)] == check(archive=history.everywhere)


def test_more_messages_than_a_batch_are_all_brought_in_order(
    history: History, check: Check
) -> None:
    lost = [history.recorded(message_id=str(n)) for n in range(450)]

    assert [(one, BOTH) for one in lost] == check()


def test_without_a_crash_a_message_is_certain_after_five_minutes(
    history: History, check: Check
) -> None:
    for now in (FAR, FAR + 5 * SECOND):
        check(now=now)
    failed = history.recorded(stanza_id=FAR)

    assert [] == check(now=FAR + 299 * SECOND)
    assert [(failed, BOTH)] == check(now=FAR + 301 * SECOND)
    assert FAR + SECOND == history.mark()


def test_what_cannot_be_read_any_more_is_not_brought(
    history: History, whole: Connection, keys: KeyStore, tmp_path: Path
) -> None:
    history.recorded()
    Intake(as_engine(whole, "ledger"), keys).take()
    (tmp_path / "other").mkdir()
    without = KeyStore(tmp_path / "other")
    brought: list[Recorded] = []

    assert 0 == Redelivery(as_engine(whole, SUPERUSER), without, brought.append).check(0, FAR)
    assert [] == brought
    without.close()


class Running(ServerApi):
    """A server that has just started, and is asked for nothing else."""

    def call(self, command: str, **arguments: object) -> Any:
        assert command == "stoa_status"
        return {"started_id": str(LONG_AGO + SECOND)}


def test_a_changed_content_ends_no_more_than_redelivery(
    whole: Connection, history: History, keys: KeyStore, tmp_path: Path
) -> None:
    history.recorded()
    Intake(as_engine(whole, "ledger"), keys).take()
    whole.exec_driver_sql("alter table stoa.ledger_content disable trigger never_changes")
    whole.exec_driver_sql("update stoa.ledger_content set ciphertext = ciphertext || digest")
    found: list[Recorded] = []
    redelivery = Redelivery(as_engine(whole, SUPERUSER), keys, found.append, settle_seconds=0)

    assert "failed: the log says why" == look(Running(tmp_path), redelivery)
    assert [] == found

"""Views are made anew beside those that are read, and a rebuild that was ended goes on."""

from sqlalchemy import text
from structlog.typing import EventDict

from components.archive.views.views import REBUILT
from tests.harness.scribe import ROOMS
from tests.store.views.conftest import Seen

ADA, BARE_GRACE = "ada@localhost/phone", "grace@localhost"
ROOM = f"engineering@{ROOMS}"
BODIES = "select body from stoa.message order by id"


def test_readers_see_the_old_views_until_the_new_ones_are_whole(seen: Seen) -> None:
    for body in ("one", "two"):
        seen.scribe.says(ADA, BARE_GRACE, body)
    seen.catch_up()
    seen.connection.execute(text("update stoa.message set body = 'wrong'"))
    met = []
    seen.views.rebuild(lambda done: met.append((done, seen.rows(BODIES))), limit=1)

    assert [(done, [("wrong",), ("wrong",)]) for done in (1, 2)] == met
    assert [("one",), ("two",)] == seen.rows(BODIES)
    assert [] == seen.rows("select * from rebuild.message")
    assert [(-1,)] == seen.rows("select seq from rebuild.view_state")


def test_a_rebuild_that_was_ended_goes_on(seen: Seen) -> None:
    for body in ("one", "two", "three"):
        seen.scribe.says(ADA, BARE_GRACE, body)
    seen.views._step(REBUILT, 2)
    progress: list[int] = []
    seen.views.rebuild(progress.append, limit=1)

    assert [3] == progress
    assert [("one",), ("two",), ("three",)] == seen.rows(BODIES)


def test_rebuilt_views_go_on_and_are_rebuilt_again(seen: Seen) -> None:
    for body in ("one", "two", "three"):
        seen.scribe.says(ADA, BARE_GRACE, body)
        seen.catch_up()
        seen.views.rebuild(lambda _: None)

    seen.scribe.says(ADA, ROOM, "four")
    assert [("one",), ("two",), ("three",), ("four",)] == seen.now(BODIES)


def test_a_record_that_nothing_can_be_made_of_holds_up_nobody(
    seen: Seen, logged: list[EventDict]
) -> None:
    seen.scribe.says(ADA, BARE_GRACE, "before")
    seen.scribe.message(ADA, BARE_GRACE, "<body>too long a name</body>", nick="\x00")
    seen.scribe.says(ADA, BARE_GRACE, "after")

    assert [("before",), ("after",)] == seen.now(BODIES)
    assert ["left out of the views; payload omitted"] == [each["event"] for each in logged]

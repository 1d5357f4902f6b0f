"""What one is told of, how one wants it told, and browsers that are told with no page open."""

from typing import Any

import pytest

from admin.settings import PortalSettings
from tests.harness import cast
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.push_service import Subscription
from tests.harness.rest import MALFORMED, NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem
from tests.harness.talk import Talk
from tests.portal.conftest import SignedIn

SERVICE = "https://fcm.googleapis.com/fcm/send"
OWNERS = "select owner from stoa.push_subscription order by created_at"
USUAL = {"enabled": True, "previews": True, "sound": True, "rooms": "always", "quiet": None}
NIGHTS = {"begin": "22:00", "end": "07:00", "days": [1, 2, 7], "time_zone": "Europe/Berlin"}
ADA, GRACE = (f"{person}@stoa.test" for person in (cast.ADA, cast.GRACE))
ROOM = "engineering@conference.stoa.test"


@pytest.fixture
def page(ada: Browser) -> Rest:
    return Rest.of_page(ada)


@pytest.fixture
def talk(database: Database) -> Any:
    talk = Talk(database)
    yield talk
    talk.forget()


def put(rest: Rest, wanted: object) -> Any:
    return rest.ask("PUT", "/notifications/preferences", {}, json=wanted)


def owners(database: Database) -> list[str]:
    return [owner for (owner,) in database.execute(OWNERS).fetchall()]


def test_a_browser_learns_what_to_subscribe_with(page: Rest, settings: PortalSettings) -> None:
    assert page.get("/push").json == {
        "jid": "push.stoa.test",
        "public_key": settings.push_key,
    }


def test_the_same_browser_keeps_its_node_and_another_gets_one_of_its_own(
    page: Rest, database: Database
) -> None:
    first, other = Subscription(f"{SERVICE}/1"), Subscription(f"{SERVICE}/2")
    made = page.post("/push", first.wanted)
    again, second = page.post("/push", first.wanted), page.post("/push", other.wanted)

    assert made.status_code == 200
    assert made.json == again.json
    assert made.json["jid"] == "push.stoa.test"
    assert {made.json["node"], made.json["secret"]}.isdisjoint(second.json.values())
    assert owners(database) == [cast.ADA, cast.ADA]


def test_who_signs_in_in_somebodys_browser_takes_it_over(
    page: Rest, grace: Browser, database: Database
) -> None:
    browser = Subscription(f"{SERVICE}/shared")
    adas = page.post("/push", browser.wanted).json
    graces = Rest.of_page(grace).post("/push", browser.wanted).json

    assert owners(database) == [cast.GRACE]
    assert {adas["node"], adas["secret"]}.isdisjoint(graces.values())


def test_a_second_person_does_not_remove_it(page: Rest, grace: Browser, database: Database) -> None:
    node = page.post("/push", Subscription(f"{SERVICE}/1").wanted).json["node"]

    assert problem(Rest.of_page(grace).delete(f"/push/{node}")) == NOT_FOUND
    assert owners(database) == [cast.ADA]
    assert page.delete(f"/push/{node}").status_code == 204
    assert problem(page.delete(f"/push/{node}")) == NOT_FOUND
    assert owners(database) == []


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://127.0.0.1/push", NOT_ALLOWED),
        ("http://fcm.googleapis.com/push", NOT_ALLOWED),
        ("https://example.org/push", NOT_ALLOWED),
        ("file:///etc/passwd", MALFORMED),
        ("", MALFORMED),
    ],
)
def test_a_push_service_of_anybodys_choice_is_refused(
    page: Rest, database: Database, endpoint: str, expected: tuple[int, str]
) -> None:
    wanted = Subscription(endpoint).wanted

    assert problem(page.post("/push", wanted)) == expected
    assert owners(database) == []


@pytest.mark.parametrize(
    "change",
    [
        {"keys": {}},
        {"keys": {"p256dh": "B" * 87, "auth": "short"}},
        {"keys": {"p256dh": "A" * 87, "auth": "A" * 22}},
        {"keys": {"p256dh": "B" * 86 + "\n", "auth": "A" * 22}},
        {"keys": Subscription("").json["keys"] | {"auth": "A" * 22 + "\n"}},
        {"more": 1},
        {"endpoint": 7},
    ],
)
def test_what_no_browser_gives_is_malformed(page: Rest, change: dict[str, Any]) -> None:
    wanted = Subscription(f"{SERVICE}/1").wanted | change

    assert problem(page.post("/push", wanted)) == MALFORMED


def test_a_person_has_twenty_browsers_and_the_oldest_gives_way(
    page: Rest, database: Database
) -> None:
    for number in range(22):
        page.post("/push", Subscription(f"{SERVICE}/{number}").wanted)
    kept = database.execute("select endpoint from stoa.push_subscription").fetchall()

    assert {endpoint for (endpoint,) in kept} == {f"{SERVICE}/{n}" for n in range(2, 22)}


def test_only_a_signed_in_page_of_this_origin_subscribes(
    page: Rest, ada: Browser, stranger: Browser, database: Database
) -> None:
    wanted = Subscription(f"{SERVICE}/1").wanted
    program = page.program("messages:read", "messages:write")

    assert problem(Rest(stranger.client, {}).post("/push", wanted)) == NOT_SIGNED_IN
    assert problem(program.post("/push", wanted)) == NOT_ALLOWED
    assert problem(program.get("/push")) == NOT_ALLOWED
    assert problem(put(program, USUAL)) == NOT_ALLOWED
    assert problem(Rest(ada.client, {}).post("/push", wanted)) == (400, "bad-request")
    assert problem(put(Rest(ada.client, {}), USUAL)) == (400, "bad-request")
    assert owners(database) == []


def test_preferences_are_everybodys_own(page: Rest, grace: Browser) -> None:
    other = Rest.of_page(grace)
    wanted = USUAL | {"previews": False, "rooms": "on-mention", "quiet": NIGHTS}
    answer = put(page, wanted)

    assert (answer.status_code, answer.json) == (200, wanted)
    assert page.get("/notifications/preferences").json == wanted
    assert other.get("/notifications/preferences").json == USUAL
    assert put(page, USUAL).json == USUAL


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        USUAL | {"rooms": "sometimes"},
        USUAL | {"quiet": {}},
        USUAL | {"quiet": NIGHTS | {"time_zone": "Mars/Olympus"}},
        USUAL | {"quiet": NIGHTS | {"time_zone": "../../etc/passwd"}},
        USUAL | {"quiet": NIGHTS | {"days": []}},
        USUAL | {"quiet": NIGHTS | {"days": [1, 1]}},
        USUAL | {"quiet": NIGHTS | {"days": [8]}},
        USUAL | {"quiet": NIGHTS | {"begin": "25:00"}},
        USUAL | {"owner": cast.GRACE},
    ],
)
def test_preferences_that_cannot_be_are_refused(page: Rest, wanted: dict[str, Any]) -> None:
    assert problem(put(page, wanted)) == MALFORMED
    assert page.get("/notifications/preferences").json == USUAL


def test_what_is_new_is_what_is_unread_and_wanted(
    page: Rest, talk: Talk, database: Database, signed_in: SignedIn
) -> None:
    direct, room = talk.direct(ADA, GRACE), talk.room(ROOM, ADA, GRACE, name="Engineering")
    talk.say(direct, GRACE, "Is the engine ready?")
    talk.say(room, GRACE, "to everybody")
    all_of_it = page.get("/notifications").json
    put(page, USUAL | {"rooms": "on-mention"})
    mentions_only = page.get("/notifications").json["conversations"]
    put(page, USUAL | {"previews": False, "rooms": "never"})
    nameless = page.get("/notifications").json["conversations"]
    put(
        page,
        USUAL | {"quiet": {**NIGHTS, "begin": "00:00", "end": "00:00", "days": [*range(1, 8)]}},
    )
    quiet = page.get("/notifications").json["enabled"]
    graces = Rest.of_page(signed_in(cast.GRACE)).get("/notifications").json["conversations"]

    assert all_of_it["enabled"]
    assert {(each["id"], each["unread"]) for each in all_of_it["conversations"]} == {
        (GRACE, 1),
        (ROOM, 1),
    }
    (said,) = mentions_only
    assert (said["id"], said["last"]["body"]) == (GRACE, "Is the engine ready?")
    assert [each["last"] for each in nameless] == [None]
    assert not quiet
    assert graces == []


def test_what_is_shown_is_what_was_wanted_not_what_was_said_since(page: Rest, talk: Talk) -> None:
    room = talk.room(ROOM, ADA, GRACE, name="Engineering")
    put(page, USUAL | {"rooms": "on-mention"})
    talk.follow(room, "cake", ADA)
    talk.say(room, GRACE, "I bring it", thread="cake")
    talk.say(room, GRACE, "and now to something else")
    (new,) = page.get("/notifications").json["conversations"]
    talk.follow(room, "cake", ADA, follows=False)

    assert (new["id"], new["last"]["body"]) == (ROOM, "I bring it")
    assert page.get("/notifications").json["conversations"] == []

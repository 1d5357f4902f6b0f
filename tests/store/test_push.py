"""What somebody is told of, as the views have it; and browsers, whose pushes nobody loses."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text

from components.push import delivering, looking, preferences, subscriptions
from components.push.app import Delivering
from components.push.delivering import Failed, Gone, Outcome, Owed, Sent
from components.push.encryption import Keys
from components.push.http.sending import Sender
from components.push.looking import Due, Verdict
from components.push.preferences import Preferences
from components.push.subscriptions import Registered, Subscription
from components.push.unread import notable
from schemas.refusals import NotFound
from tests.harness import push_service
from tests.harness.cast import ADA, GRACE
from tests.harness.cluster import Cluster, Database
from tests.harness.stack import eventually
from tests.harness.talk import Talk
from tests.store.conftest import AsRole, as_engine, enrol

DOMAIN = "localhost"
ADAS, GRACES = f"{ADA}@{DOMAIN}", f"{GRACE}@{DOMAIN}"
BLOCKED = "select count(*) from pg_locks where not granted and locktype = 'transactionid'"
ROOM = f"engineering@conference.{DOMAIN}"


@pytest.fixture
def talk(whole: Connection) -> Talk:
    driver = whole.connection.driver_connection
    assert driver is not None
    return Talk(driver)


@pytest.fixture
def push(whole: Connection) -> Connection:
    """What the component may do, beside two people of whom Ada is signed in."""
    whole.execute(text("insert into stoa.account (localpart) values ('ada'), ('grace')"))
    whole.execute(
        text(
            "insert into stoa.web_session (localpart, digest, expires_at)"
            " values ('ada', sha256('1'), now() + interval '1 day')"
        )
    )
    whole.execute(text("set local role push"))
    return whole


@pytest.fixture
def browser(push: Connection) -> Registered:
    """Ada's, which the portal has put there."""
    given = push_service.Subscription("https://fcm.googleapis.com/1")
    push.execute(text("set local role app"))
    session = push.execute(text("select id from stoa.web_session")).scalar_one()
    wanted = Subscription(given.endpoint, Keys(given.public, given.auth))
    made = subscriptions.add(push, ADA, session, wanted)
    push.execute(text("set local role push"))
    return made


def signed_in(connection: Connection, person: str) -> int:
    found = connection.execute(
        text(
            "insert into stoa.web_session (localpart, digest, expires_at)"
            " values (:person, sha256(convert_to(:person, 'UTF8')), now() + interval '1 day')"
            " returning id"
        ),
        {"person": person},
    )
    return int(found.scalar_one())


def told(push: Connection, browser: Registered, newest: int = 17) -> Due:
    """Something is there for it, and it is to be pushed."""
    subscriptions.wake(push, browser.node, browser.secret)
    (due,) = looking.due(push)
    looking.settle(push, due, Verdict.PUSH, newest, known=True)
    return due


def owed(push: Connection) -> list[Owed]:
    return delivering.owed(push, 10)


@pytest.mark.parametrize(
    ("notify", "rooms", "expected"),
    [
        *(("", "always", [1, 2]), ("", "on-mention", [2]), ("", "never", [])),
        *(("always", "never", [1, 2]), ("on-mention", "always", [2]), ("never", "always", [])),
    ],
)
def test_what_a_room_tells_is_its_own_setting_else_the_persons(
    whole: Connection, talk: Talk, notify: str, rooms: preferences.Wish, expected: list[int]
) -> None:
    room = talk.room(ROOM, ADAS, GRACES)
    talk.settle(room, ADAS, notify=notify)
    remark = talk.say(room, GRACES, "a remark")
    first = notable(whole, ADAS, rooms)
    mention = talk.say(room, GRACES, "Ada?")
    talk.mention(room, mention, ADAS)
    then = notable(whole, ADAS, rooms)

    assert first == ({room: remark} if 1 in expected else {})
    assert then == ({room: mention} if 2 in expected else {})


@pytest.mark.parametrize(
    ("more", "rooms", "expected"),
    [
        *(({}, "on-mention", True), ({"follows": True, "takes_part": False}, "on-mention", True)),
        *(({"follows": False}, "on-mention", False), ({"takes_part": False}, "on-mention", False)),
        *(({"follows": False}, "always", False), ({"takes_part": False}, "always", True)),
        ({}, "never", False),
    ],
)
def test_a_thread_tells_those_who_follow_it_and_not_those_who_have_left_it(
    whole: Connection,
    talk: Talk,
    more: dict[str, bool],
    rooms: preferences.Wish,
    expected: bool,
) -> None:
    room = talk.room(ROOM, ADAS, GRACES)
    talk.follow(room, "cake", ADAS, **more)
    answer = talk.say(room, GRACES, "I bring it", thread="cake")
    assert notable(whole, ADAS, rooms) == ({room: answer} if expected else {})
    mention = talk.say(room, GRACES, "Ada?", thread="cake")
    talk.mention(room, mention, ADAS)

    assert notable(whole, ADAS, rooms) == ({} if rooms == "never" else {room: mention})


def test_what_others_follow_and_what_was_read_in_its_thread_tells_nothing(
    whole: Connection, talk: Talk
) -> None:
    room = talk.room(ROOM, ADAS, GRACES)
    talk.follow(room, "cake", GRACES)
    answer = talk.say(room, f"linus@{DOMAIN}", "I bring it", thread="cake")
    assert notable(whole, ADAS, "on-mention") == {}
    assert notable(whole, GRACES, "on-mention") == {room: answer}
    talk.follow(room, "cake", GRACES, read_to=answer)

    assert notable(whole, GRACES, "on-mention") == {}
    assert notable(whole, GRACES, "always") == {}


def test_between_two_people_who_takes_part_in_a_thread_has_not_asked_for_it(
    whole: Connection, talk: Talk
) -> None:
    chat = talk.direct(ADAS, GRACES)
    talk.settle(chat, ADAS, notify="on-mention")
    talk.follow(chat, "all of it", ADAS)
    answer = talk.say(chat, GRACES, "I bring it", thread="all of it")
    assert notable(whole, ADAS, "always") == {}
    talk.follow(chat, "all of it", ADAS, follows=True)

    assert notable(whole, ADAS, "always") == {chat: answer}


def test_what_was_read_taken_back_or_said_by_oneself_is_not_new(
    whole: Connection, talk: Talk
) -> None:
    chat = talk.direct(ADAS, GRACES)
    own = talk.say(chat, ADAS, "mine")
    news = talk.say(chat, GRACES, "news")
    assert notable(whole, ADAS, "always") == {chat: news}
    assert notable(whole, GRACES, "always") == {}

    assert notable(whole, ADAS, "always", news) == {}
    talk.retract(news, GRACES)
    assert notable(whole, ADAS, "always") == {}
    late = talk.say(chat, GRACES, "late")
    assert notable(whole, ADAS, "always", own) == {chat: late}
    talk.read(chat, ADAS, late)
    assert notable(whole, ADAS, "always") == {}


def test_archived_conversations_and_those_of_others_tell_nothing(
    whole: Connection, talk: Talk
) -> None:
    chat = talk.direct(ADAS, GRACES)
    talk.settle(chat, ADAS, archived=True)
    talk.say(chat, GRACES, "put away")
    talk.say(talk.direct(GRACES, f"linus@{DOMAIN}"), GRACES, "not for Ada")

    assert notable(whole, ADAS, "always") == {}


def test_a_trigger_is_kept_until_it_was_looked_into(push: Connection, browser: Registered) -> None:
    assert looking.due(push) == []
    subscriptions.wake(push, browser.node, browser.secret)
    (due,) = looking.due(push)
    looking.settle(push, due, Verdict.VIEWS, None, known=True)

    assert (due.id, due.owner) == (browser.node, ADA)
    assert looking.due(push) == []
    subscriptions.wake(push, browser.node, browser.secret)
    assert [each.id for each in looking.due(push)] == [browser.node]


def test_what_is_told_meanwhile_is_looked_into_again(push: Connection, browser: Registered) -> None:
    subscriptions.wake(push, browser.node, browser.secret)
    (due,) = looking.due(push)
    subscriptions.wake(push, browser.node, browser.secret)
    looking.settle(push, due, Verdict.NOTHING, None, known=True)

    assert len(looking.due(push)) == 1


def test_what_is_on_its_way_into_the_views_is_looked_into_after_a_push(
    push: Connection, browser: Registered
) -> None:
    subscriptions.wake(push, browser.node, browser.secret)
    (due,) = looking.due(push)
    looking.settle(push, due, Verdict.PUSH, 17, known=False)
    later = looking.next_in(push)

    assert [each.told_to for each in owed(push)] == [17]
    assert later is not None
    assert 0 < later <= looking.LATER.total_seconds()


def test_a_node_needs_its_own_secret(push: Connection, browser: Registered) -> None:
    for node, secret in ((browser.node, "guessed"), (UUID(int=1), browser.secret)):
        with pytest.raises(NotFound):
            subscriptions.wake(push, node, secret)

    assert looking.due(push) == []


def test_a_push_is_owed_until_the_service_has_it(push: Connection, browser: Registered) -> None:
    told(push, browser)
    (push_owed,) = owed(push)
    delivering.settle(push, push_owed, Failed("answered 503", timedelta(seconds=-1)))
    (again,) = owed(push)
    delivering.settle(push, again, Sent())

    assert (push_owed.failures, again.failures) == (0, 1)
    assert owed(push) == []


def test_what_is_owed_while_one_is_sent_stays_owed(push: Connection, browser: Registered) -> None:
    told(push, browser)
    (sent,) = owed(push)
    told(push, browser, newest=18)
    delivering.settle(push, sent, Sent())

    assert [each.told_to for each in owed(push)] == [18]


def test_a_push_is_given_up_after_a_day_and_a_browser_that_is_gone_at_once(
    push: Connection, browser: Registered
) -> None:
    told(push, browser)
    (push_owed,) = owed(push)
    delivering.settle(push, push_owed, Failed("answered 503", timedelta(days=1)))
    assert owed(push) == []
    told(push, browser, newest=18)
    (push_owed,) = owed(push)
    delivering.settle(push, push_owed, Gone())

    with pytest.raises(NotFound):
        subscriptions.wake(push, browser.node, browser.secret)


def test_who_was_signed_out_is_told_nothing_and_forgotten(
    push: Connection, browser: Registered
) -> None:
    told(push, browser)
    push.execute(text("set local role app"))
    push.execute(text("update stoa.web_session set ended_at = now()"))
    push.execute(text("set local role push"))

    assert owed(push) == []
    delivering.tidy(push)
    with pytest.raises(NotFound):
        subscriptions.wake(push, browser.node, browser.secret)


@pytest.mark.parametrize(
    "start",
    [
        lambda talk: talk.room(ROOM, ADAS, GRACES),
        lambda talk: talk.direct(ADAS, GRACES),
        lambda talk: talk.private(ROOM, ADAS, GRACES),
    ],
    ids=["room", "direct", "private"],
)
def test_a_message_is_heard_once_by_those_who_belong_to_its_conversation(
    push: Connection, browser: Registered, talk: Talk, start: Callable[[Talk], int]
) -> None:
    push.execute(text("reset role"))
    conversation = start(talk)
    later = subscriptions.now_microseconds() + 1_000_000
    talk.say(conversation, GRACES, "to all", id=later)
    push.execute(text("set local role push"))
    newest = looking.listen(push, 0, DOMAIN)
    (due,) = looking.due(push)
    looking.settle(push, due, Verdict.NOTHING, None, known=True)
    looking.listen(push, 0, DOMAIN)

    assert newest == later
    assert due.id == browser.node
    assert looking.due(push) == []


def test_nobody_hears_what_they_said_or_what_others_say_among_themselves(
    push: Connection, browser: Registered, talk: Talk
) -> None:
    push.execute(text("reset role"))
    later = subscriptions.now_microseconds() + 1_000_000
    talk.say(talk.direct(ADAS, GRACES), ADAS, "mine", id=later)
    talk.say(talk.direct(GRACES, f"linus@{DOMAIN}"), GRACES, "not for Ada", id=later + 1)
    push.execute(text("set local role push"))
    looking.listen(push, 0, DOMAIN)

    assert looking.due(push) == []


class Broken(Sender):
    """Fails as nobody expects."""

    def __init__(self) -> None:
        """Sends nothing."""

    async def send(self, push: Owed) -> Outcome:
        raise RuntimeError(push.endpoint)


async def test_what_nobody_expects_of_one_push_is_tried_again_and_ends_nothing_else(
    push: Connection, browser: Registered
) -> None:
    told(push, browser)
    async with asyncio.TaskGroup() as group:
        deliver = Delivering(as_engine(push, "push"), Broken(), group, asyncio.Event())
        await deliver.step()
    failures = push.execute(
        text("select failures from stoa.push_subscription where owed_at > now()")
    )

    assert failures.scalars().all() == [1]


def test_two_people_who_register_one_browser_at_once_share_nothing(
    engine: Engine, cluster: Cluster
) -> None:
    given = push_service.Subscription("https://fcm.googleapis.com/1")
    wanted = Subscription(given.endpoint, Keys(given.public, given.auth))
    with engine.begin() as connection:
        enrol(connection)
        sessions = {person: signed_in(connection, person) for person in (ADA, GRACE)}

    def register() -> Registered:
        with engine.begin() as connection:
            return subscriptions.add(connection, ADA, sessions[ADA], wanted)

    with ThreadPoolExecutor(1) as pool, engine.connect() as other:
        graces = subscriptions.add(other, GRACE, sessions[GRACE], wanted)
        coming = pool.submit(register)
        with psycopg.connect(cluster.superuser, autocommit=True) as watching:
            eventually(lambda: watching.execute(BLOCKED).fetchone(), lambda row: row == (1,), 20)
        other.commit()
        adas = coming.result()
    with engine.connect() as connection:
        kept = connection.execute(
            text("select id, secret, owner, session_id from stoa.push_subscription")
        )

        assert [tuple(row) for row in kept] == [(*adas, ADA, sessions[ADA])]
    assert set(adas).isdisjoint(graces)


def test_the_component_reads_no_message_and_changes_nobodys_browser(
    database: Database, as_role: AsRole
) -> None:
    forbidden = (
        *("select from stoa.message", "select from stoa.conversation", "select from stoa.person"),
        *("select from stoa.web_session", "select from stoa.feed", "select from ejabberd.archive"),
        "update stoa.push_subscription set endpoint = ''",
        "insert into stoa.notification_preference values ('ada', true, true, true, 'always')",
    )
    for statement in forbidden:
        with pytest.raises(Exception, match="permission denied"), as_role("push"):
            database.execute(statement)


def test_everybody_is_told_as_usual_until_they_say_otherwise(push: Connection) -> None:
    usual = preferences.of(push, ADA)
    push.execute(text("set local role app"))
    preferences.put(push, ADA, wanted := Preferences(sound=False, rooms="never"))

    assert usual == Preferences()
    assert preferences.of(push, ADA) == wanted
    assert preferences.of(push, GRACE) == usual

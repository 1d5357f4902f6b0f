"""What a person's devices agree on."""

from datetime import UTC, datetime

import pytest

from components.archive.inbox import entries
from tests.harness.scribe import ROOMS
from tests.store.views.conftest import Seen

ADA, GRACE = "ada@localhost/phone", "grace@localhost/web"
BARE_ADA, BARE_GRACE = "ada@localhost", "grace@localhost"
ROOM = f"engineering@{ROOMS}"
PINNED, ARCHIVED = "urn:stoa:pinned:1", "urn:stoa:archived:1"
MARKED = "urn:stoa:unread:1"
HALF_PAST = datetime(2026, 11, 21, 15, 0, 0, 500_000, UTC)
BOOKMARKS = "urn:xmpp:bookmarks:1"
SETTINGS = """
select c.key, s.pinned, s.archived, s.notify
  from stoa.conversation_setting s join stoa.conversation c on c.id = s.conversation_id
 where s.address = 'ada@localhost'
"""
DIRECT = f"{BARE_ADA} {BARE_GRACE}"


def unread(seen: Seen) -> list[int]:
    seen.catch_up()
    return [each.unread for each in entries(seen.connection, BARE_ADA)]


def bookmark(wishes: str) -> str:
    return (
        f"<conference xmlns='{BOOKMARKS}'><extensions>"
        f"<notify xmlns='urn:xmpp:notification-settings:1'>{wishes}</notify>"
        "</extensions></conference>"
    )


def test_a_conversation_is_pinned_and_archived_for_oneself(seen: Seen) -> None:
    seen.scribe.says(GRACE, BARE_ADA, "Hello")
    seen.scribe.item(ADA, PINNED, BARE_GRACE, f"<pinned xmlns='{PINNED}'/>")
    seen.scribe.item(ADA, ARCHIVED, BARE_GRACE, f"<archived xmlns='{ARCHIVED}'/>")
    assert [(DIRECT, True, True, "")] == seen.now(SETTINGS)

    seen.scribe.item(ADA, PINNED, BARE_GRACE, None)
    assert [(DIRECT, False, True, "")] == seen.now(SETTINGS)
    assert [(BARE_ADA,)] == seen.rows("select address from stoa.conversation_setting")


def test_a_pin_before_the_first_word_is_kept_and_shows_the_other_nothing(seen: Seen) -> None:
    seen.scribe.item(ADA, PINNED, BARE_GRACE, f"<pinned xmlns='{PINNED}'/>")
    assert [] == seen.now("select * from stoa.readable('grace@localhost')")

    seen.scribe.says(GRACE, BARE_ADA, "Hello")
    assert [(DIRECT, True, False, "")] == seen.now(SETTINGS)
    assert [1] == [each.unread for each in entries(seen.connection, "ada@localhost")]


@pytest.mark.parametrize(
    ("wishes", "notify"),
    [
        ("<never/>", "never"),
        ("<on-mention/>", "on-mention"),
        ("<never identity-category='client'/><always/>", "always"),
        ("", ""),
    ],
)
def test_what_somebody_is_told_of_a_room(seen: Seen, wishes: str, notify: str) -> None:
    seen.scribe.affiliates(GRACE, ROOM, ada="member")
    seen.scribe.item(ADA, BOOKMARKS, ROOM, bookmark("<always/>"))
    seen.scribe.item(ADA, BOOKMARKS, ROOM, bookmark(wishes))

    assert [(ROOM, False, False, notify)] == seen.now(SETTINGS)


@pytest.mark.parametrize(
    ("advanced", "until"),
    [
        ("<until xmlns='urn:stoa:muted:1' stamp='2026-11-21T17:00:00.5+02:00'/>", HALF_PAST),
        ("<until xmlns='urn:stoa:muted:1' stamp='2026-11-21T17:00:00'/>", None),
        ("<until xmlns='urn:stoa:muted:1' stamp='0001-01-01T00:00:00+14:00'/>", None),
        ("<until xmlns='urn:stoa:muted:1' stamp='soon'/>", None),
        ("<until xmlns='urn:stoa:muted:1'/>", None),
        ("<until xmlns='urn:odd' stamp='2026-11-21T17:00:00Z'/>", None),
    ],
)
def test_a_setting_may_end(seen: Seen, advanced: str, until: datetime | None) -> None:
    seen.scribe.affiliates(GRACE, ROOM, ada="member")
    seen.scribe.item(
        ADA, BOOKMARKS, ROOM, bookmark(f"<never><advanced>{advanced}</advanced></never><always/>")
    )
    ends = "select notify, notify_until from stoa.conversation_setting"

    assert [("never", until)] == seen.now(ends)
    seen.scribe.item(ADA, BOOKMARKS, ROOM, bookmark("<always/>"))
    assert [("always", None)] == seen.now(ends)


@pytest.mark.parametrize("up_to", ["", "up-to=''", "up-to='-1'", f"up-to='{'9' * 19}'"])
def test_without_a_message_it_is_put_away_until_what_comes_later(seen: Seen, up_to: str) -> None:
    said = seen.scribe.says(GRACE, BARE_ADA, "Hello")
    item = seen.scribe.item(ADA, ARCHIVED, BARE_GRACE, f"<archived xmlns='{ARCHIVED}' {up_to}/>")
    kept = "select archived_to from stoa.conversation_setting where archived"

    assert [(item.stanza_id,)] == seen.now(kept)
    seen.scribe.item(
        ADA, ARCHIVED, BARE_GRACE, f"<archived xmlns='{ARCHIVED}' up-to='{said.stanza_id}'/>"
    )
    assert [(said.stanza_id,)] == seen.now(kept)
    assert [True] == [each.archived for each in entries(seen.connection, BARE_ADA)]
    seen.scribe.says(GRACE, BARE_ADA, "And?")
    seen.catch_up()
    assert [False] == [each.archived for each in entries(seen.connection, BARE_ADA)]


def test_somebody_comes_back_to_what_was_read(seen: Seen) -> None:
    seen.scribe.says(GRACE, BARE_ADA, "Hello")
    seen.scribe.item(ADA, MARKED, BARE_GRACE, f"<unread xmlns='{MARKED}'/>")
    seen.catch_up()
    marked = [
        [each.marked_unread for each in entries(seen.connection, person)]
        for person in (BARE_ADA, BARE_GRACE)
    ]
    seen.scribe.item(ADA, MARKED, BARE_GRACE, None)
    seen.catch_up()

    assert [[True], [False]] == marked
    assert [False] == [each.marked_unread for each in entries(seen.connection, BARE_ADA)]


@pytest.mark.parametrize("verb", ["purge", "delete"])
def test_a_node_without_items_sets_nothing(seen: Seen, verb: str) -> None:
    seen.scribe.says(GRACE, BARE_ADA, "Hello")
    seen.scribe.item(ADA, PINNED, BARE_GRACE, f"<pinned xmlns='{PINNED}'/>")
    seen.scribe.item(ADA, ARCHIVED, BARE_GRACE, f"<archived xmlns='{ARCHIVED}'/>")
    owner = "http://jabber.org/protocol/pubsub#owner"
    inside = f"<pubsub xmlns='{owner}'><{verb} node='{PINNED}'/></pubsub>"
    seen.scribe.record(
        kind="item",
        type="retract",
        sender=ADA,
        recipient=BARE_ADA,
        xml=f"<iq xmlns='jabber:client'>{inside}</iq>",
    )

    assert [(DIRECT, False, True, "")] == seen.now(SETTINGS)


def test_nobody_sets_anything_for_somebody_else(seen: Seen) -> None:
    seen.scribe.says(GRACE, BARE_ADA, "Hello")
    pubsub = f"<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='{PINNED}'>"
    seen.scribe.record(
        kind="item",
        type="publish",
        sender=GRACE,
        recipient=BARE_ADA,
        xml=f"<iq xmlns='jabber:client'>{pubsub}<item id='{BARE_GRACE}'><pinned xmlns='{PINNED}'/>"
        "</item></publish></pubsub></iq>",
    )

    assert [] == seen.now(SETTINGS)


def test_what_one_device_has_read_is_read_on_all_and_seen_by_nobody_else(seen: Seen) -> None:
    said = seen.scribe.says(GRACE, BARE_ADA, "Hello")
    seen.scribe.has_read(ADA, BARE_GRACE, said.stanza_id)

    assert [0] == unread(seen)
    status = "select address, read_at from stoa.message_status(:id)"
    assert [(BARE_ADA, None)] == seen.rows(status, id=said.stanza_id)


def test_nothing_is_read_before_it_is_said(seen: Seen) -> None:
    seen.scribe.says(GRACE, BARE_ADA, "Hello")
    seen.scribe.has_read(ADA, BARE_GRACE, 10**17)
    seen.scribe.says(GRACE, BARE_ADA, "And?")

    assert [1] == unread(seen)


def test_what_is_no_address_is_no_conversation_of_others(seen: Seen) -> None:
    """Of private messages in a room the key is the room and both people."""
    seen.scribe.enters(ADA, ROOM, "Ada")
    seen.scribe.enters(GRACE, ROOM, "Grace")
    seen.scribe.item(GRACE, PINNED, f"{ROOM} {BARE_ADA}", f"<pinned xmlns='{PINNED}'/>")
    seen.scribe.says(ADA, f"{ROOM}/Grace", "psst")

    assert [("private",)] == seen.now("select kind from stoa.conversation where kind <> 'room'")

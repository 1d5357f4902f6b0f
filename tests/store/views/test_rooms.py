"""Who belongs to a room, and what each of them may read of it."""

from components.archive.inbox import entries
from tests.harness.scribe import HOST, ROOMS
from tests.store.views.conftest import Rows, Seen

ADA, GRACE, LINUS = "ada@localhost/phone", "grace@localhost/web", "linus@localhost/web"
BARE_ADA, BARE_GRACE, BARE_LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
ROOM, OTHER = f"engineering@{ROOMS}", f"tea@{ROOMS}"
READABLE = """
select m.body from stoa.readable(:who) may
  join stoa.message m on m.conversation_id = may.conversation_id
   and m.id between may.from_id and may.to_id
 order by m.id
"""
BELONGS = "select address from stoa.participant where until_id is null order by address"


def reads(seen: Seen, who: str) -> list[str]:
    return [body for (body,) in seen.now(READABLE, who=who)]


def belongs(seen: Seen) -> Rows:
    return seen.now(BELONGS)


def test_a_member_reads_everything_and_a_former_member_nothing(seen: Seen) -> None:
    seen.scribe.says(ADA, ROOM, "before")
    seen.scribe.affiliates(ADA, ROOM, grace="member")
    seen.scribe.says(ADA, ROOM, "since")

    assert ["before", "since"] == reads(seen, BARE_GRACE)
    assert [] == reads(seen, BARE_LINUS)

    seen.scribe.affiliates(ADA, ROOM, grace="none")
    assert [] == reads(seen, BARE_GRACE)
    assert [] == entries(seen.connection, BARE_GRACE)


def test_who_comes_back_reads_what_was_said_since_then(seen: Seen) -> None:
    seen.scribe.configures(ADA, ROOM, history="since-joining")
    for body in ("first stay", "away", "second stay"):
        stays = "member" if "stay" in body else "none"
        seen.scribe.affiliates(ADA, ROOM, grace=stays)
        seen.scribe.says(ADA, ROOM, body)
    seen.catch_up(1)

    assert ["second stay"] == reads(seen, BARE_GRACE)
    found = seen.rows("select from_id from stoa.readable(:who)", who=BARE_GRACE)
    assert [(seen.scribe.records[5].stanza_id,)] == found


def test_an_outcast_reads_nothing_also_while_still_inside(seen: Seen) -> None:
    seen.scribe.enters(GRACE, ROOM, "Grace")
    seen.scribe.says(ADA, ROOM, "Hello")
    assert ["Hello"] == reads(seen, BARE_GRACE)

    seen.scribe.affiliates(ADA, ROOM, grace="outcast")
    assert [] == reads(seen, BARE_GRACE)


def test_a_guest_belongs_to_a_room_while_any_device_is_in_it(seen: Seen) -> None:
    phone = f"{BARE_GRACE}/phone"
    for jid in (GRACE, phone):
        seen.scribe.enters(jid, ROOM, "Grace")
    seen.scribe.leaves(GRACE, ROOM)
    assert [(BARE_GRACE,)] == belongs(seen)

    seen.scribe.leaves(phone, ROOM)
    assert [] == belongs(seen)


def test_a_room_that_closes_keeps_its_members_only(seen: Seen) -> None:
    seen.scribe.affiliates(ADA, ROOM, ada="owner")
    seen.scribe.enters(GRACE, ROOM, "Grace")
    seen.scribe.configures(ADA, ROOM, members_only="true", title="Engineering")

    assert [(BARE_ADA,)] == belongs(seen)
    assert [("Engineering", True)] == seen.rows("select name, members_only from stoa.conversation")


def test_when_the_server_starts_nobody_is_in_any_room(seen: Seen) -> None:
    seen.scribe.affiliates(ADA, ROOM, ada="owner")
    seen.scribe.enters(ADA, ROOM, "Ada", "owner")
    seen.scribe.enters(GRACE, ROOM, "Grace")
    seen.scribe.enters(GRACE, OTHER, "Grace")
    seen.catch_up()
    seen.scribe.enters(LINUS, OTHER, "Linus")
    seen.scribe.membership(HOST, ROOMS, "leave", "<reason>The server started</reason>")

    assert [(BARE_ADA,)] == belongs(seen)
    assert [] == seen.rows("select * from stoa.occupant")


def test_a_room_that_gets_the_name_of_one_that_is_gone_has_no_past(seen: Seen) -> None:
    seen.scribe.affiliates(ADA, ROOM, ada="owner")
    seen.scribe.says(ADA, ROOM, "the old one")
    seen.scribe.membership(ADA, ROOM, "destroy")
    assert [] == reads(seen, BARE_ADA)

    seen.scribe.affiliates(GRACE, ROOM, grace="owner", ada="member")
    seen.scribe.says(GRACE, ROOM, "the new one")
    assert ["the new one"] == reads(seen, BARE_ADA)
    assert ["the new one"] == reads(seen, BARE_GRACE)


def test_whose_joining_failed_reads_nothing_and_whose_leaving_failed_stays(seen: Seen) -> None:
    seen.scribe.affiliates(ADA, ROOM, ada="owner")
    seen.scribe.says(ADA, ROOM, "Hello")
    joined = seen.scribe.affiliates(ADA, ROOM, grace="member")
    seen.catch_up()
    seen.scribe.refused(joined)
    seen.scribe.refused(seen.scribe.affiliates(GRACE, ROOM, ada="none"))

    assert [] == reads(seen, BARE_GRACE)
    assert ["Hello"] == reads(seen, BARE_ADA)


def test_what_was_said_before_joining_is_not_unread(seen: Seen) -> None:
    seen.scribe.says(ADA, ROOM, "before")
    seen.scribe.affiliates(ADA, ROOM, grace="member")
    seen.scribe.says(ADA, ROOM, "since")

    seen.catch_up()
    assert [1] == [each.unread for each in entries(seen.connection, BARE_GRACE)]


def test_a_direct_conversation_is_read_by_its_two_people_alone(seen: Seen) -> None:
    seen.scribe.says(ADA, BARE_GRACE, "Hello")
    seen.scribe.says(GRACE, BARE_ADA, "Hi")

    assert ["Hello", "Hi"] == reads(seen, BARE_ADA)
    assert ["Hello", "Hi"] == reads(seen, BARE_GRACE)
    assert [] == reads(seen, BARE_LINUS)
    assert [(1,)] == seen.rows("select count(*) from stoa.conversation")

"""Which files a message shares, and who may fetch them then."""

import pytest

from components.archive.views.sharing import MOST
from tests.harness.scribe import ROOMS
from tests.store.views.conftest import Seen

ADA, GRACE, LINUS = "ada@localhost/phone", "grace@localhost/web", "linus@localhost/web"
BARE_ADA, BARE_GRACE, BARE_LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
MARGARET, BARE_MARGARET = "margaret@localhost/web", "margaret@localhost"
ROOM = f"engineering@{ROOMS}"
PLAN = "9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f"
LINK = f"https://upload.localhost/{PLAN}/plan.png"
OWN = PLAN.replace("9b2e", "9b2d")
OOB = f"<x xmlns='jabber:x:oob'><url>{LINK}</url></x>"
SFS = (
    "<file-sharing xmlns='urn:xmpp:sfs:0'><sources>"
    f"<url-data xmlns='http://jabber.org/protocol/url-data' target='{LINK}'/>"
    "</sources></file-sharing>"
)
FOUND = "select url, name, file::text from stoa.attachment order by message_id, place"
OURS, ANYBODYS = (LINK, "plan.png", PLAN), (LINK, "plan.png", None)


@pytest.fixture(autouse=True)
def plan(seen: Seen) -> None:
    """Ada's; the others own something else."""
    people = (BARE_ADA, BARE_GRACE, BARE_LINUS, BARE_MARGARET)
    seen.share(
        {owner: PLAN.replace("9b2e", f"{n}b2e") for n, owner in zip("9876", people, strict=True)}
    )


@pytest.mark.parametrize(
    "inside",
    [
        f"<body>{LINK}</body>{OOB}",
        f"<body>{LINK}</body>{SFS}{OOB}",
        f"<body>{LINK}</body>",
        f"<body>see ({LINK}).</body>",
        f"<body>{LINK} {LINK}</body>",
    ],
)
def test_what_its_owner_shares_is_whoever_reads_its(seen: Seen, inside: str) -> None:
    seen.scribe.message(ADA, BARE_GRACE, inside)

    assert [OURS] == list(dict.fromkeys(seen.now(FOUND)))
    assert [True, True, False] == [
        seen.may_fetch(each, PLAN) for each in (BARE_ADA, BARE_GRACE, BARE_LINUS)
    ]


def test_a_text_that_is_a_link_is_its_file_and_one_with_a_link_a_text(seen: Seen) -> None:
    seen.scribe.says(ADA, BARE_GRACE, LINK)
    seen.scribe.says(ADA, BARE_GRACE, f"see {LINK}")

    assert [("image", ""), ("text", f"see {LINK}")] == seen.now(
        "select kind, body from stoa.message order by id"
    )
    assert [OURS, OURS] == seen.rows(FOUND)


def test_a_stranger_shares_nothing_by_whatever_they_send(seen: Seen) -> None:
    for to in (BARE_LINUS, BARE_GRACE):
        seen.scribe.message(LINUS, to, f"<body>{LINK}</body>{OOB}{SFS}")
        name = seen.scribe.says(LINUS, to, "nothing").message_id
        seen.scribe.corrects(LINUS, to, name or "", LINK)
        seen.scribe.says(LINUS, to, f"see {LINK}")

    assert {ANYBODYS} == set(seen.now(FOUND))
    assert [False, False] == [seen.may_fetch(each, PLAN) for each in (BARE_LINUS, BARE_GRACE)]


def test_whoever_has_left_passes_nothing_on_and_what_they_passed_on_before_stays(
    seen: Seen,
) -> None:
    for jid, nick in ((ADA, "Ada"), (LINUS, "Linus"), (MARGARET, "Margaret")):
        seen.scribe.enters(jid, ROOM, nick)
    seen.scribe.says(ADA, ROOM, LINK)
    seen.scribe.says(LINUS, BARE_GRACE, LINK)
    seen.scribe.leaves(LINUS, ROOM)
    seen.catch_up()
    assert seen.may_fetch(BARE_MARGARET, PLAN)

    seen.scribe.leaves(MARGARET, ROOM)
    seen.scribe.says(MARGARET, BARE_MARGARET, LINK)
    seen.catch_up()
    assert [True, True, False] == [
        seen.may_fetch(each, PLAN) for each in (BARE_LINUS, BARE_GRACE, BARE_MARGARET)
    ]


def test_a_room_that_keeps_its_past_from_newcomers_keeps_its_files_from_them(seen: Seen) -> None:
    seen.scribe.enters(ADA, ROOM, "Ada")
    seen.scribe.configures(ADA, ROOM, history="since-joining")
    seen.scribe.says(ADA, ROOM, LINK)
    seen.scribe.enters(LINUS, ROOM, "Linus")
    seen.scribe.says(LINUS, BARE_GRACE, LINK)
    seen.catch_up()

    assert not seen.may_fetch(BARE_LINUS, PLAN)
    assert not seen.may_fetch(BARE_GRACE, PLAN)


def test_what_was_retracted_corrected_or_refused_is_shared_no_more(seen: Seen) -> None:
    gone = [seen.scribe.says(ADA, BARE_GRACE, LINK) for _ in range(3)]
    seen.catch_up()
    assert seen.may_fetch(BARE_GRACE, PLAN)

    seen.scribe.retracts(ADA, BARE_GRACE, gone[0].message_id or "")
    seen.scribe.corrects(ADA, BARE_GRACE, gone[1].message_id or "", "nothing")
    seen.scribe.refused(gone[2])
    seen.catch_up()
    assert not seen.may_fetch(BARE_GRACE, PLAN)


def test_nobody_is_the_owner_by_a_localpart_of_another_domain(seen: Seen) -> None:
    seen.scribe.says("ada@elsewhere/x", BARE_GRACE, LINK)

    assert [ANYBODYS] == seen.now(FOUND)


def test_another_servers_link_and_an_unknown_file_are_shared_with_nobody(seen: Seen) -> None:
    seen.scribe.says(ADA, BARE_GRACE, LINK.replace("localhost", "elsewhere"))
    seen.scribe.says(ADA, BARE_GRACE, LINK.replace("9b2e", "9b2f"))
    seen.catch_up()

    assert [(None,)] == seen.rows("select distinct file from stoa.attachment")


def test_whoever_has_left_the_organisation_fetches_nothing(seen: Seen) -> None:
    seen.share({BARE_GRACE: OWN})
    seen.scribe.says(ADA, BARE_GRACE, LINK)
    seen.catch_up()
    assert seen.may_fetch(BARE_GRACE, PLAN)

    seen.disable(BARE_GRACE)
    assert not seen.may_fetch(BARE_GRACE, PLAN)
    assert not seen.may_fetch(BARE_GRACE, OWN)


def test_one_message_shares_so_many_files_at_most(seen: Seen) -> None:
    ids = [PLAN.replace("9b2e", f"{place:04}") for place in range(MOST + 1)]
    for id in ids:
        seen.share({BARE_ADA: id})
    seen.scribe.says(ADA, BARE_GRACE, " ".join(LINK.replace(PLAN, id) for id in ids))

    assert [(MOST,)] == seen.now("select count(file) from stoa.attachment")

"""What becomes of a message: its kind, its words, what is said about it, and by whom."""

import pytest

from components.archive.inbox import entries
from tests.harness.scribe import ROOMS
from tests.store.views.conftest import Seen

ADA, GRACE, LINUS = "ada@localhost/phone", "grace@localhost/web", "linus@localhost/web"
BARE_ADA, BARE_GRACE, BARE_LINUS = "ada@localhost", "grace@localhost", "linus@localhost"
ROOM = f"engineering@{ROOMS}"
HINT = "<store xmlns='urn:xmpp:hints'/>"
SHARED = (
    "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='{disposition}'>"
    "<file xmlns='urn:xmpp:file:metadata:0'><media-type>{media_type}</media-type>"
    "<name>{name}</name><size>1200</size></file>"
    "<sources><url-data xmlns='http://jabber.org/protocol/url-data'"
    " target='https://files.localhost/{name}'/></sources></file-sharing>"
)
OOB = "<x xmlns='jabber:x:oob'><url>https://files.localhost/{name}</url></x>"


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<body>Hello</body>", "text"),
        (SHARED.format(disposition="inline", media_type="image/png", name="a.png"), "image"),
        (SHARED.format(disposition="inline", media_type="audio/ogg", name="a.oga"), "voice"),
        (SHARED.format(disposition="attachment", media_type="audio/ogg", name="a.oga"), "audio"),
        (SHARED.format(disposition="inline", media_type="video/mp4", name="a.mp4"), "video"),
        (SHARED.format(disposition="inline", media_type="text/csv", name="a.csv"), "document"),
        ("<body>https://files.localhost/a.jpg</body>" + OOB.format(name="a.jpg"), "image"),
        ("<body>https://files.localhost/a</body>" + OOB.format(name="a"), "document"),
        ("<event xmlns='urn:xmpp:calendar-events:0'/><body>Lunch</body>", "event"),
        ("<subject>Plans</subject>", "system"),
        ("<x xmlns='jabber:x:conference' jid='tea@rooms.localhost'/>", "system"),
        ("<propose xmlns='urn:xmpp:jingle-message:0' id='call'/>", "call"),
    ],
)
def test_each_message_is_of_one_kind(seen: Seen, inside: str, kind: str) -> None:
    seen.scribe.message(ADA, BARE_GRACE, inside, storable=True)

    assert [(kind,)] == seen.now("select kind from stoa.message")


def test_a_file_is_an_attachment_and_its_address_is_nothing_that_was_said(seen: Seen) -> None:
    shared = SHARED.format(disposition="inline", media_type="image/PNG", name="plan.png")
    seen.scribe.says(
        ADA, BARE_GRACE, "https://files.localhost/plan.png", shared + OOB.format(name="plan.png")
    )

    assert [("https://files.localhost/plan.png", "image/png", "plan.png", 1200)] == seen.now(
        "select url, media_type, name, size from stoa.attachment"
    )
    assert [("",)] == seen.rows("select body from stoa.message")


@pytest.mark.parametrize(
    ("body", "language", "sought"),
    [
        ("The engines were running all night", "en", "engin & run"),
        ("Die Häuser stehen am alten Bahnhof", "de", "haus"),
        ("Nous avons mangé des pommes hier soir", "fr", "pomm"),
        ("Где находятся протоколы собраний комитета?", "ru", "протокол"),
        ("ok", "", "ok"),
    ],
)
def test_words_are_found_by_the_rules_of_their_language(
    seen: Seen, body: str, language: str, sought: str
) -> None:
    seen.scribe.says(ADA, BARE_GRACE, body)

    found = seen.now(
        "select language, words @@ cast(:sought as tsquery) from stoa.message", sought=sought
    )
    assert [(language, True)] == found


def test_links_hashtags_and_mentions_are_noted(seen: Seen) -> None:
    seen.scribe.enters(LINUS, ROOM, "Linus Pauling")
    seen.scribe.enters(ADA, ROOM, "Ada")
    seen.scribe.says(ADA, ROOM, "Linus Pauling, see (https://localhost/a_(b)) #Budget2026 a#b #42!")
    seen.scribe.says(
        ADA,
        ROOM,
        "Adamant Linus",
        "<mention xmlns='urn:xmpp:mentions:0' mentions='urn:xmpp:mentions:0#channel'/>",
    )

    assert [("https://localhost/a_(b",)] == seen.now("select url from stoa.link")
    assert [("budget2026",)] == seen.rows("select tag from stoa.hashtag")
    found = seen.rows("select address from stoa.mention order by message_id, address")
    assert [(BARE_LINUS,), (ROOM,)] == found
    [listed] = entries(seen.connection, BARE_LINUS)
    assert (2, 2) == (listed.unread, listed.mentions)


def test_a_quotation_of_what_is_replied_to_is_not_repeated(seen: Seen) -> None:
    first = seen.scribe.says(GRACE, BARE_ADA, "Ready?")
    reply = (
        f"<reply xmlns='urn:xmpp:reply:0' id='{first.message_id}'/>"
        "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>"
        "<body start='0' end='9'/></fallback>"
    )
    seen.scribe.says(ADA, BARE_GRACE, "> Ready?\nYes 🎉", reply)

    found = seen.now("select body, reply_to from stoa.message order by id desc limit 1")
    assert [("Yes 🎉", first.stanza_id)] == found


def test_what_is_encrypted_is_there_and_found_by_no_word(seen: Seen) -> None:
    seen.scribe.says(
        ADA,
        BARE_GRACE,
        "I sent you an OMEMO encrypted message",
        "<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
    )

    assert [("", True, None, "text")] == seen.now(
        "select body, encrypted, words, kind from stoa.message"
    )


def test_what_archives_do_not_keep_is_in_no_view(seen: Seen) -> None:
    no_store = "<no-store xmlns='urn:xmpp:hints'/>"
    seen.scribe.message(ADA, BARE_GRACE, f"<body>secret</body>{no_store}", storable=False)
    seen.scribe.says(ADA, ROOM, "secret", no_store)
    seen.scribe.message(ADA, BARE_GRACE, "<body>failed</body>", type="error")

    assert [] == seen.now("select * from stoa.message")


def test_a_retracted_message_keeps_nothing_of_what_it_said(seen: Seen) -> None:
    said = seen.scribe.says(ADA, BARE_GRACE, "The #password is at https://localhost/x")
    name = said.message_id or ""
    seen.scribe.corrects(ADA, BARE_GRACE, name, "The #password is xyzzy")
    seen.scribe.reacts(GRACE, BARE_ADA, name, "👍")
    seen.scribe.retracts(ADA, BARE_GRACE, name)
    seen.scribe.reacts(GRACE, BARE_ADA, name, "👎")

    assert [("", None, BARE_ADA)] == seen.now("select body, words, retracted_by from stoa.message")
    assert [("",)] == seen.rows("select body from stoa.message_edit")
    for table in ("hashtag", "link", "reaction", "mention", "attachment"):
        assert [] == seen.rows(f"select * from stoa.{table}")  # noqa: S608


def test_a_correction_keeps_what_was_said_before(seen: Seen) -> None:
    said = seen.scribe.says(ADA, BARE_GRACE, "Two o'clock")
    first = seen.scribe.corrects(ADA, BARE_GRACE, said.message_id or "", "Three o'clock")
    seen.scribe.corrects(ADA, BARE_GRACE, first.message_id or "", "Four o'clock")

    assert [("Four o'clock",)] == seen.now("select body from stoa.message")
    edits = seen.rows("select body from stoa.message_edit order by id")
    assert [("Two o'clock",), ("Three o'clock",)] == edits


def test_nobody_changes_what_somebody_else_said(seen: Seen) -> None:
    said = seen.scribe.says(ADA, BARE_GRACE, "Mine")
    seen.scribe.corrects(GRACE, BARE_ADA, said.message_id or "", "Forged")
    seen.scribe.retracts(GRACE, BARE_ADA, said.message_id or "")
    room = seen.scribe.says(ADA, ROOM, "Mine too")
    seen.scribe.retracts(GRACE, ROOM, str(room.stanza_id))

    assert [("Mine",), ("Mine too",)] == seen.now("select body from stoa.message order by id")


def test_ids_of_other_conversations_mean_nothing(seen: Seen) -> None:
    said = seen.scribe.says(ADA, BARE_GRACE, "Hello")
    room = seen.scribe.says(ADA, ROOM, "Hello")
    for id in (
        said.message_id or "",
        str(said.stanza_id),
        str(room.stanza_id),
        "9" * 40,
        "x" * 2000,
    ):
        seen.scribe.says(LINUS, BARE_ADA, "And me")
        seen.scribe.displays(LINUS, BARE_ADA, id)
        seen.scribe.receives(LINUS, BARE_ADA, id)
        seen.scribe.reacts(LINUS, BARE_ADA, id, "👍")
        seen.scribe.retracts(LINUS, BARE_ADA, id)
        seen.scribe.has_read(LINUS, BARE_ADA, 10**17)

    assert [] == seen.now("select * from stoa.reaction")
    assert [] == seen.rows("select * from stoa.mark")
    assert [] == seen.rows("select * from stoa.receipt")
    assert [(7,)] == seen.rows("select count(*) from stoa.message where retracted_at is null")


def test_an_id_used_again_names_the_newest_message(seen: Seen) -> None:
    seen.scribe.message(ADA, BARE_GRACE, "<body>old</body>", message_id="same")
    seen.scribe.message(ADA, BARE_GRACE, "<body>new</body>", message_id="same")
    seen.scribe.reacts(GRACE, BARE_ADA, "same", "👍")

    found = "select m.body from stoa.reaction r join stoa.message m on m.id = r.message_id"
    assert [("new",)] == seen.now(found)


def test_words_beside_a_reaction_are_words(seen: Seen) -> None:
    said = seen.scribe.says(ADA, BARE_GRACE, "Hello")
    for id in (said.message_id, "unheard-of"):
        reactions = f"<reactions xmlns='urn:xmpp:reactions:0' id='{id}'><reaction>👍</reaction>"
        seen.scribe.says(GRACE, BARE_ADA, "Hello back", f"{reactions}</reactions>")

    assert [(said.stanza_id,)] == seen.now("select message_id from stoa.reaction")
    assert [("Hello",), ("Hello back",), ("Hello back",)] == seen.now(
        "select body from stoa.message order by id"
    )


def test_reactions_are_limited_in_number_and_length(seen: Seen) -> None:
    said = seen.scribe.says(ADA, BARE_GRACE, "Hello")
    many = [f"{number}" for number in range(100)]
    seen.scribe.reacts(GRACE, BARE_ADA, said.message_id or "", "a" * 1000, "", *many)

    assert [(20,)] == seen.now("select count(*) from stoa.reaction")


def test_private_messages_in_a_room_are_a_conversation_of_two(seen: Seen) -> None:
    seen.scribe.enters(ADA, ROOM, "Ada")
    seen.scribe.enters(GRACE, ROOM, "Grace")
    seen.scribe.enters(LINUS, ROOM, "Linus")
    seen.scribe.message(ADA, f"{ROOM}/Grace", "<body>psst</body>", storable=True)
    seen.scribe.message(GRACE, f"{ROOM}/Ada", "<body>yes?</body>", storable=True)
    seen.scribe.message(GRACE, f"{ROOM}/Nobody", "<body>lost</body>", storable=True)

    key = f"{ROOM} {BARE_ADA} {BARE_GRACE}"
    readable = (
        "select c.key, m.body from stoa.readable(:who) r"
        " join stoa.conversation c on c.id = r.conversation_id"
        " join stoa.message m on m.conversation_id = c.id order by m.id"
    )
    assert [(key, "psst"), (key, "yes?")] == seen.now(readable, who=BARE_ADA)
    assert [(key, "psst"), (key, "yes?")] == seen.rows(readable, who=BARE_GRACE)
    assert [] == seen.rows(readable, who=BARE_LINUS)


@pytest.mark.parametrize(
    "xml",
    [None, "", "<", "<message/>", "no xml", "<message xmlns='jabber:client'><body/></message>"],
)
def test_a_record_that_says_nothing_changes_nothing(seen: Seen, xml: str | None) -> None:
    seen.scribe.message(ADA, BARE_GRACE, "", xml=xml, storable=True)
    seen.scribe.membership(ADA, ROOM, "enter")
    seen.scribe.record(kind="item", type="publish", sender=ADA, recipient=BARE_ADA, xml=xml)
    seen.scribe.record(kind="unheard", sender="", recipient="", xml=xml)

    assert [] == seen.now("select * from stoa.message")
    assert [(3,)] == seen.rows("select seq from stoa.view_state")


def test_a_correction_that_failed_changes_nothing(seen: Seen) -> None:
    said = "select body, edited_at is null, words from stoa.message"
    first = seen.scribe.says(ADA, BARE_GRACE, "Fine words")
    before = seen.now(said)
    seen.scribe.refused(seen.scribe.corrects(ADA, BARE_GRACE, first.message_id or "", "Foul ones"))

    assert before == seen.now(said)
    assert [] == seen.rows("select * from stoa.message_edit")


@pytest.mark.parametrize(("failed", "body"), [(1, "third"), (2, "second")])
def test_of_two_corrections_the_one_that_did_not_fail_counts(
    seen: Seen, failed: int, body: str
) -> None:
    first = seen.scribe.says(ADA, BARE_GRACE, "first")
    for words in ("second", "third"):
        seen.scribe.corrects(ADA, BARE_GRACE, first.message_id or "", words)
    seen.scribe.refused(seen.scribe.records[failed])

    assert [(body, False)] == seen.now("select body, edited_at is null from stoa.message")
    assert [("first",)] == seen.rows("select body from stoa.message_edit")

"""The page of the ledger: what it says, and who adds and removes witnesses there."""

import re

import pytest

from tests.harness.book import Book, Notary
from tests.harness.cluster import Database
from tests.harness.ledger import ORIGIN
from tests.harness.portal import Browser

LEDGER, WITNESSES = "/admin/ledger", "/admin/ledger/witnesses"


@pytest.fixture
def auditor(grace: Browser, database: Database) -> Browser:
    database.execute(
        "insert into stoa.role (localpart, role, origin) values ('grace', 'auditor', 'portal')"
    )
    return grace


def add(browser: Browser, notary: Notary) -> None:
    answer = browser.send(WITNESSES, LEDGER, vkey=notary.vkey)
    assert answer.location == f"{LEDGER}?done=added"


def cosign(database: Database, notary: Notary) -> None:
    """What the witness sends, by the way of REST that tests/portal/test_api_ledger.py goes."""
    (size, note) = database.execute(
        "select size, note from stoa.ledger_checkpoint order by size desc limit 1"
    ).fetchone() or (0, "")
    database.execute(
        "insert into stoa.ledger_cosignature (size, witness, line) values (%s, %s, %s)",
        [size, notary.vkey, notary.sign(note)],
    )


def age_checkpoints(book: Book, hours: int) -> None:
    book.against_the_rules(
        f"update stoa.ledger_checkpoint set at = at - make_interval(hours => {hours})"  # noqa: S608
    )


def test_an_auditor_sees_the_page_and_changes_nothing(book: Book, auditor: Browser) -> None:
    book.sign(3)
    page = auditor.get(LEDGER)
    csrf = auditor.csrf_token("/account/")
    added = auditor.client.post(WITNESSES, data={"csrf_token": csrf, "vkey": Notary().vkey})
    removed = auditor.client.post(f"{WITNESSES}/1/remove", data={"csrf_token": csrf})

    assert page.status_code == 200
    assert f'href="{LEDGER}"' in auditor.get("/account/").text
    assert f'action="{WITNESSES}"' not in page.text
    assert (403, 403) == (added.status_code, removed.status_code)


def test_the_page_is_for_nobody_else(ada: Browser, stranger: Browser) -> None:
    assert ada.get(LEDGER).status_code == 403
    assert stranger.get(LEDGER).status_code == 302
    assert f'href="{LEDGER}"' not in ada.get("/account/").text


def test_the_page_shows_the_head_and_what_nobody_has_seen(book: Book, margaret: Browser) -> None:
    empty = margaret.get(LEDGER).text
    book.sign(3)
    book.record(2)
    page = margaret.get(LEDGER).text

    assert "none yet" in empty
    assert "3 entries, <time" in page
    assert "<dt>Seen by a witness</dt><dd>nothing</dd>" in page
    assert "Nobody elsewhere vouches for the record" in page
    assert re.search(r"<dt>Head</dt><dd><code>[A-Za-z0-9+/]{43}=</code>", page)
    assert f"--key &#39;{ORIGIN}+" in page or f"--key '{ORIGIN}+" in page


def test_a_witness_is_added_seen_and_removed(
    book: Book, margaret: Browser, database: Database
) -> None:
    notary = Notary()
    add(margaret, notary)
    new = margaret.get(LEDGER).text
    book.sign(3)
    cosign(database, notary)
    book.record(2)
    seen = margaret.get(LEDGER).text
    (place,) = set(re.findall(rf'action="({WITNESSES}/\d+/remove)"', seen))
    removed = margaret.send(place, LEDGER)

    assert "Has signed nothing yet" in new
    assert "Saw 3 entries" in seen
    assert "the first 3, not the last 2" in seen
    assert "Nobody elsewhere vouches" not in seen
    assert removed.location == f"{LEDGER}?done=removed"
    assert "No witness yet" in margaret.get(LEDGER).text
    audit = margaret.get("/admin/audit").text
    assert audit.count(notary.vkey.replace("+", "&#43;")) + audit.count(notary.vkey) == 2


def test_a_key_that_cannot_be_meant_is_refused_and_still_there(margaret: Browser) -> None:
    answer = margaret.send(WITNESSES, LEDGER, vkey="a <key>")

    assert answer.status_code == 422
    assert "This is no key of a witness." in answer.text
    assert 'value="a &lt;key&gt;"' in answer.text


def test_a_witness_that_is_known_is_not_added_again(margaret: Browser) -> None:
    notary = Notary()
    add(margaret, notary)
    answer = margaret.send(WITNESSES, LEDGER, vkey=notary.vkey)

    assert answer.status_code == 409
    assert "This witness is known." in answer.text


def test_the_page_warns_of_a_witness_that_has_not_signed_for_a_day(
    book: Book, margaret: Browser, database: Database
) -> None:
    notary, other = Notary(), Notary("others.example.org")
    for each in (notary, other):
        add(margaret, each)
    database.execute("update stoa.ledger_witness set added_at = now() - interval '2 days'")
    book.sign(3)
    at_first = margaret.get(LEDGER).text
    cosign(database, other)
    age_checkpoints(book, 25)
    page = margaret.get(LEDGER).text

    assert "is silent" not in at_first
    assert "auditors.example.org is silent" in page
    assert "others.example.org is silent" not in page


def test_a_witness_is_not_silent_while_there_is_nothing_to_sign(
    book: Book, margaret: Browser, database: Database
) -> None:
    notary = Notary()
    add(margaret, notary)
    book.sign(3)
    cosign(database, notary)
    database.execute("update stoa.ledger_witness set added_at = now() - interval '9 days'")
    age_checkpoints(book, 8 * 24)

    assert "is silent" not in margaret.get(LEDGER).text


def test_the_page_and_health_warn_when_the_ledger_is_behind(book: Book, margaret: Browser) -> None:
    book.wait(2)
    page, health = margaret.get(LEDGER).text, margaret.get("/admin/health").text

    assert "The ledger is" in page
    assert 'badge bad">behind' in page
    assert 'badge bad">behind' in health
    assert "2 not in it yet" in health


@pytest.mark.parametrize(
    "loss",
    [
        ("delete from stoa.ledger_subtree",),
        (
            "delete from stoa.recorded_stanza where seq >= 299",
            "delete from stoa.ledger_entry where seq >= 299",
        ),
    ],
)
def test_the_page_says_when_the_database_lacks_some_of_the_tree(
    book: Book, margaret: Browser, loss: tuple[str, ...]
) -> None:
    book.sign(300)
    book.against_the_rules(*loss)
    page = margaret.get(LEDGER)

    assert page.status_code == 200
    assert "The database lacks some of the tree" in page.text
    assert 'badge bad">incomplete' in margaret.get("/admin/health").text

"""Drafts over REST: whose they are, and which device may change them."""

from typing import Any

import pytest

from components.archive import drafts
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem
from tests.harness.talk import Talk
from tests.portal.conftest import SignedIn
from tests.portal.talking import ADA, GRACE, MARGARET, TEA, ada, grace, talk

__all__ = ["ada", "grace", "talk"]

CONFLICT = (409, "conflict")
WITH_GRACE = f"/drafts/{GRACE}"
BEGUN = {"body": "On my w", "version": None}


def kept(rest: Rest) -> dict[str, str]:
    found = rest.get("/drafts").json["drafts"]
    return {each["conversation"]: each["body"] for each in found}


def test_a_draft_is_on_every_device_of_its_owner(ada: Rest, signed_in: SignedIn) -> None:
    mention = {"address": GRACE, "begin": 0, "end": 6}
    wanted = {"body": "@Grace 👋", "reply_id": "m-1", "mentions": [mention], "version": None}
    made = ada.put(WITH_GRACE, wanted)
    elsewhere = Rest.of_page(signed_in("ada")).get("/drafts").json["drafts"]

    assert 200 == made.status_code, made.text
    assert made.json == wanted | {
        "conversation": GRACE,
        "version": made.json["version"],
        "changed_at": made.json["changed_at"],
    }
    assert [made.json] == elsewhere


def test_the_last_changed_comes_first(ada: Rest) -> None:
    first = ada.put(WITH_GRACE, BEGUN).json
    ada.put(f"/drafts/{MARGARET}", BEGUN)
    ada.put(WITH_GRACE, {"body": "On my way", "version": first["version"]})

    assert [GRACE, MARGARET] == list(kept(ada))


def test_whoever_does_not_know_the_last_change_changes_nothing(ada: Rest) -> None:
    first = ada.put(WITH_GRACE, BEGUN).json["version"]
    second = ada.put(WITH_GRACE, {"body": "On my way", "version": first}).json["version"]
    late = {"body": "Another", "version": first}

    assert int(first) < int(second)
    assert problem(ada.put(WITH_GRACE, late)) == CONFLICT
    assert problem(ada.put(WITH_GRACE, late | {"version": None})) == CONFLICT
    assert problem(ada.delete(f"{WITH_GRACE}?version={first}")) == CONFLICT
    assert {GRACE: "On my way"} == kept(ada)


def test_what_was_kept_may_be_asked_for_again(ada: Rest) -> None:
    """Its answer was lost."""
    first = ada.put(WITH_GRACE, BEGUN)
    again = ada.put(WITH_GRACE, BEGUN)
    change = {"body": "On my way", "version": first.json["version"]}
    second, once_more = ada.put(WITH_GRACE, change), ada.put(WITH_GRACE, change)

    assert first.json == again.json
    assert second.json == once_more.json


def test_a_draft_that_is_sent_is_gone(ada: Rest, database: Database) -> None:
    version = ada.put(WITH_GRACE, BEGUN).json["version"]
    gone = ada.delete(f"{WITH_GRACE}?version={version}")

    assert 204 == gone.status_code
    assert {} == kept(ada)
    assert problem(ada.delete(f"{WITH_GRACE}?version={version}")) == NOT_FOUND
    assert problem(ada.put(WITH_GRACE, {"body": "x", "version": version})) == CONFLICT
    assert [(0,)] == database.execute("select count(*) from stoa.draft").fetchall()


def test_nobody_sees_or_changes_anothers_draft(ada: Rest, grace: Rest) -> None:
    to_margaret = f"/drafts/{MARGARET}"
    version = ada.put(to_margaret, BEGUN).json["version"]

    assert {} == kept(grace)
    assert problem(grace.delete(f"{to_margaret}?version={version}")) == NOT_FOUND
    assert problem(grace.put(to_margaret, {"body": "x", "version": version})) == CONFLICT
    assert 200 == grace.put(to_margaret, {"body": "Hers", "version": None}).status_code
    assert ({MARGARET: "On my w"}, {MARGARET: "Hers"}) == (kept(ada), kept(grace))
    assert ["ada", "grace"] == [rest.get("/drafts").json["owner"] for rest in (ada, grace)]


def test_drafts_are_for_conversations_one_has_or_may_begin(
    ada: Rest, grace: Rest, talk: Talk
) -> None:
    tea = talk.room(TEA, ADA, name="Tea")

    assert 200 == ada.put(f"/drafts/{TEA}", BEGUN).status_code
    assert 200 == ada.put(f"/drafts/{ADA}", BEGUN).status_code
    for address in (TEA, "nobody@stoa.test", "grace@elsewhere.test", "x"):
        assert problem(grace.put(f"/drafts/{address}", BEGUN)) == NOT_FOUND
    talk.leave(tea, ADA)
    assert problem(ada.put(f"/drafts/{TEA}", BEGUN)) == NOT_FOUND
    version = ada.get("/drafts").json["drafts"][1]["version"]
    assert 204 == ada.delete(f"/drafts/{TEA}?version={version}").status_code


@pytest.mark.parametrize(
    "change",
    [
        {"body": ""},
        {"body": "x" * 5_001},
        {"body": None},
        {"body": "a\0b"},
        {"version": "0"},
        {"version": 7},
        {"version": "-1"},
        {"reply_id": ""},
        {"reply_id": "x" * 1_024},
        {"localpart": "grace"},
        {"mentions": [{"address": GRACE, "begin": 3, "end": 3}]},
        {"mentions": [{"address": GRACE, "begin": 0, "end": 8}]},
        {"mentions": [{"address": GRACE, "begin": -1, "end": 3}]},
        {"mentions": [{"address": f"{GRACE}/phone", "begin": 0, "end": 3}]},
        {"mentions": [{"begin": 0, "end": 3}]},
        {"mentions": 51 * [{"address": GRACE, "begin": 0, "end": 3}]},
    ],
)
def test_a_malformed_draft_is_refused(ada: Rest, change: dict[str, Any]) -> None:
    assert problem(ada.put(WITH_GRACE, BEGUN | change)) == MALFORMED
    assert {} == kept(ada)


def test_a_draft_is_deleted_by_a_version(ada: Rest) -> None:
    for query in ("", "?version=", "?version=x", "?version=0", "?known=1"):
        assert problem(ada.delete(f"{WITH_GRACE}{query}")) == MALFORMED


def test_nobody_keeps_more_than_a_hundred(
    ada: Rest, grace: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST", 1)
    first = ada.put(WITH_GRACE, BEGUN).json["version"]

    assert problem(ada.put(f"/drafts/{MARGARET}", BEGUN)) == CONFLICT
    assert 200 == ada.put(WITH_GRACE, {"body": "x", "version": first}).status_code
    assert 200 == grace.put(f"/drafts/{MARGARET}", BEGUN).status_code


def test_a_program_has_drafts_within_its_scopes(ada: Rest) -> None:
    reader, writer = ada.program("messages:read"), ada.program("messages:write")
    made = writer.put(WITH_GRACE, BEGUN)

    assert 200 == made.status_code
    assert {GRACE: "On my w"} == kept(reader)
    assert problem(writer.get("/drafts")) == NOT_ALLOWED
    assert problem(reader.put(WITH_GRACE, BEGUN)) == NOT_ALLOWED
    assert problem(reader.delete(f"{WITH_GRACE}?version=1")) == NOT_ALLOWED
    other = ada.program("people:read")
    assert problem(other.get("/drafts")) == NOT_ALLOWED


def test_strangers_and_pages_without_their_token_have_none(ada: Rest, stranger: Browser) -> None:
    nobody = Rest(stranger.client, {})
    without = Rest(ada.client, {})

    assert problem(nobody.get("/drafts")) == NOT_SIGNED_IN
    assert problem(nobody.put(WITH_GRACE, BEGUN)) == NOT_SIGNED_IN
    assert problem(without.put(WITH_GRACE, BEGUN)) == (400, "bad-request")
    assert problem(without.delete(f"{WITH_GRACE}?version=1")) == (400, "bad-request")
    assert {} == kept(ada)


def test_signing_out_leaves_drafts_for_other_devices(ada: Rest, signed_in: SignedIn) -> None:
    ada.put(WITH_GRACE, BEGUN)
    ada.delete("/session")

    assert {GRACE: "On my w"} == kept(Rest.of_page(signed_in("ada")))

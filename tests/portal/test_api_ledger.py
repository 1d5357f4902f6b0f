"""Checkpoints, proofs and witnesses over REST: for auditors and administrators alone."""

import base64
from typing import Any

import pytest

from components.archive.ledger import verifier
from components.archive.ledger.verifier import Checkpoint, Note, VerifierKey
from components.archive.ledger.witnesses import MOST
from tests.harness.book import Book, Notary
from tests.harness.cluster import Database
from tests.harness.ledger import ORIGIN
from tests.harness.portal import Browser
from tests.harness.rest import MALFORMED, NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Rest, problem

CONFLICT = (409, "conflict")
WITNESS_READS = ("/ledger/checkpoint", "/ledger/consistency?old=0&new=0", "/ledger/keys")
READS = (*WITNESS_READS, "/ledger/inclusion?seq=0&size=3", "/admin/ledger")
OTHERS_KEY = str(VerifierKey("auditors.example.org", verifier.ED25519, bytes(32)))
LINE = "\N{EM DASH} auditors.example.org AAAAAAAA\n"
CHANGES: list[tuple[str, str, Any]] = [
    ("POST", "/ledger/cosignatures", {"size": 3, "line": LINE}),
    ("POST", "/admin/ledger/witnesses", {"vkey": Notary().vkey}),
    ("DELETE", "/admin/ledger/witnesses/1", None),
]


@pytest.fixture
def administrator(margaret: Browser) -> Rest:
    return Rest.of_page(margaret)


@pytest.fixture
def auditor(grace: Browser, database: Database) -> Rest:
    database.execute(
        "insert into stoa.role (localpart, role, origin) values ('grace', 'auditor', 'portal')"
    )
    return Rest.of_page(grace)


def hashes(answer: Any) -> list[bytes]:
    return [base64.b64decode(each) for each in answer.json["hashes"]]


def head(note: str) -> Checkpoint:
    return Checkpoint.parse(Note.parse(note).text)


# -- whose it is not ----------------------------------------------------------------------


@pytest.mark.parametrize("path", READS)
def test_auditors_and_administrators_read_and_nobody_else(
    book: Book, stranger: Browser, ada: Browser, auditor: Rest, administrator: Rest, path: str
) -> None:
    book.sign(3)

    assert problem(stranger.get(f"/api/v1{path}")) == NOT_SIGNED_IN
    assert problem(Rest.of_page(ada).get(path)) == NOT_ALLOWED
    assert auditor.get(path).status_code == 200
    assert administrator.get(path).status_code == 200


@pytest.mark.parametrize("path", READS)
def test_a_token_reads_within_its_scopes_while_its_owner_may(
    book: Book, database: Database, auditor: Rest, path: str
) -> None:
    book.sign(3)
    reader, witness = auditor.program("ledger:read"), auditor.program("ledger:witness")
    other = auditor.program("audit:read")
    read, looked = reader.get(path), witness.get(path)
    database.execute("delete from stoa.role where localpart = 'grace'")

    assert read.status_code == 200
    assert looked.status_code == (200 if path in WITNESS_READS else 403)
    assert problem(other.get(path)) == NOT_ALLOWED
    assert problem(auditor.program("people:read").get(path)) == NOT_ALLOWED
    assert auditor.post("/tokens", {"name": "n", "scopes": ["ledger:read"]}).status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_nothing_is_changed_by_whoever_may_not(
    stranger: Browser, ada: Browser, auditor: Rest, method: str, path: str, body: Any
) -> None:
    nobody, reader = Rest(stranger.client, {}), auditor.program("ledger:read")

    assert problem(nobody.ask(method, path, {}, json=body)) == NOT_SIGNED_IN
    assert problem(Rest.of_page(ada).ask(method, path, {}, json=body)) == NOT_ALLOWED
    assert problem(reader.ask(method, path, {}, json=body)) == NOT_ALLOWED
    if "witnesses" in path:
        witness = auditor.program("ledger:witness")
        assert problem(auditor.ask(method, path, {}, json=body)) == NOT_ALLOWED
        assert problem(witness.ask(method, path, {}, json=body)) == NOT_ALLOWED


def test_who_loses_the_role_hands_in_nothing_more(
    book: Book, database: Database, administrator: Rest, auditor: Rest
) -> None:
    notary, witness = Notary(), auditor.program("ledger:witness")
    administrator.post("/admin/ledger/witnesses", {"vkey": notary.vkey})
    book.sign(3)
    line = notary.sign(witness.get("/ledger/checkpoint").text)
    database.execute("delete from stoa.role where localpart = 'grace'")
    refused = witness.post("/ledger/cosignatures", {"size": 3, "line": line})

    assert problem(refused) == NOT_ALLOWED
    assert administrator.get("/admin/ledger").json["witnessed"] == 0


# -- checkpoints and proofs -----------------------------------------------------------------


def test_before_the_first_checkpoint_there_is_none(administrator: Rest) -> None:
    assert problem(administrator.get("/ledger/checkpoint")) == NOT_FOUND
    assert administrator.get("/ledger/keys").json == {"keys": []}
    status = administrator.get("/admin/ledger").json
    assert (0, None, 0) == (status["size"], status["checkpoint"], status["unwitnessed"])


def test_a_checkpoint_is_signed_by_a_key_that_is_shown(book: Book, auditor: Rest) -> None:
    book.sign(300)
    answer = auditor.get("/ledger/checkpoint")
    (key,) = auditor.get("/ledger/keys").json["keys"]

    assert answer.content_type == "text/plain; charset=utf-8"
    assert (ORIGIN, 300) == (head(answer.text).origin, head(answer.text).size)
    assert Note.parse(answer.text).signatures_of(VerifierKey.parse(key["vkey"]))
    assert key["from_size"] == 0


def test_proofs_hold_between_checkpoints_and_for_each_entry(book: Book, auditor: Rest) -> None:
    book.sign(200)
    old = head(auditor.get("/ledger/checkpoint").text)
    book.sign(157)
    new = head(auditor.get("/ledger/checkpoint").text)
    path = hashes(auditor.get("/ledger/consistency?old=200&new=357"))

    assert verifier.verify_consistency(200, 357, old.root, new.root, path)
    for seq in (0, 199, 256, 356):
        found = hashes(auditor.get(f"/ledger/inclusion?seq={seq}&size=357"))
        leaf = book.leaf(seq)
        assert verifier.verify_inclusion(leaf, seq, 357, found, new.root)


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("consistency?old=2&new=4", NOT_FOUND),
        ("consistency?old=3&new=2", MALFORMED),
        ("consistency?old=-1&new=2", MALFORMED),
        ("consistency?old=1&new=9223372036854775808", MALFORMED),
        ("consistency?old=one&new=2", MALFORMED),
        ("consistency?new=2", MALFORMED),
        ("inclusion?seq=3&size=3", NOT_FOUND),
        ("inclusion?seq=0&size=4", NOT_FOUND),
        ("inclusion?seq=0&size=0", MALFORMED),
        ("inclusion?seq=-1&size=3", MALFORMED),
        ("inclusion?size=3", MALFORMED),
    ],
)
def test_what_cannot_be_proven_is_refused(
    book: Book, auditor: Rest, query: str, refusal: tuple[int, str]
) -> None:
    book.sign(3)

    assert problem(auditor.get(f"/ledger/{query}")) == refusal


# -- witnesses ------------------------------------------------------------------------------


def test_a_witness_signs_what_it_saw_and_the_checkpoint_says_so(
    book: Book, administrator: Rest, auditor: Rest
) -> None:
    notary, witness = Notary(), auditor.program("ledger:witness")
    added = administrator.post("/admin/ledger/witnesses", {"vkey": notary.vkey})
    book.sign(3)
    shown = witness.get("/ledger/checkpoint").text
    line = notary.sign(shown)
    handed_in = [witness.post("/ledger/cosignatures", {"size": 3, "line": line}) for _ in range(2)]
    book.record(2)
    status = administrator.get("/admin/ledger").json

    assert added.status_code == 201
    assert [204, 204] == [each.status_code for each in handed_in]
    assert witness.get("/ledger/checkpoint").text == shown + line
    assert (5, 3, 2) == (status["size"], status["witnessed"], status["unwitnessed"])
    (seen,) = status["witnesses"]
    assert (3, False) == (seen["size"], seen["silent"])
    assert added.json["id"] == seen["id"]


def test_what_no_known_witness_signed_of_this_checkpoint_is_refused(
    book: Book, administrator: Rest
) -> None:
    notary, stranger = Notary(), Notary("strangers.example.org")
    administrator.post("/admin/ledger/witnesses", {"vkey": notary.vkey})
    witness = administrator.program("ledger:witness")
    book.sign(3)
    shown = witness.get("/ledger/checkpoint").text
    book.sign(1)
    newer = witness.get("/ledger/checkpoint").text

    def hand_in(line: str, size: int = 3) -> tuple[int, str]:
        return problem(witness.post("/ledger/cosignatures", {"size": size, "line": line}))

    right = notary.sign(shown)
    assert hand_in(stranger.sign(shown)) == NOT_ALLOWED
    assert hand_in(notary.sign(newer)) == MALFORMED
    assert hand_in(right, size=2) == NOT_FOUND
    for wrong in ("", "hello", LINE, right.strip(), right * 2, f"\n\n{right}", f"x\n\n{right}"):
        assert hand_in(wrong) == (NOT_ALLOWED if wrong == LINE else MALFORMED)
    assert administrator.get("/admin/ledger").json["witnessed"] == 0


def test_a_removed_witness_hands_in_nothing_more_and_may_come_back(
    book: Book, administrator: Rest
) -> None:
    notary, path = Notary(), "/admin/ledger/witnesses"
    place = administrator.post(path, {"vkey": notary.vkey}).headers["Location"]
    again = problem(administrator.post(path, {"vkey": notary.vkey}))
    removed = administrator.delete(place.removeprefix("/api/v1"))
    book.sign(3)
    line = notary.sign(administrator.get("/ledger/checkpoint").text)
    refused = problem(administrator.post("/ledger/cosignatures", {"size": 3, "line": line}))
    back = administrator.post(path, {"vkey": notary.vkey})

    assert (CONFLICT, 204, NOT_ALLOWED) == (again, removed.status_code, refused)
    assert problem(administrator.delete(place.removeprefix("/api/v1"))) == NOT_FOUND
    assert back.status_code == 201
    actions = [
        each["action"]
        for each in administrator.get("/admin/audit").json["entries"]
        if each["details"].get("vkey") == notary.vkey
    ]
    assert ["witness added", "witness removed", "witness added"] == actions


@pytest.mark.parametrize("vkey", ["", "hello", OTHERS_KEY, Notary("n" * 200).vkey, 7, None])
def test_a_witness_has_a_key_for_cosignatures(administrator: Rest, vkey: object) -> None:
    answer = administrator.post("/admin/ledger/witnesses", {"vkey": vkey})

    assert problem(answer) == MALFORMED


def test_there_are_no_more_witnesses_than_anybody_needs(administrator: Rest) -> None:
    for number in range(MOST):
        notary = Notary(f"witness-{number}")
        added = administrator.post("/admin/ledger/witnesses", {"vkey": notary.vkey})
        assert added.status_code == 201
    one_more = administrator.post("/admin/ledger/witnesses", {"vkey": Notary().vkey})

    assert problem(one_more) == CONFLICT


def test_the_audit_tells_of_keys(book: Book, administrator: Rest) -> None:
    book.sign(3)
    vkey = book.rotate()
    found = administrator.get("/admin/audit?action=ledger+key+begun").json["entries"]

    assert [(vkey, 3), (found[1]["details"]["vkey"], 0)] == [
        (each["details"]["vkey"], each["details"]["from_size"]) for each in found
    ]
    assert {None} == {each["actor"] for each in found}

"""Signed notes, checkpoints and cosignatures: published examples, and what is refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from components.archive.ledger.verifier import (
    COSIGNATURE,
    Checkpoint,
    Introduction,
    Keys,
    Note,
    VerificationError,
    VerifierKey,
    cosign,
    cosigned_at,
    public_key,
    sign,
)

DASH = "\N{EM DASH}"
# The example of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNED = (
    f"{SAID}\n{DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The example of C2SP tlog-cosignature.
COSIGNED = f"""example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

{DASH} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
{DASH} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501
ORIGIN = "chat.example/stoa/ledger"
LOG = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
NEXT = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
HEAD = Checkpoint(ORIGIN, 7, b"r" * 32)


def signed(text: str, *privates: Ed25519PrivateKey) -> Note:
    return Note.parse(f"{text}\n" + "".join(sign(text, ORIGIN, private) for private in privates))


def introduced(from_size: int, key: Ed25519PrivateKey, *by: Ed25519PrivateKey) -> Note:
    return signed(str(Introduction(ORIGIN, from_size, public_key(ORIGIN, key))), *by, key)


def test_a_published_note_is_signed_by_its_published_key() -> None:
    note, key = Note.parse(SIGNED), VerifierKey.parse(PETER)

    assert SAID == note.text
    assert len(note.signatures_of(key)) == 1
    assert PETER == str(key)


def test_a_published_checkpoint_and_its_witness_are_read() -> None:
    note = Note.parse(COSIGNED)
    head = Checkpoint.parse(note.text)
    names = [name for name, _, _ in note.signatures]

    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert ["example.com/behind-the-sofa", "witness.example.com/w1"] == names
    assert 1679315147 == cosigned_at(note.signatures[1][2])


def test_a_witness_signs_the_time_too() -> None:
    key = public_key("w", WITNESS, COSIGNATURE)
    line = cosign(str(HEAD), "w", WITNESS, 1_795_255_200)
    note = Note.parse(f"{HEAD}\n{line}")
    [signature] = note.signatures_of(key)
    later = (cosigned_at(signature) + 1).to_bytes(8, "big") + signature[8:]

    assert key.verify(note.text, signature)
    assert not key.verify(note.text, later)
    assert not key.verify(note.text, signature[:40])


def test_a_signature_counts_for_its_name_and_its_kind_of_key_only() -> None:
    note = signed(str(HEAD), LOG)

    assert note.signatures_of(public_key(ORIGIN, LOG))
    assert not note.signatures_of(public_key("chat.example/other", LOG))
    assert not note.signatures_of(public_key(ORIGIN, LOG, COSIGNATURE))
    assert not note.signatures_of(public_key(ORIGIN, NEXT))


def test_a_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    note = Note.parse(f"{HEAD}\n{sign(str(HEAD) + 'x', ORIGIN, LOG)}{sign(str(HEAD), ORIGIN, LOG)}")

    with pytest.raises(VerificationError, match="wrong signature"):
        note.signatures_of(public_key(ORIGIN, LOG))


@pytest.mark.parametrize(
    "note",
    [
        "",
        SAID,
        f"{SAID}\n",
        SIGNED[:-1],
        SIGNED.replace(DASH, "-"),
        SIGNED.replace("x08go", "x08g"),
        SIGNED.replace("x08go", "x08g!"),
        SIGNED.replace(f"{DASH} ", DASH),
        SIGNED.replace("PeterNeumann", "Peter Neumann"),
        SIGNED.replace("PeterNeumann", "Peter+Neumann"),
        SIGNED.replace("answer", "ans\twer"),
        SIGNED.replace("answer", "ans\rwer"),
        SIGNED.replace("answer", "ans\0wer"),
        SIGNED.replace("answer", "ans\ud800wer"),
        f"{SIGNED}\n",
        f"{SAID}\n{DASH} PeterNeumann x08g\n",
    ],
)
def test_what_is_no_signed_note_is_refused(note: str) -> None:
    with pytest.raises(VerificationError):
        Note.parse(note)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        PETER.replace("c7", "c8"),
        PETER.replace("Peter", "Paul"),
        PETER[:-4],
        PETER.replace("ARpc", "BRpc"),
        PETER.replace("ARpc", "A+pc!"),
        "Peter Neumann+" + PETER.partition("+")[2],
        "+c74f20a3+",
        "\udcff+c74f20a3+" + PETER.rpartition("+")[2],
    ],
)
def test_what_is_no_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(VerificationError):
        VerifierKey.parse(vkey)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n7\n" + str(HEAD).splitlines()[2] + "\n",
        str(HEAD).replace("7\n", "07\n"),
        str(HEAD).replace("7\n", "-7\n"),
        str(HEAD).replace("7\n", "+7\n"),
        str(HEAD).replace("7\n", "7 \n"),
        str(HEAD).replace("7\n", "seven\n"),
        str(HEAD).replace("7\n", "\N{ARABIC-INDIC DIGIT SEVEN}\n"),
        str(HEAD).replace("cnJ", "c nJ", 1),
        str(HEAD) + "an extension\n",
        str(HEAD)[:-1],
        str(Checkpoint(ORIGIN, 7, b"short")),
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(VerificationError):
        Checkpoint.parse(text)


def test_a_new_key_signs_what_the_key_before_it_no_longer_may() -> None:
    keys = Keys(ORIGIN, None)
    keys.add(introduced(0, LOG))
    keys.add(introduced(7, NEXT, LOG))
    later = str(Checkpoint(ORIGIN, 8, b"r" * 32))
    earlier = str(Checkpoint(ORIGIN, 6, b"r" * 32))

    assert public_key(ORIGIN, LOG) == keys.signer(signed(earlier, LOG), 6)
    assert public_key(ORIGIN, LOG) == keys.signer(signed(str(HEAD), LOG), 7)
    assert public_key(ORIGIN, NEXT) == keys.signer(signed(str(HEAD), NEXT), 7)
    assert public_key(ORIGIN, NEXT) == keys.signer(signed(later, NEXT), 8)
    for text, private, size in ((later, LOG, 8), (earlier, NEXT, 6), (later, WITNESS, 8)):
        with pytest.raises(VerificationError, match="no key of the log"):
            keys.signer(signed(text, private), size)


def test_trust_goes_from_the_known_key_to_those_after_it() -> None:
    keys = Keys(ORIGIN, public_key(ORIGIN, NEXT))
    keys.add(introduced(0, LOG))
    keys.add(introduced(7, NEXT, LOG))
    keys.add(introduced(9, WITNESS, NEXT))

    assert not keys.trusts(public_key(ORIGIN, LOG))
    assert keys.trusts(public_key(ORIGIN, NEXT))
    assert keys.trusts(public_key(ORIGIN, WITNESS))


def test_a_log_that_never_used_the_known_key_is_not_believed() -> None:
    keys = Keys(ORIGIN, public_key(ORIGIN, NEXT))
    keys.add(introduced(0, LOG))

    with pytest.raises(VerificationError, match="has not used"):
        keys.check_pinned()


@pytest.mark.parametrize(
    "note",
    [
        introduced(9, NEXT),
        introduced(9, NEXT, WITNESS),
        introduced(4, NEXT, LOG),
        signed(str(Introduction(ORIGIN, 9, public_key(ORIGIN, NEXT))), LOG),
        signed(str(Introduction("other", 9, public_key("other", NEXT))), LOG, NEXT),
        signed(str(Introduction(ORIGIN, 9, public_key(ORIGIN, NEXT, COSIGNATURE))), LOG, NEXT),
        signed(str(HEAD), LOG),
        signed(str(Introduction(ORIGIN, 9, public_key(ORIGIN, NEXT))) + "\n", LOG, NEXT),
    ],
)
def test_a_key_that_the_one_before_it_does_not_introduce_is_refused(note: Note) -> None:
    keys = Keys(ORIGIN, None)
    keys.add(introduced(0, LOG))
    keys.add(introduced(5, LOG, LOG))

    with pytest.raises(VerificationError):
        keys.add(note)


def test_the_first_key_signs_from_the_beginning() -> None:
    with pytest.raises(VerificationError, match="not the time"):
        Keys(ORIGIN, None).add(introduced(1, LOG))


def test_without_a_key_nothing_is_signed() -> None:
    with pytest.raises(VerificationError, match="no key of the log"):
        Keys(ORIGIN, None).signer(signed(str(HEAD), LOG), 7)

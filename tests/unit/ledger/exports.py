"""Exports that tests make up: a small ledger with contents, checkpoints and a witness."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from components.archive.ledger.verifier import (
    COSIGNATURE,
    Checkpoint,
    CompactRange,
    Entry,
    Introduction,
    cosign,
    leaf_hash,
    public_key,
    sign,
)

Line = dict[str, Any]

ORIGIN = "chat.example/stoa/ledger"
LOG = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
KEY = public_key(ORIGIN, LOG)
NEW_LOG = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
NEW_KEY = public_key(ORIGIN, NEW_LOG)
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_KEY = public_key("auditor.example", WITNESS, COSIGNATURE)
WITNESSED_AT = 1_795_255_200


def ciphertext(number: int, part: str) -> bytes:
    return f"{part} {number}".encode()


def entry(number: int, body: bytes | None = None, **changed: Any) -> Entry:
    body = ciphertext(number, "body") if body is None else body
    digests = [hashlib.sha256(raw).digest() for raw in (ciphertext(number, "envelope"), body)]
    values: dict[str, Any] = {
        "seq": number,
        "feed_id": number + 1,
        "recorded_at": WITNESSED_AT * 1_000_000 + number,
        "stanza_id": WITNESSED_AT * 1_000_000 + number,
        "host": "chat.example",
        "source": "c2s",
        "kind": "message",
        "type": "chat",
        "author": b"a" * 16,
        "conversation": b"c" * 16,
        "membership": None,
        "key_id": b"k" * 16,
        "envelope": digests[0],
        "body": digests[1],
    }
    return Entry(**values | changed)


def content(raw: bytes) -> Line:
    return {
        "content": {
            "digest": hashlib.sha256(raw).hexdigest(),
            "ciphertext": base64.b64encode(raw).decode(),
        }
    }


def note(size: int, root: bytes, *privates: Ed25519PrivateKey, witnessed: bool = False) -> str:
    """A checkpoint's."""
    text = str(Checkpoint(ORIGIN, size, root))
    lines = [sign(text, ORIGIN, private) for private in privates]
    if witnessed:
        lines.append(cosign(text, WITNESS_KEY.name, WITNESS, WITNESSED_AT + size))
    return f"{text}\n{''.join(lines)}"


def introduction(from_size: int, key: Ed25519PrivateKey, *by: Ed25519PrivateKey) -> Line:
    text = str(Introduction(ORIGIN, from_size, public_key(ORIGIN, key)))
    return {"key": f"{text}\n" + "".join(sign(text, ORIGIN, private) for private in (*by, key))}


def header(*, contents: bool = True) -> Line:
    return {"stoa_ledger": 1, "origin": ORIGIN, "contents": contents}


def ledger(
    entries: list[Entry], checkpoints: dict[int, bool], key: Ed25519PrivateKey = LOG
) -> list[Line]:
    """Lines without contents; checkpoints by size, with whether they are witnessed."""
    tree, lines = CompactRange(), [header(contents=False), introduction(0, key)]
    for each in entries:
        tree.append(leaf_hash(each.encode()))
        lines.append({"entry": each.to_json()})
        if tree.size in checkpoints:
            witnessed = checkpoints[tree.size]
            lines.append({"checkpoint": note(tree.size, tree.root(), key, witnessed=witnessed)})
    return lines


def written(lines: list[Line]) -> list[bytes]:
    return [json.dumps(line).encode() + b"\n" for line in lines]

"""A witness of the ledger: on another host, it signs the checkpoints that go on from those it saw.

Needs only the folder `verifier` beside it: Python 3.11 and the package `cryptography`. What it
keeps in its own folder finds a cut tail and a rewritten history (docs/auditors/ledger.md).
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

if __package__:
    from components.archive.ledger import verifier
else:
    import verifier  # type: ignore[import-not-found, no-redef]

MOST_BYTES = 1_000_000
TIMEOUT_SECONDS = 30
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Log:
    """The ledger's own account of itself, over its API."""

    def __init__(self, url: str, token: str) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("the address has to begin with https://")
        self._url = url.rstrip("/") + "/api/v1/ledger/"
        self._token = token

    def checkpoint(self) -> str:
        """The newest; '' when there is none."""
        try:
            return self._ask("checkpoint").decode()
        except urllib.error.HTTPError as refused:
            if refused.code == 404:
                return ""
            raise

    def introductions(self) -> list[str]:
        """Of its keys, in the order of their use."""
        return [str(key["note"]) for key in json.loads(self._ask("keys"))["keys"]]

    def consistency(self, old: int, new: int) -> list[bytes]:
        proof = json.loads(self._ask(f"consistency?old={old}&new={new}"))
        return [base64.b64decode(digest, validate=True) for digest in proof["hashes"]]

    def cosign(self, size: int, line: str) -> None:
        self._ask("cosignatures", {"size": size, "line": line})

    def _ask(self, what: str, body: Any = None) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            self._url + what,
            data=None if body is None else json.dumps(body).encode(),
            headers={} if body is None else {"Content-Type": "application/json"},
        )
        request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            content: bytes = answer.read(MOST_BYTES)
        return content


@dataclass(frozen=True)
class Signer:
    name: str
    private: Ed25519PrivateKey

    @property
    def vkey(self) -> verifier.VerifierKey:
        return verifier.public_key(self.name, self.private, verifier.COSIGNATURE)

    def line(self, text: str) -> str:
        return verifier.cosign(text, self.name, self.private, int(time.time()))


class Memory:
    """A folder: the witness's key, the log's key, the newest checkpoint, and evidence."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def signer(self, name: str) -> Signer:
        """Made when there is none; raises ValueError for another name than it was made for."""
        if kept := self.recall("key"):
            known, encoded = kept.splitlines()
            if name not in ("", known):
                raise ValueError(f"the key in this folder is of {known}")
            return Signer(known, Ed25519PrivateKey.from_private_bytes(base64.b64decode(encoded)))
        if not re.fullmatch(r"[^\s+]+", name):
            raise ValueError("a new witness needs a --name without spaces and plus")
        made = Signer(name, Ed25519PrivateKey.generate())
        secret = made.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        self.keep("key", f"{name}\n{base64.b64encode(secret).decode()}\n")
        return made

    def recall(self, name: str) -> str:
        path = self._folder / name
        return path.read_text() if path.exists() else ""

    def keep(self, name: str, content: str) -> None:
        """On the disk, whole, when it returns."""
        path = self._folder / f"{name}.new"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.replace(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def keep_evidence(self, seen: str, shown: str, why: str) -> Path:
        at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        for name, content in (("seen", seen), ("shown", shown), ("why", why + "\n")):
            self.keep(f"evidence-{at}-{name}", content)
        return self._folder / f"evidence-{at}-why"


class Witness:
    def __init__(
        self, log: Log, memory: Memory, signer: Signer, given: verifier.VerifierKey | None
    ) -> None:
        """`given` is a key of the log; without one, the first that is seen is trusted."""
        self._log = log
        self._memory = memory
        self._signer = signer
        self._given = given

    def look(self) -> str:
        """At the newest checkpoint; what happened. Raises VerificationError when the log must not
        be believed; what it showed is kept then."""
        shown, seen = self._log.checkpoint(), self._memory.recall("checkpoint")
        if not shown and not seen:
            return "there is no checkpoint yet"
        try:
            head = self._believed(shown, seen)
        except verifier.VerificationError as wrong:
            path = self._memory.keep_evidence(seen, shown, str(wrong))
            raise verifier.VerificationError(f"{wrong}; evidence: {path}") from wrong
        self._memory.keep("checkpoint", shown)  # before it is signed: never to sign another one
        note = verifier.Note.parse(shown)
        if note.signatures_of(self._signer.vkey):
            return f"{head.size} entries, signed before"
        line = self._signer.line(note.text)
        self._memory.keep("checkpoint", shown + line)
        self._log.cosign(head.size, line)
        return f"{head.size} entries, signed"

    def _believed(self, shown: str, seen: str) -> verifier.Checkpoint:
        if not shown:
            raise verifier.VerificationError("there was a checkpoint, now there is none")
        note = verifier.Note.parse(shown)
        head = verifier.Checkpoint.parse(note.text)
        self._check_signature(note, head)
        if seen:
            self._check_continuation(
                verifier.Checkpoint.parse(verifier.Note.parse(seen).text), head
            )
        return head

    def _check_signature(self, note: verifier.Note, head: verifier.Checkpoint) -> None:
        known = self._memory.recall("log.vkey")
        trusted = verifier.VerifierKey.parse(known) if known else self._given
        keys = verifier.Keys(head.origin, trusted)
        for introduction in self._log.introductions():
            keys.add(verifier.Note.parse(introduction))
        keys.check_pinned()
        if self._given and self._given not in keys:
            raise verifier.VerificationError(f"the log has not used the key {self._given}")
        signer = keys.signer(note, head.size)
        if not keys.trusts(signer):
            raise verifier.VerificationError(f"signed by a key that is not in use: {signer}")
        if not trusted:
            tell(f"trusting the log's key on first use, compare it: {signer}")
        note.signatures_of(self._signer.vkey)  # nobody else makes ours
        if signer != trusted or not known:
            self._memory.keep("log.vkey", str(signer))

    def _check_continuation(self, old: verifier.Checkpoint, new: verifier.Checkpoint) -> None:
        if old.origin != new.origin:
            raise verifier.VerificationError(f"another log: {new.origin}")
        if new.size < old.size:
            raise verifier.VerificationError(f"there were {old.size} entries, now {new.size}")
        path = self._log.consistency(old.size, new.size) if new.size > old.size else []
        if not verifier.verify_consistency(old.size, new.size, old.root, new.root, path):
            raise verifier.VerificationError(
                f"the {new.size} entries do not go on from the {old.size} that were there"
            )


def tell(what: str) -> None:
    print(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), what, flush=True)


def main() -> NoReturn:
    arguments = _arguments()
    try:
        witness = prepare(arguments)
    except (ValueError, OSError, verifier.VerificationError) as wrong:
        sys.exit(str(wrong))
    while True:
        done = attempt(witness)
        if not arguments.every:
            sys.exit(0 if done else 1)
        time.sleep(arguments.every)


def prepare(arguments: argparse.Namespace) -> Witness:
    """Shows the key and ends the program when there is no log to look at."""
    memory = Memory(arguments.state)
    signer = memory.signer(arguments.name)
    if not arguments.url:
        print(signer.vkey)
        sys.exit()
    log = Log(arguments.url, arguments.token_file.read_text().strip())
    given = verifier.VerifierKey.parse(arguments.key) if arguments.key else None
    return Witness(log, memory, signer, given)


def attempt(witness: Witness) -> bool:
    """Whether the log answered; ends the program when it must not be believed."""
    try:
        tell(witness.look())
    except verifier.VerificationError as wrong:
        tell(f"NOT SIGNED, the ledger was changed: {wrong}")
        sys.exit(2)
    except (OSError, HTTPException, ValueError, KeyError, TypeError, RecursionError) as trouble:
        tell(f"no answer: {trouble}")
        return False
    return True


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--name", default="", help="of a new witness, such as a host's")
    parser.add_argument("--url", help="of the portal; without it the witness's key is shown")
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="a token with ledger:witness"
    )
    parser.add_argument("--key", default="", metavar="VKEY", help="the log's, from its operator")
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, and look so often")
    arguments = parser.parse_args()
    if arguments.url and not arguments.token_file:
        parser.error("--url needs --token-file")
    return arguments


if __name__ == "__main__":
    main()

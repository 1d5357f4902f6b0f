"""The witness: what it signs, what it refuses to, and what it keeps."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copy, copytree
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from components.archive.ledger import verifier, witness
from components.archive.ledger.verifier import (
    Note,
    VerificationError,
    VerifierKey,
)
from components.archive.ledger.witness import Log, Memory, Witness
from tests.unit.ledger import naive
from tests.unit.ledger.exports import KEY, LOG, NEW_KEY, NEW_LOG, introduction, note
from tests.unit.ledger.trees import LEAVES

TOKEN = "stoa_token"
NAME = "auditor.example"


class Server(ThreadingHTTPServer):
    """A log that says whatever a test has it say; proofs are of the tree it has."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.leaves: list[bytes] = []
        self.note = ""
        self.keys = [introduction(0, LOG)["key"]]
        self.cosigned: list[tuple[int, str]] = []
        self.refuses_signatures = False
        self.redirects_to = ""
        self.raw_keys = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def show(self, leaves: list[bytes], key: Ed25519PrivateKey = LOG) -> None:
        self.leaves = leaves
        self.note = note(len(leaves), naive.mth(leaves), key)

    def answer(self, what: str, query: dict[str, list[str]]) -> object:
        if what == "keys":
            return {"keys": [{"note": each} for each in self.keys]}
        old, new = int(query["old"][0]), int(query["new"][0])
        path = naive.proof(old, self.leaves[:new])
        return {"hashes": [base64.b64encode(each).decode() for each in path]}


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self.server.redirects_to:
            self.send_response(302)
            self.send_header("Location", self.server.redirects_to + self.path)
            self.end_headers()
        elif self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.tell(401)
        elif parts.path == "/api/v1/ledger/checkpoint":
            self.tell(200 if self.server.note else 404, self.server.note.encode())
        elif parts.path.endswith("/keys") and self.server.raw_keys:
            self.tell(200, self.server.raw_keys)
        else:
            what = parts.path.removeprefix("/api/v1/ledger/")
            self.tell(200, json.dumps(self.server.answer(what, parse_qs(parts.query))).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/api/v1/ledger/cosignatures"
        if self.server.refuses_signatures:
            self.tell(503)
            return
        self.server.cosigned.append((body["size"], body["line"]))
        self.server.note += body["line"]
        self.tell(204)

    def tell(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def log() -> Iterator[Server]:
    with serving() as server:
        yield server


def watching(log: Server, folder: Path, given: VerifierKey | None = KEY) -> Witness:
    """A witness that has just started."""
    memory = Memory(folder)
    return Witness(Log(log.url, TOKEN), memory, memory.signer(NAME), given)


def own_key(folder: Path) -> VerifierKey:
    return Memory(folder).signer("").vkey


def kept(folder: Path) -> Note:
    return Note.parse((folder / "checkpoint").read_text())


def evidence(folder: Path) -> dict[str, str]:
    files = folder.glob("evidence-*")
    return {file.name.rpartition("-")[2]: file.read_text() for file in files}


def test_what_goes_on_from_what_was_seen_is_signed(log: Server, tmp_path: Path) -> None:
    for size in (1, 5, 8, 100):
        log.show(LEAVES[:size])
        assert f"{size} entries, signed" == watching(log, tmp_path).look()

        size_signed, line = log.cosigned[-1]
        assert size == size_signed
        assert Note.parse(f"{kept(tmp_path).text}\n{line}").signatures_of(own_key(tmp_path))
        assert kept(tmp_path).signatures_of(own_key(tmp_path))
        assert kept(tmp_path).signatures_of(KEY)
    assert not evidence(tmp_path)


def test_what_was_signed_is_not_signed_again(log: Server, tmp_path: Path) -> None:
    log.show(LEAVES[:5])
    watching(log, tmp_path).look()

    assert "5 entries, signed before" == watching(log, tmp_path).look()
    assert 1 == len(log.cosigned)


def test_a_signature_that_did_not_arrive_is_brought_again(log: Server, tmp_path: Path) -> None:
    log.show(LEAVES[:5])
    log.refuses_signatures = True
    assert not witness.attempt(watching(log, tmp_path))
    log.refuses_signatures = False

    assert witness.attempt(watching(log, tmp_path))
    assert [5] == [size for size, _ in log.cosigned]


def test_a_log_that_has_no_checkpoint_yet_is_waited_for(log: Server, tmp_path: Path) -> None:
    assert "there is no checkpoint yet" == watching(log, tmp_path).look()


def rolled_back(log: Server) -> None:
    log.show(LEAVES[:7])


def grown_differently(log: Server) -> None:
    log.show([*LEAVES[:7], LEAVES[0], *LEAVES[8:20]])


def of_the_same_size(log: Server) -> None:
    log.show([*LEAVES[:7], LEAVES[0]])


def wiped(log: Server) -> None:
    log.note = ""


def signed_by_another_key(log: Server) -> None:
    log.show(LEAVES[:9], NEW_LOG)


def with_another_first_key(log: Server) -> None:
    log.keys = [introduction(0, NEW_LOG)["key"]]
    log.show(LEAVES[:9], NEW_LOG)


def with_a_key_that_nobody_introduces(log: Server) -> None:
    log.keys = [log.keys[0], introduction(8, NEW_LOG)["key"]]
    log.show(LEAVES[:9], NEW_LOG)


def of_another_log(log: Server) -> None:
    log.note = log.note.replace("chat.example", "chat.elsewhere", 1)


def signed_in_its_name(log: Server) -> None:
    log.show(LEAVES[:9])
    size, line = log.cosigned[-1]
    assert size == 8
    log.note += line


def without_sense(log: Server) -> None:
    log.note = "<html>"


@pytest.mark.parametrize(
    ("dishonestly", "says"),
    [
        (rolled_back, "there were 8 entries, now 7"),
        (grown_differently, "do not go on from the 8"),
        (of_the_same_size, "do not go on from the 8"),
        (wiped, "there was a checkpoint, now there is none"),
        (signed_by_another_key, "no key of the log"),
        (with_another_first_key, "has not used the key"),
        (with_a_key_that_nobody_introduces, "nobody introduces"),
        (of_another_log, "nobody introduces"),
        (signed_in_its_name, "wrong signature of auditor.example"),
        (without_sense, "not a signed note"),
    ],
)
def test_a_log_that_must_not_be_believed_is_not_signed(
    log: Server, tmp_path: Path, dishonestly: Callable[[Server], None], says: str
) -> None:
    log.show(LEAVES[:8])
    watching(log, tmp_path).look()
    before = (tmp_path / "checkpoint").read_text()
    dishonestly(log)

    with pytest.raises(VerificationError, match=says):
        watching(log, tmp_path).look()
    assert [8] == [size for size, _ in log.cosigned]
    assert before == (tmp_path / "checkpoint").read_text() == evidence(tmp_path)["seen"]
    assert log.note == evidence(tmp_path)["shown"]
    assert says in evidence(tmp_path)["why"]


def test_an_answer_that_never_closes_its_brackets_is_none(log: Server, tmp_path: Path) -> None:
    log.show(LEAVES[:5])
    log.raw_keys = b"[" * 100_000

    assert not witness.attempt(watching(log, tmp_path))


def test_the_first_key_is_trusted_when_none_was_given(
    log: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.show(LEAVES[:5])
    watching(log, tmp_path, None).look()
    told = capsys.readouterr().out
    log.keys = [introduction(0, NEW_LOG)["key"]]
    log.show(LEAVES[:6], NEW_LOG)

    assert f"trusting the log's key on first use, compare it: {KEY}" in told
    with pytest.raises(VerificationError, match="has not used the key"):
        watching(log, tmp_path, None).look()


def test_a_key_that_the_log_has_not_used_is_not_given(log: Server, tmp_path: Path) -> None:
    log.show(LEAVES[:5])

    with pytest.raises(VerificationError, match="has not used the key"):
        watching(log, tmp_path, NEW_KEY).look()
    watching(log, tmp_path, None).look()
    with pytest.raises(VerificationError, match="has not used the key"):
        watching(log, tmp_path, NEW_KEY).look()


def test_the_log_may_change_its_key_and_not_go_back(log: Server, tmp_path: Path) -> None:
    log.show(LEAVES[:5])
    watching(log, tmp_path).look()
    log.keys.append(introduction(5, NEW_LOG, LOG)["key"])
    log.show(LEAVES[:9], NEW_LOG)
    watching(log, tmp_path).look()
    log.keys.pop()
    log.show(LEAVES[:12])

    assert [5, 9] == [size for size, _ in log.cosigned]
    with pytest.raises(VerificationError, match="has not used the key"):
        watching(log, tmp_path).look()


def test_its_own_key_is_made_once_and_for_its_eyes_only(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    made = Memory(folder).signer(NAME).vkey

    assert made == Memory(folder).signer("").vkey == Memory(folder).signer(NAME).vkey
    assert (0o700, 0o600) == (
        folder.stat().st_mode & 0o777,
        (folder / "key").stat().st_mode & 0o777,
    )
    assert (NAME, verifier.COSIGNATURE) == (made.name, made.kind)
    with pytest.raises(ValueError, match=f"is of {NAME}"):
        Memory(folder).signer("other.example")


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_new_witness_needs_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="--name"):
        Memory(tmp_path).signer(name)
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize(
    "url", ["http://chat.example", "ftp://chat.example", "chat.example", "file:///"]
)
def test_the_token_goes_over_no_open_line(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Log(url, TOKEN)


def test_the_token_follows_no_redirection(log: Server, tmp_path: Path) -> None:
    with serving() as elsewhere:
        elsewhere.show(LEAVES[:5])
        log.redirects_to = elsewhere.url

        assert not witness.attempt(watching(log, tmp_path))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "witness.py", "--state", "state", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """The program in a folder with nothing of ours but the verifier."""
    copy(witness.__file__, tmp_path)
    copytree(Path(verifier.__file__).parent, tmp_path / "verifier")
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    return tmp_path


def test_the_program_needs_nothing_but_the_verifier(log: Server, alone: Path) -> None:
    log.show(LEAVES[:5])
    looking = ["--url", log.url, "--token-file", "token"]
    made = run(alone, "--name", NAME)
    signed = run(alone, *looking)
    log.show(LEAVES[:4])
    refused = run(alone, *looking)

    assert (0, f"{own_key(alone / 'state')}\n") == (made.returncode, made.stdout)
    assert (0, "5 entries, signed\n") == (signed.returncode, signed.stdout[-18:])
    assert 2 == refused.returncode
    assert "NOT SIGNED, the ledger was changed: there were 5 entries, now 4" in refused.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--name", NAME, "--url", "http://chat.example", "--token-file", "token"], 1),
        (["--name", NAME, "--url", "https://localhost:1", "--token-file", "token"], 1),
        (["--name", NAME, "--url", "https://localhost:1", "--token-file", "nothing"], 1),
        (["--name", NAME, "--url", "https://localhost:1"], 2),
    ],
)
def test_the_program_says_what_it_lacks(alone: Path, arguments: list[str], code: int) -> None:
    done = run(alone, *arguments)

    assert code == done.returncode
    assert "Traceback" not in done.stderr

"""From its coming to its being handed out: with the real scanner, and all that is hostile."""

import hashlib
import signal
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from components.upload.pipeline.processing import Processing
from components.upload.pipeline.scanner import Scanner
from components.upload.storage import PLACES, Storage
from schemas.refusals import TryLater
from tests.harness import media
from tests.harness.scanner import Clamd, prepared

HELD = text("""
insert into stoa.file (id, owner, name, size, state, slot_until, uploaded_at)
values (:id, 'ada', :name, :size, 'held', now(), now() - interval '1 hour')""")
ROW = text("select * from stoa.file where id = :id")
WORDS = "words.txt", b"Is the engine ready?"


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    with prepared() as clamd, clamd.running():
        yield clamd


@dataclass
class Desk:
    engine: Engine
    storage: Storage
    folder: Path
    scanner: Scanner

    def hold(self, name: str, content: bytes) -> UUID:
        id = uuid4()
        self.storage.put("held", id, content)
        with self.engine.begin() as connection:
            connection.execute(HELD, {"id": id, "name": name, "size": len(content)})
        return id

    def processed(self, name: str, content: bytes, **options: Any) -> Any:
        """The row of `stoa.file` afterwards."""
        id = self.hold(name, content)
        Processing(self.engine, self.storage, self.scanner, **options)(str(id))
        return self.row(id)

    def row(self, id: UUID) -> Any:
        with self.engine.begin() as connection:
            return connection.execute(
                text("select * from stoa.file where id = :id"), {"id": id}
            ).one()

    def stored(self) -> list[str]:
        """Places of all there is."""
        return sorted(
            place for place in PLACES for each in (self.folder / place).rglob("*") if each.is_file()
        )


@pytest.fixture
def desk(engine: Engine, people: None, clamd: Clamd, tmp_path: Path) -> Desk:
    return Desk(engine, Storage(tmp_path), tmp_path, clamd.scanner)


def test_a_picture_is_ready_with_what_was_found_and_without_what_it_told(desk: Desk) -> None:
    sent = media.picture(size=(1300, 900), told=True)
    row = desk.processed("engine.png", sent)
    ready = desk.storage.path("ready", row.id).read_bytes()

    assert ("ready", "image/jpeg", 1300, 900) == (row.state, row.media_type, row.width, row.height)
    assert (row.digest, row.stored_size) == (hashlib.sha256(ready).digest(), len(ready))
    assert (row.preview, len(row.blurhash)) == (True, 28)
    assert media.MAKER.encode() in sent
    assert media.MAKER.encode() not in ready
    assert ["preview", "ready"] == desk.stored()


def test_a_voice_message_is_ready_with_its_length_and_waveform(desk: Desk) -> None:
    row = desk.processed("voice.ogg", media.voice())

    assert ("ready", "audio/ogg", 64, False) == (
        *(row.state, row.media_type),
        *(len(row.waveform), row.preview),
    )
    assert 1950 <= row.duration_ms <= 2100


def test_words_are_ready_as_they_came(desk: Desk) -> None:
    row = desk.processed(*WORDS)

    assert ("ready", "text/plain") == (row.state, row.media_type)
    assert WORDS[1] == desk.storage.path("ready", row.id).read_bytes()


def test_what_was_lost_is_said_to_be_lost_and_holds_up_nothing(desk: Desk) -> None:
    gone, cut, whole = (desk.hold(*WORDS) for _ in range(3))
    desk.storage.remove(gone, "held")
    desk.storage.path("held", cut).write_bytes(WORDS[1][:5])
    Processing(desk.engine, desk.storage, desk.scanner).forgotten()
    states = [desk.row(id).state for id in (gone, cut, whole)]

    assert ["refused", "refused", "ready"] == states
    assert "lost" in desk.row(gone).refusal
    assert ["ready"] == desk.stored()


def test_a_job_that_is_quicker_than_nginx_is_done_again(desk: Desk) -> None:
    id = desk.hold(*WORDS)
    desk.storage.path("held", id).rename(later := desk.folder / "on its way")
    with desk.engine.begin() as connection:
        connection.execute(text("update stoa.file set uploaded_at = now()"))
    processing = Processing(desk.engine, desk.storage, desk.scanner)
    with pytest.raises(TryLater, match="on its way"):
        processing(str(id))
    before = desk.row(id).state
    later.rename(desk.storage.path("arrived", id))
    processing(str(id))

    assert ("held", "ready") == (before, desk.row(id).state)
    assert ["ready"] == desk.stored()


def test_nginx_does_not_choose_what_else_of_ours_is_handed_out(desk: Desk) -> None:
    secret = desk.folder / "secret"
    secret.write_bytes(WORDS[1])
    id = desk.hold(*WORDS)
    desk.storage.remove(id, "held")
    desk.storage.path("arrived", id).symlink_to(secret)
    Processing(desk.engine, desk.storage, desk.scanner)(str(id))

    assert ("refused", []) == (desk.row(id).state, desk.stored())
    assert WORDS[1] == secret.read_bytes()


def test_where_the_policy_keeps_it_a_picture_goes_on_telling(desk: Desk) -> None:
    sent = media.picture(told=True)
    row = desk.processed("engine.jpg", sent, strip=False)

    assert sent == desk.storage.path("ready", row.id).read_bytes()


def test_a_drawing_with_a_program_in_it_is_words(desk: Desk) -> None:
    assert "text/plain" == desk.processed("drawing.svg", media.SVG).media_type


def test_a_picture_of_giant_size_is_bytes(desk: Desk) -> None:
    row = desk.processed("giant.png", media.giant())

    assert ("ready", "application/octet-stream", None) == (row.state, row.media_type, row.width)


def test_what_hides_behind_a_picture_is_cut_off(desk: Desk) -> None:
    picture = media.picture()
    row = desk.processed("both.jpg", picture + media.archive({"page.html": b"<script>"}))

    assert picture == desk.storage.path("ready", row.id).read_bytes()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (media.EICAR, "malware"),
        (media.archive({"letter.txt": media.EICAR}), "malware"),
        (media.archive({"in.zip": media.archive({"letter.txt": media.EICAR})}), "malware"),
        (media.picture("GIF") + media.archive({"letter.txt": media.EICAR}), "malware"),
        (media.bomb(), "unpacks to more"),
        (media.nested(40), "unpacks to more"),
        (media.encrypted_archive(), "encrypted"),
        (media.archive({"letter.txt": media.EICAR}, zipfile.ZIP_LZMA), "cannot be looked into"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "cannot be looked into"),
        (b"\x5c\x2a\x4d\x18" + bytes(50), "cannot be looked into"),
        (media.archive({"letter.rar": b"Rar!\x1a\x07\x01\x00"}), "cannot be looked into"),
    ],
    ids=[
        "EICAR",
        "zipped",
        "twice",
        "behind",
        "bomb",
        "deep",
        "secret",
        "LZMA",
        "RAR",
        "Zstandard",
        "RAR in ZIP",
    ],
)
def test_what_is_malware_or_cannot_be_looked_into_is_refused_and_gone(
    desk: Desk, content: bytes, why: str
) -> None:
    row = desk.processed("letter.zip", content)

    assert "refused" == row.state
    assert why in row.refusal
    assert [] == desk.stored()


def test_a_harmless_archive_is_ready(desk: Desk) -> None:
    """Of the methods that are refused above, none is."""
    row = desk.processed("letters.zip", media.archive({"a.txt": b"a", "b.txt": b"b" * 10_000}))

    assert ("ready", "application/zip") == (row.state, row.media_type)


def test_a_file_is_held_while_nobody_can_look_into_it_and_not_forgotten(desk: Desk) -> None:
    away = Scanner(desk.folder / "nobody.sock")
    id = desk.hold(*WORDS)
    with pytest.raises(TryLater, match="does not answer"):
        Processing(desk.engine, desk.storage, away)(str(id))
    held, stored = desk.row(id).state, desk.stored()
    Processing(desk.engine, desk.storage, desk.scanner).forgotten()

    assert ("held", ["held"]) == (held, stored)
    assert ("ready", ["ready"]) == (desk.row(id).state, desk.stored())


def test_a_file_is_held_when_the_scanner_dies_over_it(desk: Desk) -> None:
    with prepared() as own, own.running() as process:
        id = desk.hold(*WORDS)
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(TryLater, match="does not answer"):
            Processing(desk.engine, desk.storage, Scanner(own.layout.scanner_socket, 0.5))(str(id))

    assert ("held", ["held"]) == (desk.row(id).state, desk.stored())


def test_a_job_that_was_killed_at_its_end_does_it_again(desk: Desk) -> None:
    """All is stored, half of something else beside it, and the row does not know yet."""
    sent = media.picture(told=True)
    id = desk.hold("engine.jpg", sent)
    desk.storage.put("ready", id, sent)
    desk.storage.scratch(id).write_bytes(b"half of it")
    Processing(desk.engine, desk.storage, desk.scanner)(str(id))

    assert media.MAKER.encode() not in desk.storage.path("ready", id).read_bytes()
    assert ("ready", ["preview", "ready"]) == (desk.row(id).state, desk.stored())


def test_a_job_that_was_killed_after_its_end_only_tidies_up(desk: Desk) -> None:
    row = desk.processed(*WORDS)
    desk.storage.put("held", row.id, media.EICAR)
    Processing(desk.engine, desk.storage, desk.scanner)(str(row.id))

    assert row == desk.row(row.id)
    assert ["ready"] == desk.stored()


def test_of_a_file_that_nobody_knows_any_more_nothing_stays(desk: Desk) -> None:
    id = uuid4()
    desk.storage.put("held", id, b"words")
    Processing(desk.engine, desk.storage, desk.scanner)(str(id))

    assert [] == desk.stored()

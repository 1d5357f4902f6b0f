"""People of CSV files, however a spreadsheet writes them; what cannot be read is refused whole."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from components.directory.source import Content, Credential, Department, Grant, Person, Source
from components.directory.sources import csv_tables
from components.directory.sources.mapping import Mapping
from components.directory.sources.mapping_file import parsed
from components.directory.sources.opening import opened, with_mapping
from schemas.refusals import TryLater

PEOPLE = """\
id,user_name,name,title,email,manager,departments,projects,roles,active,password
1,émilie,Émilie du Châtelet,Translator,e@example.org,,10|20,,publisher,yes,argon2$x
2,ada,"Lovelace, Ada",Engineer,,1,20,Apollo|Gemini,,1,
3,alan,Alan Turing,,,2,,,,no,
"""
DEPARTMENTS = "id,name\n10,Communications\n20,Engineering\n"
EXPECTED = Content(
    (Department("10", "Communications"), Department("20", "Engineering")),
    (Department("Apollo", "Apollo"), Department("Gemini", "Gemini")),
    (
        Person(
            *("1", "émilie", "Émilie du Châtelet", "Translator", "e@example.org", ("10", "20")),
            roles=(Grant("publisher"),),
        ),
        Person(*("2", "ada", "Lovelace, Ada", "Engineer", "", ("20",), ("Apollo", "Gemini"), "1")),
        Person("3", "alan", "Alan Turing", manager="2", active=False),
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "departments.csv").write_text(DEPARTMENTS)
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


@pytest.fixture
def source(folder: Path) -> Iterator[Source]:
    source = opened(f"csv:{folder}", "csv")
    yield source
    source.close()


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-16 of the other end": lambda text: text.encode("utf-16-be"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "semicolons": lambda text: (
        text.replace('"Lovelace, Ada"', "Lovelace% Ada")
        .replace(",", ";")
        .replace("%", ",")
        .encode()
    ),
    "tabs": lambda text: (
        text.replace('"Lovelace, Ada"', "Lovelace% Ada")
        .replace(",", "\t")
        .replace("%", ",")
        .encode("utf-16")
    ),
    "lines of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "empty lines and blanks": lambda text: text.replace("\n", " \n\n").encode(),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_people_arrive_however_the_file_is_written(folder: Path, source: Source, how: str) -> None:
    (folder / "people.csv").write_bytes(WRITTEN[how](PEOPLE))

    assert EXPECTED == source.read()
    assert Credential("1", "argon2$x", True) == source.password_hash("Émilie")
    assert None is source.password_hash("nobody")


SPOILT: dict[str, tuple[bytes, str]] = {
    "cut off": (PEOPLE[:-8].encode(), "people.csv line 4: 6 cells where the heading has 11"),
    "an open quote": (
        PEOPLE.replace(',"L', ',"""L').replace('a",', "a,").encode(),
        "is a quote not closed?",
    ),
    "two columns of one name": (
        PEOPLE.replace("title", "email").encode(),
        "people.csv line 1: two columns are named “email”",
    ),
    "two columns but for their case": (
        PEOPLE.replace("title", "Email").encode(),
        "people.csv line 1: two columns are named “",
    ),
    "an optional column in another case": (
        PEOPLE.replace("title", "Title").encode(),
        "people.csv line 1: no column “title”",
    ),
    "too many columns": (
        (",".join(map(str, range(1_001))) + "\n").encode(),
        "people.csv line 1: more than 1,000 columns",
    ),
    "a column that lacks": (
        PEOPLE.replace("user_name", "login").encode(),
        "people.csv line 1: no column “user_name”, which [people] user_name names; there are: id",
    ),
    "nothing": (b"", "people.csv is empty"),
    "zeros": (PEOPLE.encode() + b"\0\0", "empty bytes in the text"),
    "half a letter": (PEOPLE.encode("utf-16")[:-1], "this is no utf-16"),
}


@pytest.mark.parametrize(("content", "why"), SPOILT.values(), ids=SPOILT)
def test_a_file_that_cannot_be_read_is_no_source(
    folder: Path, source: Source, content: bytes, why: str
) -> None:
    (folder / "people.csv").write_bytes(content)
    with pytest.raises(TryLater) as refused:
        source.read()

    assert why in str(refused.value)
    assert "people.csv" in str(refused.value)


@pytest.mark.parametrize("blank", ["\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}"])
def test_any_blank_in_a_name_is_a_blank(folder: Path, source: Source, blank: str) -> None:
    (folder / "people.csv").write_text(PEOPLE.replace("Alan Turing", f"Alan{blank}Turing"))

    assert EXPECTED == source.read()


def test_a_column_without_a_name_is_none_of_another_name(folder: Path, source: Source) -> None:
    titled = PEOPLE.replace("\n", ",,\n").replace("password,,", "password,,column 12")
    (folder / "people.csv").write_text(titled)

    assert EXPECTED == source.read()


def test_a_file_that_is_away_is_no_source(folder: Path, source: Source) -> None:
    (folder / "departments.csv").unlink()
    with pytest.raises(TryLater, match=r"departments\.csv"):
        source.read()


def test_files_that_change_while_they_are_read_are_no_source(
    folder: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = csv_tables.load

    def load_and_write(engine: Engine, place: Path, mapping: Mapping) -> None:
        load(engine, place, mapping)
        (folder / "people.csv").write_text(PEOPLE + PEOPLE.splitlines()[1] + "\n")

    monkeypatch.setattr(csv_tables, "load", load_and_write)
    with pytest.raises(TryLater, match="being written"):
        source.read()


def test_a_changed_file_is_seen_at_once(folder: Path, source: Source) -> None:
    before = source.password_hash("ada")
    file = folder / "people.csv"
    file.write_text(PEOPLE.replace(",1,\n", ",1,pbkdf2_sha256$1$a$b\n"))
    os.utime(file, ns=(1, 1))

    assert (Credential("2", "", True), Credential("2", "pbkdf2_sha256$1$a$b", True)) == (
        before,
        source.password_hash("ada"),
    )


def test_columns_that_are_not_needed_may_lack(folder: Path, source: Source) -> None:
    (folder / "people.csv").write_text("id,user_name,name,departments\n7,ada,Ada,10\n")

    assert (Person("7", "ada", "Ada", departments=("10",)),) == source.read().people


def test_an_empty_cell_does_not_say_whether_somebody_is_active(
    folder: Path, source: Source
) -> None:
    (folder / "people.csv").write_text("id,user_name,name,departments,active\n7,ada,Ada,10,\n")

    assert "active is neither yes nor no: " == source.read().people[0].fault


FOREIGN = {
    "windows-1250": ("Antonín Dvořák", "Łukasz Żółć"),
    "windows-1251": ("Алексей Крылов",),
    "windows-1253": ("Αλέξης Ζορμπάς",),
    "windows-1254": ("Ayşe Şahin",),
    "macintosh": ("René Müller",),
}


@pytest.mark.parametrize(
    ("encoding", "name"), [(key, name) for key, names in FOREIGN.items() for name in names]
)
def test_another_encoding_is_refused_until_it_is_named(
    folder: Path, encoding: str, name: str
) -> None:
    plain = PEOPLE.replace("Émilie du Châtelet", "Emilie").replace("é", "e")
    text = plain.replace("Alan Turing", name)
    (folder / "people.csv").write_bytes(text.encode(encoding))
    guessing = opened(f"csv:{folder}", "csv")
    with pytest.raises(TryLater, match=r"line 4: neither UTF-8 nor windows-1252"):
        guessing.read()
    telling = with_mapping(
        f"csv:{folder}", parsed(f"extends = 'csv'\nfiles.encoding = '{encoding}'", "x")
    )
    people = telling.read().people
    telling.close()
    guessing.close()

    assert name == people[2].name


def test_western_names_are_taken_as_they_are(folder: Path, source: Source) -> None:
    names = ["José Núñez", "Søren Ærøskøbing", "Éva Åström", "François Cañón", "Jörg Straße"]
    rows = (f"{number},u{number},{name},10" for number, name in enumerate(names))
    text = "\n".join(("id,user_name,name,departments", *rows))
    (folder / "people.csv").write_bytes(text.encode("cp1252"))

    assert names == [person.name for person in source.read().people]


def test_statements_in_cells_are_names(folder: Path, source: Source) -> None:
    evil = "'); drop table people; --"
    (folder / "people.csv").write_text(PEOPLE.replace("Alan Turing", evil).replace("alan", evil))

    assert evil == source.read().people[2].user_name
    assert Credential("3", "", False) == source.password_hash(evil)
    assert 3 == len(source.read().people)


def test_the_mapping_tells_what_cannot_be_seen(folder: Path) -> None:
    told = parsed("extends = 'csv'\n[files]\nencoding = 'iso-8859-15'\ndelimiter = ';'", "x")
    text = PEOPLE.replace(",", ";").replace('"Lovelace; Ada"', "Ada €").replace("|", "|")
    (folder / "people.csv").write_bytes(text.encode("iso-8859-15"))
    (folder / "departments.csv").write_text(DEPARTMENTS.replace(",", ";"))
    source = with_mapping(f"csv:{folder}", told)
    people = source.read().people
    source.close()

    assert ["Émilie du Châtelet", "Ada €"] == [person.name for person in people[:2]]


def test_whether_somebody_is_active_has_to_be_told(folder: Path, source: Source) -> None:
    (folder / "people.csv").write_text(PEOPLE.replace(",no,", ",perhaps,"))

    assert "active is neither yes nor no: perhaps" == source.read().people[2].fault
    assert Credential("3", "", False) == source.password_hash("alan")

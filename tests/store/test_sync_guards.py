"""`sync.synchronise`: what it does not believe, and says so."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from components.directory import screening
from components.directory.source import Source
from tests.harness.organisation import Organisation
from tests.store.town import Town, cms, organisation, raising, source, synced, town

__all__ = ["cms", "organisation", "source", "synced", "town"]


SIGMAS = ("\u0391\u03a3", "\u03b1\u03c2", "\u03b1\u03c3")
"""Upper case, and two kinds of lower case: Python and PostgreSQL do not agree on them."""


def test_user_names_are_compared_as_the_database_does(town: Town) -> None:
    for name in SIGMAS:
        town.organisation.hire(name, "Sigma")
    report = town.sync()

    names = ", ".join(f"('{name}')" for name in SIGMAS)
    same = town.rows(f"select distinct lower(name) from (values {names}) as name (name)")  # noqa: S608
    assert (3 + len(same), 3 - len(same)) == (report.added, len(report.trouble))
    assert {"ada", "alan", "grace"} < set(town.everybody())


def test_what_the_database_refuses_is_named_and_holds_up_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "_clashes", lambda *_: [])
    town.organisation.hire("GRACE", "Another")
    report = town.sync()

    assert ("person 4 (GRACE): contradicts what is there already",) == report.trouble
    assert (3, ["ada", "alan", "grace"]) == (report.added, town.everybody())
    assert [True] == [run[0] for run in town.runs()]


def test_new_user_names_that_the_database_refuses_hold_up_nobody(
    synced: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "_clashes", lambda *_: [])
    synced.organisation.user("ada", "username = 'GRACE'")
    synced.organisation.profile("alan", "job_title = 'Head'")
    report = synced.sync()

    assert ("user names that have changed: contradicts what is there already",) == report.trouble
    assert "Head" == synced.person("alan").title


def test_a_run_that_fails_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town.source, "read", raising(RuntimeError))
    with pytest.raises(RuntimeError):
        town.sync()

    assert [(True, 0, 0, 0, "failed: the log says why")] == town.runs()


def dismiss(organisation: Organisation, name: str) -> None:
    organisation.dismiss(name)


def deactivate(organisation: Organisation, name: str) -> None:
    organisation.user(name, "is_active = false")


@pytest.mark.parametrize("leave", [dismiss, deactivate])
@pytest.mark.parametrize(
    ("people", "gone", "removed"),
    [(1, 1, 0), (2, 1, 1), (7, 3, 3), (7, 4, 0), (40, 8, 8), (40, 9, 0)],
)
def test_more_than_a_fifth_is_never_removed_at_once(
    organisation: Organisation,
    engine: Engine,
    source: Source,
    people: int,
    gone: int,
    removed: int,
    leave: Callable[[Organisation, str], None],
) -> None:
    town = Town(organisation, engine, source)
    for number in range(people):
        organisation.hire(f"p{number}")
    town.sync()
    for number in range(gone):
        leave(organisation, f"p{number}")
    report = town.sync()

    assert (removed, removed == 0) == (report.removed, bool(report.trouble))
    assert removed == len(town.disabled()) == len(town.ended())


def test_memberships_that_are_all_missing_stay(synced: Town) -> None:
    before = synced.person("ada").departments
    synced.organisation.cms.execute("delete from people_profile_departments")
    report = synced.sync()

    assert ("4 of 4 memberships are missing in the source: none was removed",) == report.trouble
    assert before == synced.person("ada").departments


def test_whoever_moves_is_not_missing(synced: Town) -> None:
    for name in ("ada", "grace"):
        synced.organisation.leave(name, "Engineering")
    synced.organisation.join("grace", "Research")
    synced.organisation.leave("alan", "Research")
    synced.organisation.join("alan", "Engineering")
    report = synced.sync()

    assert (3, ()) == (report.changed, report.trouble)


def test_the_last_administrator_stays_until_there_is_another(synced: Town) -> None:
    synced.organisation.user("alan", "is_superuser = false")
    report = synced.sync()
    roles = synced.rows("select localpart from stoa.role")
    synced.organisation.user("ada", "is_superuser = true")
    synced.sync()

    assert ("no administrator is left in the source: none was removed",) == report.trouble
    assert [("alan",)] == roles
    assert [("ada",)] == synced.rows("select localpart from stoa.role")


def test_whoever_the_guard_keeps_keeps_the_user_name(
    organisation: Organisation, engine: Engine, source: Source
) -> None:
    town = Town(organisation, engine, source)
    for number in range(7):
        organisation.hire(f"p{number}")
    town.sync()
    for number in range(7):
        organisation.dismiss(f"p{number}")
    organisation.hire("p0", "Another")
    report = town.sync()

    assert ["7 of 7 people are missing in the source: none was removed"] == [report.trouble[0]]
    assert report.trouble[1].endswith("somebody else has that user name")
    assert 7 == len(town.everybody())


SPOILT: dict[str, Callable[[Organisation], None]] = {
    "no name": lambda cms: cms.user("ada", "first_name = '', last_name = ' '"),
    "control characters in the name": lambda cms: cms.user("ada", "last_name = E'a\\tb'"),
    "no user name": lambda cms: cms.user("ada", "username = ''"),
    "somebody else has that user name": lambda cms: cms.user("ada", "username = 'GRACE'"),
}


@pytest.mark.parametrize("why", SPOILT)
def test_a_bad_row_is_named_its_person_stays_and_the_rest_goes_on(synced: Town, why: str) -> None:
    before = synced.person("ada")
    SPOILT[why](synced.organisation)
    synced.organisation.profile("alan", "job_title = 'Head'")
    report = synced.sync()

    assert (0, 1, 0) == (report.added, report.changed, report.removed)
    (trouble,) = report.trouble
    assert trouble.startswith("person 2 (")
    assert trouble.endswith(why)
    assert before == synced.person("ada")
    assert [] == synced.disabled()
    assert trouble == synced.runs()[-1][-1]


@pytest.mark.parametrize(
    ("photo", "why"),
    [
        (b"<svg/>", "the picture is no PNG, JPEG or WebP"),
        (bytes(10_000_001), "the picture has more than 10,000,000 bytes"),
    ],
)
def test_a_bad_picture_is_named_once_it_was_tried_and_the_old_one_stays(
    synced: Town, photo: bytes, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = synced.person("ada")
    synced.organisation.photograph("ada", photo)
    report = synced.sync()
    monkeypatch.setattr(synced.source, "picture", raising(AssertionError))
    again = synced.sync()

    assert ((1, ()), (0, (f"person 2 (ada): {why}",))) == (
        (report.changed, report.trouble),
        (again.changed, again.trouble),
    )
    assert before == synced.person("ada")

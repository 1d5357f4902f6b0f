"""What a person has set is shown in place of the directory's, which stays."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from components.directory import own_pictures, people, records
from components.directory.pictures import squared
from components.directory.wanted import picture as told
from schemas.refusals import NotAllowed, NotFound
from tests.harness.organisation import picture
from tests.store.town import Town, cms, organisation, source, synced, town

__all__ = ["cms", "organisation", "source", "synced", "town"]


def portrait(colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(file, "JPEG")
    return file.getvalue()


OWN, THEIRS = squared(portrait()).sha1, squared(picture()).sha1


@pytest.fixture
def own(synced: Town) -> Iterator[Town]:
    with synced.engine.begin() as connection:
        own_pictures.put(connection, "ada", portrait())
    yield synced
    allow(synced, allowed=True)


def allow(town: Town, *, allowed: bool, actor: str = "alan") -> None:
    with town.engine.begin() as connection:
        own_pictures.allow(connection, actor, allowed=allowed)


def shown(town: Town) -> str | None:
    return town.person("ada").picture_sha1


def fact(town: Town) -> str:
    """The picture of which the server is told."""
    with town.engine.begin() as connection:
        (ada,) = (each for each in records.people(connection).values() if each.localpart == "ada")
    return told(ada.picture_sha1, ada.picture_set_at)


def test_it_is_shown_in_place_of_the_directorys(own: Town) -> None:
    assert shown(own) == OWN
    with own.engine.begin() as connection:
        sha1, png, set_at = people.picture(connection, "ada")
    assert (OWN, squared(portrait()).png) == (sha1, png)
    assert set_at is not None


def test_nobody_elses_changes(own: Town) -> None:
    assert None is own.person("grace").picture_sha1


def test_another_picture_of_the_directory_does_not_replace_it(own: Town) -> None:
    own.organisation.photograph("ada", portrait("red"))
    own.sync()

    assert OWN == shown(own)


def test_the_directorys_of_now_is_back_once_it_is_removed(own: Town) -> None:
    own.organisation.photograph("ada", portrait("red"))
    own.sync()
    with own.engine.begin() as connection:
        own_pictures.remove(connection, "ada")

    assert squared(portrait("red")).sha1 == shown(own)


def test_it_stays_when_the_directorys_goes(own: Town) -> None:
    own.organisation.cms.execute("update people_profile set photo = null, photo_hash = ''")
    own.sync()
    before = shown(own)
    with own.engine.begin() as connection:
        own_pictures.remove(connection, "ada")

    assert OWN == before
    assert None is shown(own)


def test_whoever_leaves_takes_it_along(own: Town) -> None:
    own.organisation.user("ada", "is_active = false")
    own.sync()

    assert [] == own.rows("select localpart from stoa.own_picture")


def test_the_server_is_told_of_the_same_picture_set_again(own: Town) -> None:
    before = fact(own)
    with own.engine.begin() as connection:
        own_pictures.put(connection, "ada", portrait())

    assert before.startswith(f"{OWN} ")
    assert before != fact(own)


def test_the_server_knows_the_directorys_by_its_digest_alone(synced: Town) -> None:
    assert THEIRS == fact(synced)


def test_none_is_removed_where_there_is_none(synced: Town) -> None:
    with pytest.raises(NotFound), synced.engine.begin() as connection:
        own_pictures.remove(connection, "ada")


def test_while_they_are_not_allowed_nobody_sees_or_sets_them(own: Town) -> None:
    allow(own, allowed=False)
    hidden = shown(own), fact(own)
    with pytest.raises(NotAllowed), own.engine.begin() as connection:
        own_pictures.put(connection, "grace", portrait())
    allow(own, allowed=True)

    assert (THEIRS, THEIRS) == hidden
    assert OWN == shown(own)


def test_one_may_be_removed_while_they_are_not_allowed(own: Town) -> None:
    allow(own, allowed=False)
    with own.engine.begin() as connection:
        own_pictures.remove(connection, "ada")
    allow(own, allowed=True)

    assert THEIRS == shown(own)


def test_only_administrators_decide_and_each_change_is_written_down_once(own: Town) -> None:
    with pytest.raises(NotAllowed):
        allow(own, allowed=False, actor="ada")
    for wanted in (False, False, True):
        allow(own, allowed=wanted)
    written = own.rows(
        "select actor, details->>'allowed' from stoa.audit_entry"
        " where action = 'setting changed' order by id"
    )

    assert [("alan", "false"), ("alan", "true")] == written

"""Secrets: made once, readable by their part only, usable by the programs."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.instance import cookie
from deploy.instance.credentials import Credentials, prepare
from deploy.instance.refusal import Refused
from deploy.instance.users import Account, Accounts

ME = Account("me", os.geteuid(), os.getegid())
SOCKETS = (cookie.SOCKET, cookie.SENDING_SOCKET)
EVERYBODY = Accounts(ME, ME, ME, ME, ME, ME, ME, ME, ME, privileged=False)


def modes(root: Path) -> set[tuple[bool, int]]:
    return {(path.is_dir(), path.stat().st_mode & 0o777) for path in root.rglob("*")}


def test_every_secret_is_0400_in_a_folder_0500(tmp_path: Path) -> None:
    prepare(tmp_path / "secrets", EVERYBODY)

    assert modes(tmp_path / "secrets") == {(True, 0o500), (False, 0o400)}


def test_a_second_start_changes_no_secret(tmp_path: Path) -> None:
    def contents() -> dict[Path, str]:
        return {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}

    prepare(tmp_path, EVERYBODY)
    before = contents()

    prepare(tmp_path, EVERYBODY)

    assert contents() == before
    assert len(before) == 1 + 1 + 6 + 5 + 5 + 1 + 3 + 2


def test_the_archive_signs_in_to_the_database_as_the_ledger(tmp_path: Path) -> None:
    found = prepare(tmp_path, EVERYBODY)

    assert found.read("archive", "database_password") == found.read("ledger", "database_password")


def test_no_two_components_share_a_secret(tmp_path: Path) -> None:
    found = prepare(tmp_path, EVERYBODY)
    components = ("archive", "directory", "announcements")

    assert len({found.read(name, "component_secret") for name in components}) == 3


def test_a_secret_of_an_interrupted_start_is_completed(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir(mode=0o700)
    (tmp_path / "ledger" / ".database_password.x1").touch()

    found = prepare(tmp_path, EVERYBODY)

    assert re.fullmatch(r"[\w-]{43}", found.read("ledger", "database_password"))
    assert len(list((tmp_path / "ledger").iterdir())) == 1


def test_a_secret_that_must_be_another_is_replaced(tmp_path: Path) -> None:
    found = Credentials(tmp_path)
    found.ensure("app", "database_password", ME, "old")

    assert found.ensure("app", "database_password", ME, "new") == "new"
    assert found.read("app", "database_password") == "new"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands files over to other users")
def test_a_part_that_got_a_user_of_its_own_gets_its_secrets_as_they_are(tmp_path: Path) -> None:
    before = prepare(tmp_path, EVERYBODY).read("portal", "session_key")
    portal = Account("portal", 54321, 54321)

    found = prepare(tmp_path, replace(EVERYBODY, portal=portal))

    places = (tmp_path / "portal", *(tmp_path / "portal").iterdir())
    assert {place.stat().st_uid for place in places} == {portal.uid}
    assert modes(tmp_path / "portal") == {(False, 0o400)}
    assert found.read("portal", "session_key") == before
    assert (tmp_path / "directory" / "database_password").stat().st_uid == ME.uid


def test_the_cookie_gives_a_socket_name_without_a_slash() -> None:
    for _ in range(50):
        made = cookie.make()
        assert not any("/" in cookie.provisional_name(made, path) for path in SOCKETS)


def test_the_socket_name_is_the_one_ejabberd_makes() -> None:
    """Taken from the log of a server whose cookie and socket were these."""
    assert cookie.provisional_name("5OmjJkVoVqF8ZLePVmffBL5f6QP8X9G4mah6dEPsAJE").startswith(
        "g2gCbQAAAAj7LtBq985akm0AAAA"
    )


def test_an_unusable_cookie_is_replaced(tmp_path: Path) -> None:
    unusable = next(str(n) for n in range(10_000) if not cookie.usable(str(n)))
    Credentials(tmp_path).ensure("ejabberd", "cookie", ME, unusable)

    found = prepare(tmp_path, EVERYBODY)

    assert cookie.usable(found.read("ejabberd", "cookie"))


@pytest.mark.parametrize("kind", ["link", "second name", "pipe"])
def test_a_part_cannot_have_anothers_secret_read_in_its_place(tmp_path: Path, kind: str) -> None:
    found = prepare(tmp_path, EVERYBODY)
    cookie_file = tmp_path / "ejabberd" / "cookie"
    cookie_file.parent.chmod(0o700)
    cookie_file.unlink()
    if kind == "link":
        cookie_file.symlink_to(tmp_path / "postgres" / "superuser")
    elif kind == "second name":
        cookie_file.hardlink_to(tmp_path / "postgres" / "superuser")
    else:
        os.mkfifo(cookie_file)

    with pytest.raises(Refused, match="cookie") as refused:
        found.read("ejabberd", "cookie")

    assert "remove it" in refused.value.remedy


@pytest.mark.parametrize("home", ["/v", "/very" * 20])
def test_the_socket_name_does_not_depend_on_where_the_state_is(home: str) -> None:
    assert home not in cookie.SOCKET
    for path in SOCKETS:
        folder = path.rpartition("/")[0]
        assert len(f"{folder}/{cookie.provisional_name('x', path)}") <= 107

"""Where the directory and the portal find the CMS."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.instance.credentials import Credentials
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.instance.users import Account, Accounts
from deploy.servers import cms

ME = Account("me", os.geteuid(), os.getegid())
EVERYBODY = Accounts(ME, ME, ME, ME, ME, ME, ME, ME, ME, privileged=False)
OPERATORS = "postgresql+psycopg://stoa:secret@cms.example/cms"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "secrets").mkdir()
    return Layout(tmp_path, tmp_path, tmp_path)


def told(layout: Layout, instance: Instance) -> set[str]:
    found = Credentials(layout.secrets)
    cms.prepare(layout, instance, EVERYBODY, found)
    return {found.read(reader, "cms_url") for reader in cms.READERS}


def test_the_demos_is_read_by_a_role_that_may_only_read(layout: Layout) -> None:
    (address,) = told(layout, Instance(port_base=22000))

    password = Credentials(layout.secrets).read("cms_reader", "database_password")
    assert address == f"postgresql+psycopg://cms_reader:{password}@127.0.0.1:22004/cms"


def test_another_port_and_another_password_are_told_at_the_next_start(layout: Layout) -> None:
    told(layout, Instance(port_base=22000))
    Credentials(layout.secrets).ensure("cms_reader", "database_password", ME, "new")

    assert told(layout, Instance(port_base=23000)) == {
        "postgresql+psycopg://cms_reader:new@127.0.0.1:23004/cms"
    }


@pytest.mark.parametrize("demo", [True, False])
def test_the_operators_own_comes_before_the_demos(layout: Layout, demo: bool) -> None:
    layout.cms.touch(0o600)
    layout.cms.write_text(f"{OPERATORS}\n")

    assert told(layout, Instance(demo=demo)) == {OPERATORS}
    assert cms.connected(layout, Instance(demo=demo))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_the_operators_own_is_refused_while_others_may_read_it(layout: Layout, mode: int) -> None:
    layout.cms.write_text(OPERATORS)
    layout.cms.chmod(mode)

    with pytest.raises(Refused, match=f"{mode:04o}") as refused:
        told(layout, Instance(demo=False))

    assert refused.value.remedy.startswith(f"chmod 0400 {layout.cms}")
    layout.cms.chmod(0o400)
    assert told(layout, Instance(demo=False)) == {OPERATORS}


def test_without_any_nothing_is_told(layout: Layout) -> None:
    instance = Instance(demo=False)

    cms.prepare(layout, instance, EVERYBODY, Credentials(layout.secrets))

    assert not cms.connected(layout, instance)
    assert list(layout.secrets.iterdir()) == []


@pytest.mark.parametrize(
    ("mapping", "address", "why"),
    [
        ("[people]\ntable = 'users'", OPERATORS, "people.toml line 1: .people. id: is missing"),
        ("extends = 'typo3'", OPERATORS, "people.toml line 1: extends: there are csv, django"),
        ("extends = 'django'", "ldap://cms.example", "names no kind of database we know"),
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_starts(
    layout: Layout, mapping: str, address: str, why: str
) -> None:
    layout.etc.mkdir()
    layout.mapping.write_text(mapping)
    layout.cms.touch(0o600)
    layout.cms.write_text(address)

    with pytest.raises(Refused, match=why) as refused:
        told(layout, Instance(demo=False))

    assert "docs/administrators/sources.md" in refused.value.remedy


def test_a_mapping_that_its_readers_cannot_read_is_refused(layout: Layout) -> None:
    layout.etc.mkdir()
    layout.mapping.write_text("extends = 'django'")
    layout.mapping.chmod(0o600)

    with pytest.raises(Refused, match="cannot be read") as refused:
        cms.prepare(
            layout, Instance(), replace(EVERYBODY, privileged=True), Credentials(layout.secrets)
        )

    assert refused.value.remedy.startswith(f"chmod 0644 {layout.mapping}")

"""What each role may do, cell by cell."""

import pytest

from components.directory.roles import MAY, Grant, Permission, Role, Scope, scope

TABLE = """
                                  user publisher moderator agent auditor administrator
    find people                   yes  yes       yes       yes   yes     yes
    see everybody                 -    -         -         -     -       yes
    publish announcements         -    yes       -         -     -       -
    moderate conversations        -    -         yes       -     -       -
    handle reports                -    -         yes       -     -       yes
    answer requests               -    -         -         yes   -       -
    read the audit                -    -         -         -     yes     yes
    see the ledger's proofs       -    -         -         -     yes     yes
    give and take roles           -    -         -         -     -       yes
    say who may write to whom     -    -         -         -     -       yes
    end sessions of others        -    -         -         -     -       yes
    read people from their source -    -         -         -     -       yes
    say who witnesses the ledger  -    -         -         -     -       yes
    see how the instance is       -    -         -         -     -       yes
"""
HEAD, *LINES = TABLE.strip().splitlines()
ROWS = [line.strip().rsplit(maxsplit=len(Role)) for line in LINES]
CELLS = [
    (Role(role), Permission(permission), cell == "yes")
    for permission, *cells in ROWS
    for role, cell in zip(HEAD.split(), cells, strict=True)
]


def test_the_table_of_this_test_has_every_cell() -> None:
    assert len(Role) * len(Permission) == len(CELLS)
    assert {*MAY} == {*Role}


@pytest.mark.parametrize(
    ("role", "permission", "may"), CELLS, ids=[f"{role}: {what}" for role, what, _ in CELLS]
)
def test_a_role_may_what_the_table_says(role: Role, permission: Permission, may: bool) -> None:
    assert may == scope([Grant(role)], permission).everywhere
    assert may == (permission in MAY[role])


def test_whoever_has_no_role_is_a_user() -> None:
    assert MAY[Role.USER] == {each for each in Permission if scope([], each)}


def test_a_role_in_departments_counts_there_only() -> None:
    grants = [Grant(Role.MODERATOR, 1), Grant(Role.MODERATOR, 2), Grant(Role.AGENT, 3)]
    found = scope(grants, Permission.MODERATE)

    assert Scope(departments=frozenset({1, 2})) == found
    assert not scope(grants, Permission.PUBLISH)
    assert scope([*grants, Grant(Role.MODERATOR)], Permission.MODERATE).everywhere

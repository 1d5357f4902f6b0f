"""Who has which role: given by the source and by administrators, taken only by who gave it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, text

from components.directory import audit, grants, permissions
from components.directory.audit import Action, Wanted
from components.directory.grants import Given, Origin
from components.directory.permissions import ANYBODY, Side
from components.directory.roles import GIVEN, Grant, Permission, Role, Scope
from schemas.refusals import Conflict, Malformed, NotAllowed, NotFound
from tests.harness.cast import ADA, GRACE, MARGARET
from tests.store.conftest import as_owner, enrol
from tests.store.town import Town, cms, organisation, source, synced, town

__all__ = ["cms", "organisation", "source", "synced", "town"]

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)


def roles(connection: Connection, localpart: str) -> list[tuple[Grant, Origin]]:
    return [(each.grant, each.origin) for each in grants.of(connection, localpart)]


@pytest.fixture
def research(connection: Connection, people: None) -> int:
    with as_owner(connection):
        row = connection.execute(
            text(
                "insert into stoa.department (source_id, name, room)"
                " values ('1', 'Research', 'res') returning id"
            )
        )
        return int(row.scalar_one())


@pytest.mark.parametrize("role", GIVEN)
def test_a_role_given_is_had_until_it_is_taken(
    connection: Connection, people: None, role: Role
) -> None:
    grants.give(connection, MARGARET, ADA, Grant(role))
    given = roles(connection, ADA)
    grants.take(connection, MARGARET, ADA, Grant(role))

    assert [(Grant(role), Origin.PORTAL)] == given
    assert [] == roles(connection, ADA)
    assert [(MARGARET, "role taken", ADA), (MARGARET, "role given", ADA)] == [
        (each.actor, each.action, each.subject) for each in audit.entries(connection, Wanted(), 10)
    ]


@pytest.mark.parametrize("role", [None, *GIVEN])
def test_only_administrators_give_and_take(
    connection: Connection, people: None, role: Role | None
) -> None:
    if role:
        grants.give(connection, MARGARET, ADA, Grant(role))
    allowed = role is Role.ADMINISTRATOR
    for change in (grants.give, grants.take):
        if allowed:
            change(connection, ADA, GRACE, Grant(Role.AGENT))
            continue
        with pytest.raises(NotAllowed):
            change(connection, ADA, GRACE, Grant(Role.AGENT))
        with pytest.raises(NotAllowed):
            change(connection, ADA, ADA, ADMINISTRATOR)


def test_a_role_in_a_department_is_another_than_everywhere(
    connection: Connection, research: int
) -> None:
    grants.give(connection, MARGARET, ADA, Grant(Role.MODERATOR, research))
    grants.give(connection, MARGARET, ADA, Grant(Role.MODERATOR))
    grants.take(connection, MARGARET, ADA, Grant(Role.MODERATOR))

    assert [Given(ADA, Grant(Role.MODERATOR, research), "Research", Origin.PORTAL)] == grants.of(
        connection, ADA
    )
    assert Scope(departments=frozenset({research})) == grants.may(
        connection, ADA, Permission.MODERATE
    )


def test_the_same_role_is_given_once(connection: Connection, people: None) -> None:
    grants.give(connection, MARGARET, ADA, Grant(Role.AGENT))
    with pytest.raises(Conflict):
        grants.give(connection, MARGARET, ADA, Grant(Role.AGENT))
    with pytest.raises(Conflict):
        grants.take(connection, MARGARET, ADA, Grant(Role.PUBLISHER))


@pytest.mark.parametrize(
    ("localpart", "grant", "refusal"),
    [
        ("nobody", Grant(Role.AGENT), NotFound),
        (ADA, Grant(Role.AGENT, 10**9), NotFound),
        (ADA, Grant(Role.USER), Malformed),
        (ADA, Grant(Role.ADMINISTRATOR, 1), Malformed),
    ],
)
def test_what_nobody_can_have_is_refused(
    connection: Connection, people: None, localpart: str, grant: Grant, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        grants.give(connection, MARGARET, localpart, grant)


def test_the_last_administrator_stays(connection: Connection, people: None) -> None:
    with as_owner(connection):
        connection.execute(text("update stoa.role set origin = 'portal'"))
    with pytest.raises(Conflict):
        grants.take(connection, MARGARET, MARGARET, ADMINISTRATOR)

    grants.give(connection, MARGARET, ADA, ADMINISTRATOR)
    grants.take(connection, ADA, MARGARET, ADMINISTRATOR)
    assert {ADA} == grants.administrators(connection)


def test_two_who_take_the_role_from_each_other_do_not_both_succeed(engine: Engine) -> None:
    with engine.begin() as connection:
        enrol(connection)
        connection.execute(text("delete from stoa.role"))
        for localpart in (ADA, GRACE):
            connection.execute(
                text(
                    "insert into stoa.role (localpart, role, origin)"
                    " values (:localpart, 'administrator', 'portal')"
                ),
                {"localpart": localpart},
            )

    def take(actor: str, other: str) -> bool:
        try:
            with engine.begin() as connection:
                grants.take(connection, actor, other, ADMINISTRATOR)
        except (Conflict, NotAllowed):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(take, (ADA, GRACE), (GRACE, ADA)))
    with engine.begin() as connection:
        left = grants.administrators(connection)

    assert 1 == sum(taken) == len(left)


# -- the source's and the portal's --------------------------------------------------------


@pytest.fixture
def administered(synced: Town) -> Town:
    """Alan is administrator by the source; Grace is agent and administrator by him."""
    with synced.engine.begin() as connection:
        grants.give(connection, "alan", "grace", Grant(Role.AGENT))
        grants.give(connection, "alan", "grace", ADMINISTRATOR)
    return synced


def test_a_synchronisation_leaves_what_the_portal_gave(administered: Town) -> None:
    administered.organisation.user("grace", "is_superuser = true")
    administered.sync()
    administered.organisation.user("grace", "is_superuser = false")
    administered.sync()

    assert [("administrator", "portal"), ("agent", "portal")] == administered.rows(
        "select role, origin from stoa.role where localpart = 'grace' order by role"
    )


def test_an_administrator_of_the_portal_lets_the_last_one_of_the_source_go(
    administered: Town,
) -> None:
    administered.organisation.user("alan", "is_superuser = false")
    report = administered.sync()

    assert () == report.trouble
    assert [] == administered.rows("select * from stoa.role where localpart = 'alan'")


def test_whoever_leaves_has_no_role_when_they_come_back(administered: Town) -> None:
    administered.organisation.user("grace", "is_active = false")
    administered.sync()
    administered.organisation.user("grace", "is_active = true")
    administered.sync()

    assert [] == administered.rows("select * from stoa.role where localpart = 'grace'")


def test_the_audit_has_what_the_source_gave_and_took(administered: Town) -> None:
    administered.organisation.user("ada", "is_superuser = true")
    administered.sync()
    administered.organisation.user("grace", "is_active = false")
    administered.sync()
    administered.sync()

    told = administered.rows(
        "select action, subject, details->>'role' from stoa.audit_entry"
        " where actor is null order by id"
    )
    assert ("role given", "ada", "administrator") in told
    assert [("role taken", "grace", "administrator"), ("role taken", "grace", "agent")] == sorted(
        each for each in told if each[1] == "grace"
    )
    runs = administered.rows(
        "select details from stoa.audit_entry where action = 'synchronised' order by id"
    )
    assert [(3, 0, 0), (0, 1, 0), (0, 1, 1)] == [
        (each["added"], each["changed"], each["removed"]) for (each,) in runs
    ]


# -- rules and the audit ------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, *GIVEN])
def test_only_administrators_make_and_remove_rules(
    connection: Connection, people: None, role: Role | None
) -> None:
    if role:
        grants.give(connection, MARGARET, ADA, Grant(role))
    if role is Role.ADMINISTRATOR:
        made = permissions.make(connection, ADA, ANYBODY, Side(None, Role.AGENT), allowed=False)
        assert [made] == permissions.rules(connection)
        permissions.remove(connection, ADA, made.id)
        assert [] == permissions.rules(connection)
        return
    with pytest.raises(NotAllowed):
        permissions.make(connection, ADA, ANYBODY, ANYBODY, allowed=True)
    with pytest.raises(NotAllowed):
        permissions.remove(connection, ADA, 1)


def test_a_rule_is_for_sides_there_are(connection: Connection, people: None) -> None:
    with pytest.raises(Malformed):
        permissions.make(connection, MARGARET, Side(None, Role.USER), ANYBODY, allowed=False)
    with pytest.raises(NotFound):
        permissions.make(connection, MARGARET, Side(10**9), ANYBODY, allowed=False)
    with pytest.raises(NotFound):
        permissions.remove(connection, MARGARET, 1)


def test_nobody_changes_the_audit(connection: Connection, people: None) -> None:
    audit.record(connection, ADA, Action.SETTING_CHANGED, "a setting")
    for statement in (
        "update stoa.audit_entry set actor = 'grace'",
        "delete from stoa.audit_entry",
        "truncate stoa.audit_entry",
    ):
        with pytest.raises(Exception, match="permission denied"), connection.begin_nested():
            connection.execute(text(statement))


def test_answers_are_forgotten_when_their_time_is_over(
    connection: Connection, people: None
) -> None:
    with as_owner(connection):
        connection.execute(
            text(
                "insert into stoa.may_answer values (:ada, :grace, now() - interval '31 days'),"
                " (:grace, :ada, now())"
            ),
            {"ada": ADA, "grace": GRACE},
        )
    permissions.forget_answers(connection)

    assert [GRACE] == list(
        connection.execute(text("select localpart from stoa.may_answer")).scalars()
    )

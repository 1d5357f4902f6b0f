"""What ejabberd is to know of given people and departments."""

from dataclasses import replace

import pytest

from components.directory.records import KnownDepartment, KnownPerson
from components.directory.wanted import (
    ROLE_ROOM,
    Bookmark,
    Fact,
    Group,
    Profile,
    Roles,
    Room,
    state,
    wanted,
)

ENGINEERING = KnownDepartment(1, "e", "Engineering", "engineering", present=True)
RESEARCH = KnownDepartment(2, "r", "Research", "research", present=True)
MOON = KnownDepartment(3, "m", "Moon", "moon", present=True, kind="project")
AUDITORS = KnownDepartment(4, "auditor", "Auditors", "auditors", present=True, kind=ROLE_ROOM)
DEPARTMENTS = (ENGINEERING, RESEARCH)


def person(localpart: str, department: KnownDepartment, manager: str | None = None) -> KnownPerson:
    return KnownPerson(
        *(localpart, localpart, localpart, localpart.title(), f"{localpart}'s title"),
        manager=manager,
        departments=frozenset({department.id}),
    )


GRACE = person("grace", ENGINEERING)
ADA = person("ada", ENGINEERING, manager="grace")
ALAN = person("alan", RESEARCH, manager="grace")
PEOPLE = (GRACE, ADA, ALAN)
NO_ROLES: Roles = {}


def of(kind: type[Fact], facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if isinstance(fact, kind)]


def test_everybody_has_a_profile() -> None:
    profiles = of(Profile, wanted(PEOPLE, DEPARTMENTS, NO_ROLES))

    assert Profile("ada", "Ada", "ada's title", "", ("Engineering",), "") == profiles[0]
    assert ["profile ada", "profile alan", "profile grace"] == [each.subject for each in profiles]


def test_a_department_is_a_room_of_its_members() -> None:
    rooms = of(Room, wanted(PEOPLE, DEPARTMENTS, NO_ROLES))

    expected = [
        Room("engineering", "Engineering", ("ada", "grace")),
        Room("research", "Research", ("alan",)),
    ]
    assert expected == rooms


def test_a_project_is_a_room_and_no_group_of_contacts() -> None:
    both = replace(ADA, projects=frozenset({MOON.id}))
    facts = wanted([both], [ENGINEERING, MOON], NO_ROLES)

    assert Room("moon", "Moon", ("ada",)) in facts
    assert Bookmark("ada", "moon", "Moon") in facts
    assert ["department-1"] == [fact.group for fact in facts if isinstance(fact, Group)]


def test_those_who_have_a_role_share_a_room_wherever_they_have_it() -> None:
    roles = {"ada": frozenset({("auditor", None)}), "alan": frozenset({("auditor", 1)})}
    facts = wanted(PEOPLE, [*DEPARTMENTS, AUDITORS], roles)

    assert Room("auditors", "Auditors", ("ada", "alan")) in facts
    assert Bookmark("alan", "auditors", "Auditors") in facts
    assert 2 == len(of(Group, facts)) - len(
        [fact for fact in facts if isinstance(fact, Group) and "grace" in fact.group]
    )


@pytest.mark.parametrize(
    ("scope", "rooms"), [(None, {"engineering", "moon"}), (1, {"engineering"})]
)
def test_a_moderator_keeps_order_in_the_own_rooms(scope: int | None, rooms: set[str]) -> None:
    both = replace(ADA, projects=frozenset({MOON.id}))
    roles = {"ada": frozenset({("moderator", scope)})}
    facts = wanted([GRACE, both], [*DEPARTMENTS, MOON], roles)

    led = {fact.room for fact in facts if isinstance(fact, Room) and fact.moderators == ("ada",)}
    assert rooms == led
    assert Room("engineering", "Engineering", ("grace",), ("ada",)) in facts
    assert Bookmark("ada", "engineering", "Engineering") in facts


def test_each_membership_is_a_bookmark() -> None:
    both = replace(ADA, departments=frozenset({1, 2}))
    bookmarks = of(Bookmark, wanted([both], DEPARTMENTS, NO_ROLES))

    expected = [
        Bookmark("ada", "engineering", "Engineering"),
        Bookmark("ada", "research", "Research"),
    ]
    assert expected == bookmarks


def test_colleagues_see_each_other_under_the_departments_name() -> None:
    groups = of(Group, wanted([GRACE, ADA], [ENGINEERING], NO_ROLES))

    assert [Group("department-1", "Engineering", ("department-1",), ("ada", "grace"))] == groups


def test_a_manager_elsewhere_and_the_reports_see_each_other() -> None:
    groups = of(Group, wanted(PEOPLE, DEPARTMENTS, NO_ROLES))

    expected = [
        Group("manager-grace", "My manager", ("reports-grace",), ("grace",)),
        Group("reports-grace", "My reports", ("manager-grace",), ("alan",)),
    ]
    assert expected == groups[2:]


def test_a_department_that_is_gone_does_not_join_manager_and_report() -> None:
    gone = replace(ENGINEERING, present=False)
    groups = of(Group, wanted([GRACE, ADA], [gone], NO_ROLES))

    assert ["manager-grace", "reports-grace"] == [fact.subject[6:] for fact in groups]


def test_whoever_has_left_is_nowhere() -> None:
    facts = wanted([replace(ADA, present=False), replace(ALAN, manager="ada")], DEPARTMENTS, {})

    assert not [fact for fact in facts if "ada" in str(fact)]


def test_the_room_of_a_department_that_is_gone_is_archived_with_its_members() -> None:
    gone = replace(ENGINEERING, present=False)
    facts = wanted([ADA], [gone], {"ada": frozenset({("moderator", None)})})

    title = "Engineering (archived)"
    assert [Room("engineering", title, ("ada",), archived=True)] == of(Room, facts)
    assert [Bookmark("ada", "engineering", title)] == of(Bookmark, facts)
    assert [] == of(Group, facts)


def test_the_state_of_a_fact_changes_with_it_and_only_then() -> None:
    room = Room("research", "Research", ("alan",))

    assert state(room) == state(Room("research", "Research", ("alan",)))
    assert state(room) != state(Room("research", "Research", ("alan", "ada")))
    assert state(room) != state(Room("research", "Science", ("alan",)))
    assert state(room) != state(replace(room, archived=True))


def test_no_two_facts_have_one_subject() -> None:
    roles = {"ada": frozenset({("auditor", None)})}
    subjects = [fact.subject for fact in wanted(PEOPLE, [*DEPARTMENTS, AUDITORS], roles)]

    assert len(set(subjects)) == len(subjects)

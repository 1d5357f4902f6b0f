"""What ejabberd is to know of given people and departments."""

from dataclasses import replace

from components.directory.records import KnownDepartment, KnownPerson
from components.directory.wanted import Bookmark, Fact, Group, Profile, Room, state, wanted

ENGINEERING = KnownDepartment(1, "e", "Engineering", "engineering", present=True)
RESEARCH = KnownDepartment(2, "r", "Research", "research", present=True)
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


def of(kind: type[Fact], facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if isinstance(fact, kind)]


def test_everybody_has_a_profile_before_anything_else() -> None:
    facts = wanted(PEOPLE, DEPARTMENTS)

    assert Profile("ada", "Ada", "ada's title", "", ("Engineering",), "") == facts[0]
    assert ["profile ada", "profile alan", "profile grace"] == [fact.subject for fact in facts[:3]]


def test_a_department_is_a_room_of_its_members() -> None:
    rooms = of(Room, wanted(PEOPLE, DEPARTMENTS))

    expected = [
        Room("engineering", "Engineering", ("ada", "grace")),
        Room("research", "Research", ("alan",)),
    ]
    assert expected == rooms


def test_each_membership_is_a_bookmark() -> None:
    both = replace(ADA, departments=frozenset({1, 2}))
    bookmarks = of(Bookmark, wanted([both], DEPARTMENTS))

    expected = [
        Bookmark("ada", "engineering", "Engineering"),
        Bookmark("ada", "research", "Research"),
    ]
    assert expected == bookmarks


def test_colleagues_see_each_other_under_the_departments_name() -> None:
    groups = of(Group, wanted([GRACE, ADA], [ENGINEERING]))

    assert [Group("department-1", "Engineering", ("department-1",), ("ada", "grace"))] == groups


def test_a_manager_elsewhere_and_the_reports_see_each_other() -> None:
    groups = of(Group, wanted(PEOPLE, DEPARTMENTS))

    expected = [
        Group("manager-grace", "My manager", ("reports-grace",), ("grace",)),
        Group("reports-grace", "My reports", ("manager-grace",), ("alan",)),
    ]
    assert expected == groups[2:]


def test_whoever_has_left_is_nowhere() -> None:
    facts = wanted([replace(ADA, present=False), replace(ALAN, manager="ada")], DEPARTMENTS)

    assert not [fact for fact in facts if "ada" in str(fact)]


def test_the_room_of_a_department_that_is_gone_stays_without_members() -> None:
    facts = wanted([ADA], [replace(ENGINEERING, present=False)])

    assert [Room("engineering", "Engineering", ())] == of(Room, facts)
    assert [] == of(Bookmark, facts) == of(Group, facts)


def test_the_state_of_a_fact_changes_with_it_and_only_then() -> None:
    room = Room("research", "Research", ("alan",))

    assert state(room) == state(Room("research", "Research", ("alan",)))
    assert state(room) != state(Room("research", "Research", ("alan", "ada")))
    assert state(room) != state(Room("research", "Science", ("alan",)))


def test_no_two_facts_have_one_subject() -> None:
    subjects = [fact.subject for fact in wanted(PEOPLE, DEPARTMENTS)]

    assert len(set(subjects)) == len(subjects)

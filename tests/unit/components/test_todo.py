"""What ejabberd does not know yet, in the portions in which it is told."""

from components.directory.todo import Person, Todo, todo
from components.directory.wanted import Bookmark, Fact, Group, Profile, Room, state

ADA = Profile("ada", "Ada", "", "", (), "")
ROOM = Room("research", "Research", ("ada",))
BOOKMARK = Bookmark("ada", "research", "Research")
GROUP = Group("department-1", "Research", ("department-1",), ("ada",))
FACTS: list[Fact] = [ROOM, GROUP, ADA, BOOKMARK]
KNOWN = {fact.subject: state(fact) for fact in FACTS}


def test_what_is_known_is_not_told_again() -> None:
    assert not todo(FACTS, KNOWN)


def test_everything_of_a_person_is_one_portion() -> None:
    expected = Todo([GROUP], [], [Person("ada", ADA, put=[BOOKMARK])])
    assert expected == todo(FACTS, {ROOM.subject: state(ROOM)})


def test_a_bookmark_waits_for_its_room() -> None:
    found = todo(FACTS, {})

    assert [ROOM] == found.rooms
    assert [Person("ada", ADA)] == found.people


def test_what_is_over_is_withdrawn() -> None:
    found = todo([ROOM], KNOWN)

    assert [Group("department-1", "", (), ())] == found.groups
    assert [Person("ada", withdrawn=True, removed=["research"])] == found.people
    assert ["bookmark ada research", "profile ada"] == found.people[0].over
    assert [] == found.people[0].facts


def test_only_what_differs_is_told() -> None:
    renamed = Bookmark("ada", "research", "Science")
    found = todo([ROOM, GROUP, ADA, renamed], KNOWN)

    assert Todo([], [], [Person("ada", put=[renamed])]) == found

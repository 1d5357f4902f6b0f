"""What ejabberd does not know yet, in the portions in which it is told: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from components.directory.wanted import Bookmark, Fact, Group, Profile, Room, state


@dataclass
class Person:
    """All there is to tell of one person."""

    localpart: str
    profile: Profile | None = None
    withdrawn: bool = False
    """No profile any more."""
    put: list[Bookmark] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    """Rooms whose bookmarks go."""

    @property
    def facts(self) -> list[Fact]:
        return [*([self.profile] if self.profile else []), *self.put]

    @property
    def over(self) -> list[str]:
        """The subjects that are no more."""
        gone = [f"bookmark {self.localpart} {room}" for room in self.removed]
        return [*gone, f"profile {self.localpart}"] if self.withdrawn else gone


@dataclass
class Todo:
    groups: list[Group] = field(default_factory=list)
    """Those that are no more have no members."""
    rooms: list[Room] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.groups or self.rooms or self.people)


def todo(facts: Iterable[Fact], known: Mapping[str, str]) -> Todo:
    """`known` are states by subject."""
    facts = list(facts)
    new = [fact for fact in facts if known.get(fact.subject) != state(fact)]
    over = sorted(known.keys() - {fact.subject for fact in facts})
    return Todo(
        [fact for fact in new if isinstance(fact, Group)] + list(_groups_over(over)),
        [fact for fact in new if isinstance(fact, Room)],
        _people(new, over, known),
    )


def _groups_over(over: Iterable[str]) -> Iterator[Group]:
    for subject in over:
        kind, _, name = subject.partition(" ")
        if kind == "group":
            yield Group(name, "", (), ())


def _people(new: Iterable[Fact], over: Iterable[str], known: Mapping[str, str]) -> list[Person]:
    """Those first of whom nothing is known. A bookmark waits for its room."""
    found: dict[str, Person] = {}

    def of(localpart: str) -> Person:
        return found.setdefault(localpart, Person(localpart))

    for fact in new:
        match fact:
            case Profile():
                of(fact.localpart).profile = fact
            case Bookmark() if f"room {fact.room}" in known:
                of(fact.localpart).put.append(fact)
    for subject in over:
        match subject.split(" "):
            case ["profile", localpart]:
                of(localpart).withdrawn = True
            case ["bookmark", localpart, room]:
                of(localpart).removed.append(room)
    return sorted(
        found.values(), key=lambda each: (f"profile {each.localpart}" in known, each.localpart)
    )

"""What people ought to find, said as simply as it can be: by looking at everything each time."""

from __future__ import annotations

from dataclasses import dataclass, field

ALWAYS = 0


@dataclass
class Said:
    id: int
    name: str
    sender: str
    body: str
    retracted: bool = False
    reactions: dict[str, frozenset[str]] = field(default_factory=dict)
    received: set[str] = field(default_factory=set)
    addressees: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


@dataclass
class Chat:
    room: bool
    said: list[Said] = field(default_factory=list)
    history: str = "all"
    since: dict[str, int] = field(default_factory=dict)
    """Who belongs to it now, from which id on."""
    sessions: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    read_to: dict[str, int] = field(default_factory=dict)
    marks: list[tuple[str, int]] = field(default_factory=list)

    @property
    def last_id(self) -> int:
        return max((each.id for each in self.said), default=0)

    def belongs(self, person: str, id: int) -> None:
        if person in self.since:
            return
        self.since[person] = id if self.room else ALWAYS
        again = person in self.read_to
        self.read_to.setdefault(person, 0)
        if self.room and (not again or self.history == "since-joining"):
            self.reads(person, self.last_id)

    def leaves(self, person: str) -> None:
        self.since.pop(person, None)

    def keeps(self, history: str) -> None:
        self.history = history
        for person, since in self.since.items() if history == "since-joining" else ():
            self.reads(person, since)

    def reads(self, person: str, id: int) -> None:
        reached = max((each.id for each in self.said if each.id <= id), default=0)
        if person in self.read_to:
            self.read_to[person] = max(self.read_to[person], reached)

    def readable(self, person: str) -> list[Said]:
        if person not in self.since:
            return []
        start = self.since[person] if self.history == "since-joining" else ALWAYS
        return sorted((each for each in self.said if each.id >= start), key=lambda each: each.id)

    def unread(self, person: str) -> int:
        return sum(
            each.id > self.read_to[person] and not each.retracted for each in self.readable(person)
        )

    def mentions(self, person: str) -> int:
        return sum(
            each.id > self.read_to[person] and f"@{person}" in each.body.split()
            for each in self.readable(person)
        )

    def status(self, said: Said) -> set[tuple[str, bool, bool]]:
        """Who it was for, and whether it is known that they got and saw it."""
        return {
            (person, person in said.received, (person, True) in self._saw(said))
            for person in said.addressees - {said.sender}
        }

    def _saw(self, said: Said) -> set[tuple[str, bool]]:
        return {(person, True) for person, id in self.marks if id >= said.id}

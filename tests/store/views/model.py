"""What people ought to find, said as simply as it can be: by looking at everything each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
    counts: bool = True
    """Not what only says that another is pinned."""
    thread: str = ""


@dataclass
class Following:
    takes_part: bool = False
    follows: bool | None = None
    read_to: int = 0

    @property
    def wanted(self) -> bool:
        return self.takes_part if self.follows is None else self.follows


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
    pins: list[tuple[int, int, bool]] = field(default_factory=list)
    """What said so, about which message, and what."""
    following: dict[tuple[str, str], Following] = field(default_factory=dict)
    """By person and thread."""

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
            each.id > self.read_to[person] and not each.retracted and each.counts
            for each in self.readable(person)
        )

    def mentions(self, person: str) -> int:
        return sum(
            each.id > self.read_to[person] and f"@{person}" in each.body.split()
            for each in self.readable(person)
        )

    def pinned(self, person: str) -> list[int]:
        """The last pinned first."""
        last = {message: (act, on) for act, message, on in sorted(self.pins)}
        readable = {each.id for each in self.readable(person)}
        found = [(act, message) for message, (act, on) in last.items() if on]
        return [message for _, message in sorted(found, reverse=True) if message in readable]

    def begins(self, thread: str) -> Said | None:
        """What a thread is named after."""
        names = ((each, str(each.id) if self.room else each.name) for each in self.said)
        return next((each for each, name in names if name == thread), None)

    def take_part(self, said: Said, *others: str) -> None:
        for person in {said.sender, *others} if said.thread else ():
            self.follower(person, said.thread).takes_part = True

    def follower(self, person: str, thread: str) -> Following:
        return self.following.setdefault((person, thread), Following())

    def mentioned(self, body: str) -> set[str]:
        """Of those who are there."""
        return {each[1:] for each in body.split()} & self.since.keys()

    def threads(self, person: str) -> set[str]:
        return {each.thread for each in self.readable(person)} - {""}

    def thread(self, person: str, thread: str) -> tuple[Any, ...] | None:
        """What it begins with, its last message, how many answers, unread ones and mentions, and
        what they want of it; None where nothing answers anything."""
        readable = self.readable(person)
        said = [each for each in readable if each.thread == thread]
        said = [each for each in said if not each.retracted and each.counts]
        root = self.begins(thread)
        root = root if root in readable else None
        if len(said) < 2 and (not said or root in (None, said[0])):
            return None
        wish = self.following.get((person, thread), Following())
        news = [each for each in said if each.id > max(self.read_to[person], wish.read_to)]
        return (
            *(root.id if root else said[0].id, said[-1].id, len(said) - (root in (None, said[0]))),
            sum(each.sender != person for each in news),
            sum(f"@{person}" in each.body.split() for each in news),
            *(wish.takes_part, wish.follows, wish.read_to),
        )

    def status(self, said: Said) -> set[tuple[str, bool, bool]]:
        """Who it was for, and whether it is known that they got and saw it."""
        return {
            (person, person in said.received, (person, True) in self._saw(said))
            for person in said.addressees - {said.sender}
        }

    def _saw(self, said: Said) -> set[tuple[str, bool]]:
        return {(person, True) for person, id in self.marks if id >= said.id}

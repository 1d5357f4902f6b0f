"""What people become: pure, so that a dry run and a run agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial

from components.directory import changes, names
from components.directory.accounts import Unclaimed
from components.directory.changes import ADDED, REMOVED, Change
from components.directory.records import KnownDepartment, KnownPerson
from components.directory.screening import who
from components.directory.source import DEPARTMENT, GroupKey, Person


@dataclass(frozen=True)
class Step:
    """One person's way from what is known to what the source says."""

    before: KnownPerson | None
    after: KnownPerson
    label: str
    """Of the row, for messages."""
    changes: tuple[Change, ...]

    @property
    def known(self) -> KnownPerson:
        """What there is to compare with, also for somebody new."""
        after = self.after
        if self.before:
            return self.before
        return KnownPerson(after.localpart, after.source_id, after.user_name, after.name)


@dataclass
class PeoplePlan:
    gone: Sequence[KnownPerson] = ()
    steps: list[Step] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def changes(self) -> Iterator[Change]:
        for person in self.gone:
            yield Change("person", person.localpart, REMOVED, before=person.name)
        for step in self.steps:
            yield from step.changes


def plan(
    found: Mapping[str, Person],
    known: Mapping[str, KnownPerson],
    gone: Sequence[KnownPerson],
    groups: Mapping[GroupKey, KnownDepartment],
    accounts: Mapping[str, Unclaimed],
) -> PeoplePlan:
    """`found` and `known` are by source id; `accounts`, by localpart, have no person."""
    planned = PeoplePlan(gone)
    taken = {person.localpart for person in known.values()}
    localparts = _present_localparts(known, gone)
    for source_id, person in found.items():
        if source_id in known:
            localparts[source_id] = known[source_id].localpart
        else:
            free = partial(_is_taken, person, taken, accounts)
            localparts[source_id] = names.localpart(person.user_name, free)
            taken.add(localparts[source_id])
            planned.trouble += _disabled(person, localparts[source_id], accounts)
    by_id = {group.id: group for group in groups.values()}
    for source_id, person in found.items():
        before = known.get(source_id)
        after = _after(person, before, localparts, groups, by_id.keys())
        if before != after:
            planned.steps.append(Step(before, after, who(person), _told(before, after, by_id)))
    return planned


def _present_localparts(
    known: Mapping[str, KnownPerson], gone: Sequence[KnownPerson]
) -> dict[str, str]:
    """Of whoever may be somebody's manager."""
    going = {person.localpart for person in gone}
    return {
        source_id: person.localpart
        for source_id, person in known.items()
        if person.present and person.localpart not in going
    }


def _is_taken(
    person: Person, taken: set[str], accounts: Mapping[str, Unclaimed], localpart: str
) -> bool:
    """An account that has no person yet is only for whom it was made."""
    account = accounts.get(localpart)
    return localpart in taken or (account is not None and account.reserved_for != person.user_name)


def _disabled(person: Person, localpart: str, accounts: Mapping[str, Unclaimed]) -> Iterator[str]:
    if localpart in accounts and accounts[localpart].disabled:
        yield f"{who(person)}: the account “{localpart}” is disabled"


def _after(
    person: Person,
    before: KnownPerson | None,
    localparts: Mapping[str, str],
    groups: Mapping[GroupKey, KnownDepartment],
    there: Set[int],
) -> KnownPerson:
    """`there` are the ids of `groups`."""
    ids = {key: groups[key].id for key in person.groups & groups.keys()}
    start = before or KnownPerson(
        localparts[person.source_id], person.source_id, person.user_name, person.name
    )
    picture = start.picture_source if person.picture is None else person.picture
    return replace(
        start,
        user_name=person.user_name,
        name=person.name,
        title=person.title,
        email=person.email,
        manager=localparts.get(person.manager or ""),
        present=True,
        departments=_belongs(
            start.departments, {id_ for (kind, _), id_ in ids.items() if kind == DEPARTMENT}, there
        ),
        projects=_belongs(
            start.projects, {id_ for (kind, _), id_ in ids.items() if kind != DEPARTMENT}, there
        ),
        roles=_roles(person, groups),
        picture_source=picture,
        picture_trouble=start.picture_trouble if start.picture_source == picture else "",
    )


def _belongs(before: Set[int], now: Set[int], there: Set[int]) -> frozenset[int]:
    """Whoever was in what is gone stays with it: they keep its archive."""
    return frozenset((before - there) | now)


def _roles(
    person: Person, groups: Mapping[GroupKey, KnownDepartment]
) -> frozenset[tuple[str, int | None]]:
    """A role in a department that there is not gives nothing."""
    scoped = (
        (role, None if department is None else groups.get((DEPARTMENT, department)))
        for role, department in person.roles
    )
    everywhere = {(role, None) for role, department in person.roles if department is None}
    return frozenset(everywhere | {(role, group.id) for role, group in scoped if group})


def _told(
    before: KnownPerson | None, after: KnownPerson, groups: Mapping[int, KnownDepartment]
) -> tuple[Change, ...]:
    if before is None:
        return (Change("person", after.localpart, ADDED, after=after.name),)
    return tuple(changes.of_person(before, after, groups))

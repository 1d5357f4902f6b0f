"""Shared groups of contact lists (mod_shared_roster), brought to what is wanted by difference:
each change goes to those who are online at once."""

from __future__ import annotations

from collections.abc import Collection

from components.directory.wanted import Group
from components.runtime.server_api import ServerApi
from schemas.refusals import Refusal


class RosterGroups:
    def __init__(self, api: ServerApi, domain: str) -> None:
        self._api, self._domain = api, domain

    def members(self, group: str) -> set[str]:
        """Nobody's where there is no such group."""
        found = self._api.call("srg_get_members", group=group, host=self._domain)
        return {jid.partition("@")[0] for jid in found}

    def take_out(self, group: str, localparts: Collection[str]) -> None:
        for localpart in sorted(localparts):
            address = {"user": localpart, "host": self._domain}
            self._api.call("srg_user_del", group=group, grouphost=self._domain, **address)

    def enter(self, group: Group) -> None:
        """Make the group as it is wanted and take in whoever is no member yet. Raises Refusal
        where the server has not done so: its commands tell of no failure."""
        self._create_displayed(group)
        self._create(group.group, group.label, group.displayed)
        for localpart in sorted(set(group.members) - self.members(group.group)):
            address = {"user": localpart, "host": self._domain}
            self._api.call("srg_user_add", group=group.group, grouphost=self._domain, **address)
        if self.members(group.group) != set(group.members):
            raise Refusal(f"the members of {group.group} are not as wanted")

    def delete(self, group: str) -> None:
        self.take_out(group, self.members(group))
        self._api.call("srg_delete", group=group, host=self._domain)

    def _create_displayed(self, group: Group) -> None:
        """A group can only display groups that exist; two may display each other."""
        known = set(self._api.call("srg_list", host=self._domain))
        for name in set(group.displayed) - known - {group.group}:
            self._create(name, "", ())

    def _create(self, group: str, label: str, displayed: tuple[str, ...]) -> None:
        self._api.call(
            "srg_create",
            group=group,
            host=self._domain,
            label=label,
            description="",
            display=displayed,
        )

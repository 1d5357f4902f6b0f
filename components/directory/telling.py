"""How ejabberd is told one thing; each call may be repeated."""

from __future__ import annotations

import base64

from components.directory.roster_groups import RosterGroups
from components.directory.vcard import EMPTY, vcard
from components.directory.wanted import Bookmark, Fact, Group, Profile, Room
from components.runtime.server_api import ServerApi


class Telling:
    """Raises TryLater while ejabberd does not answer, another Refusal for what it does not take."""

    def __init__(self, api: ServerApi, domain: str) -> None:
        self._api, self._domain = api, domain
        self._rooms = f"conference.{domain}"
        self.groups = RosterGroups(api, domain)

    def tell(self, fact: Fact, png: bytes = b"") -> None:
        """`png` is the picture of a profile."""
        match fact:
            case Profile():
                self._profile(fact.localpart, vcard(fact, self._domain), png)
            case Room(room, title, members):
                self._api.call(
                    "stoa_room", room=room, service=self._rooms, title=title, members=members
                )
            case Bookmark(localpart, room, title):
                self._bookmark(localpart, room, name=title, autojoin=True)
            case Group():
                self.groups.enter(fact)

    def withdraw(self, subject: str) -> None:
        match subject.split(" "):
            case ["profile", localpart]:
                self._profile(localpart, EMPTY, b"")
            case ["bookmark", localpart, room]:
                self._bookmark(localpart, room, remove=True)
            case ["group", group]:
                self.groups.delete(group)

    def _profile(self, localpart: str, card: str, png: bytes) -> None:
        picture = base64.b64encode(png).decode()
        told = {"user": localpart, "vcard": card, "avatar_png_base64": picture}
        self._api.call("stoa_profile", host=self._domain, **told)

    def _bookmark(self, localpart: str, room: str, **what: object) -> None:
        address = f"{room}@{self._rooms}"
        self._api.call("stoa_bookmark", user=localpart, host=self._domain, room=address, **what)

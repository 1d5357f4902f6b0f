"""How ejabberd is told one thing; each call may be repeated."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable

from components.directory.people import Shown
from components.directory.vcard import EMPTY, vcard, vcard4
from components.directory.wanted import Bookmark, Group, Profile, Room
from components.runtime.server_api import ServerApi

NOTHING = Shown("", b"")
"""No picture."""


class Telling:
    """Raises TryLater while ejabberd does not answer, another Refusal for what it does not take."""

    def __init__(self, api: ServerApi, domain: str) -> None:
        self._api, self._domain = api, domain
        self._rooms = f"conference.{domain}"

    def profile(self, profile: Profile, picture: Shown) -> None:
        card, card4 = vcard(profile, self._domain), vcard4(profile, self._domain)
        self._profile(profile.localpart, card, card4, picture)

    def withdraw_profile(self, localpart: str) -> None:
        self._profile(localpart, EMPTY, "", NOTHING)

    def _profile(self, localpart: str, card: str, card4: str, shown: Shown) -> None:
        """Of an own picture and one that a client has published the newer counts."""
        set_at = int(shown.set_at.timestamp() * 1000) if shown.set_at else 0
        self._api.call(
            "stoa_profile",
            user=localpart,
            host=self._domain,
            vcard=card,
            vcard4=card4,
            avatar_png_base64=base64.b64encode(shown.png).decode(),
            avatar_set_at_ms=set_at,
        )

    def room(self, room: Room) -> None:
        """Raises Conflict where somebody else has it."""
        who = {"members": room.members, "moderators": room.moderators, "archived": room.archived}
        address = {"room": room.room, "service": self._rooms}
        self._api.call("stoa_room", title=room.title, **address, **who)

    def bookmarks(self, localpart: str, put: Iterable[Bookmark], remove: Collection[str]) -> None:
        """`remove` are the localparts of rooms; other bookmarks of the person stay."""
        self._api.call(
            "stoa_bookmarks",
            user=localpart,
            host=self._domain,
            put=[{"room": f"{each.room}@{self._rooms}", "name": each.title} for each in put],
            remove=[f"{room}@{self._rooms}" for room in remove],
        )

    def groups(self, groups: Iterable[Group]) -> None:
        """Groups of contact lists; one without members is removed. Whoever is online is told once
        all of them are as wanted."""
        told = [
            {
                "group": group.group,
                "label": group.label,
                "displayed": group.displayed,
                "members": group.members,
            }
            for group in groups
        ]
        self._api.call("stoa_groups", host=self._domain, groups=told)

"""No source: an instance that no CMS has been connected to."""

from __future__ import annotations

from typing import NoReturn

from schemas.refusals import TryLater

AGAIN_SECONDS = 600


class NoSource:
    """Nobody can be read from it, so nobody new can sign in."""

    def read(self, since: str = "") -> NoReturn:
        raise self._refusal()

    def picture(self, source_id: str) -> NoReturn:
        raise self._refusal()

    def password_hash(self, user_name: str) -> NoReturn:
        raise self._refusal()

    def check(self) -> NoReturn:
        raise self._refusal()

    def close(self) -> None:
        """Nothing is open."""

    def _refusal(self) -> TryLater:
        return TryLater("No CMS is connected", seconds=AGAIN_SECONDS)

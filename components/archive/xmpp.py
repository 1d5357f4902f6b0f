"""The archive on the stream: it says who it is (XEP-0030) and comes back by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from slixmpp import ComponentXMPP


class ArchiveStream(ComponentXMPP):
    """XEP-0114 connection of `archive.<domain>`; `changed` hears whether it is up."""

    def __init__(
        self, jid: str, secret: str, host: str, port: int, changed: Callable[[bool], None]
    ) -> None:
        super().__init__(jid, secret, host, port)  # type: ignore[no-untyped-call]
        self._changed = changed
        self._closing = False
        self.register_plugin("xep_0030")
        self.register_plugin("xep_0199")
        self.plugin["xep_0030"].add_identity("component", "archive", name="Stoa archive")
        self.add_event_handler("session_start", lambda _: changed(True))
        self.add_event_handler("disconnected", self._lost)

    def _lost(self, _: object) -> None:
        self._changed(False)
        if not self._closing:
            asyncio.get_running_loop().call_later(1, self.connect)

    async def close(self) -> None:
        self._closing = True
        await self.disconnect(wait=1)

"""Names become public addresses only, and connections go to just those."""

from __future__ import annotations

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from components.push.services import is_public


class PublicResolver(AbstractResolver):
    def __init__(self, within: AbstractResolver | None = None) -> None:
        self._within = within or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises OSError where none is left."""
        found = await self._within.resolve(host, port, family)
        public = [each for each in found if is_public(each["host"])]
        if not public:
            raise OSError(None, f"{host} has no public address")
        return public

    async def close(self) -> None:
        await self._within.close()

"""The directory on the stream: who it is, and what people may ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID
from sqlalchemy import Engine

from components.directory import app_passwords, people
from components.directory.app_passwords import Device
from components.runtime import jobs
from components.runtime.commands import Command, Commands
from components.runtime.database import in_transaction
from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch
from components.runtime.stanza import Request
from schemas.refusals import Malformed
from schemas.xmpp.namespaces import VCARD

NAME = "People"
MOST_DIGITS = 18
"""Of a PostgreSQL bigint, with any value."""


def doors(engine: Engine, domain: str) -> Dispatch:
    dispatch = Dispatch()
    disco = Disco(Identity("directory", "user", NAME))
    disco.feature(VCARD)
    commands = Commands(f"directory.{domain}")
    for command in _commands(_Asked(engine, domain)):
        commands.add(command)
    commands.register(dispatch, disco)
    disco.register(dispatch)
    dispatch.handle("get", f"{{{VCARD}}}vCard", _vcard)
    return dispatch


async def _vcard(_: Request) -> Element:
    """The component's own (XEP-0054 v1.3)."""
    card = Element(f"{{{VCARD}}}vCard")
    SubElement(card, f"{{{VCARD}}}FN").text = NAME
    return card


@dataclass(frozen=True)
class WhichDevice:
    number: str = field(metadata={"label": "Number of the device, as in “My devices”"})


def _commands(asked: _Asked) -> tuple[Command, ...]:
    return (
        Command("devices", "My devices", asked.is_person, asked.devices),
        Command(
            "remove-device", "Remove a device", asked.is_person, asked.remove_device, (WhichDevice,)
        ),
        Command("synchronise", "Synchronise now", asked.is_administrator, asked.synchronise),
    )


class _Asked:
    """What the commands do, and for whom."""

    def __init__(self, engine: Engine, domain: str) -> None:
        self._engine, self._domain = engine, domain

    async def is_person(self, asker: JID) -> bool:
        """Of this server: it has proved who they are."""
        return bool(asker.local) and asker.domain == self._domain

    async def is_administrator(self, asker: JID) -> bool:
        return await self.is_person(asker) and await in_transaction(
            self._engine, lambda connection: people.is_administrator(connection, asker.local)
        )

    async def devices(self, asker: JID) -> str:
        found = await in_transaction(
            self._engine, lambda connection: app_passwords.listed(connection, asker.local)
        )
        return "\n".join(map(_line, found)) or "No device can sign in to your account."

    async def remove_device(self, asker: JID, which: WhichDevice) -> str:
        if not which.number.isdecimal() or len(which.number) > MOST_DIGITS:
            raise Malformed("That is no device's number")
        await in_transaction(
            self._engine,
            lambda connection: app_passwords.revoke(connection, asker.local, int(which.number)),
        )
        return "The device cannot sign in any more."

    async def synchronise(self, _: JID) -> str:
        await in_transaction(
            self._engine, lambda connection: jobs.defer(connection, "directory.sync")
        )
        return "People are being read from their source."


def _line(device: Device) -> str:
    used = f"last used {device.last_used_at:%Y-%m-%d}" if device.last_used_at else "never used"
    return f"{device.id}: {device.device}, since {device.created_at:%Y-%m-%d}, {used}"

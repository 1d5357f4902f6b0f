"""A person whom no other test knows."""

from dataclasses import dataclass
from uuid import uuid4

from components.directory import accounts, app_passwords
from tests.harness.stack import Stack
from tests.harness.xmpp import Client


@dataclass(frozen=True)
class Absentee:
    """A new account that has never been online."""

    stack: Stack
    localpart: str
    password: str

    @property
    def bare(self) -> str:
        return self.stack.jid(self.localpart)

    async def arrive(self) -> Client:
        """An online session, with nothing unread."""
        client = await self.stack.open()
        if await client.authenticate(self.localpart, self.password) is not None:
            raise AssertionError(f"{self.localpart} could not sign in")
        await client.bind("phone")
        await client.available()
        await client.settle()
        client.forget()
        return client


def absentee(stack: Stack) -> Absentee:
    localpart = f"newcomer-{uuid4()}"
    with stack.engine("app") as engine, engine.begin() as connection:
        accounts.create(connection, localpart)
        return Absentee(stack, localpart, app_passwords.mint(connection, localpart, "phone"))


async def newcomer(stack: Stack) -> Client:
    """An online session of a new account."""
    return await absentee(stack).arrive()

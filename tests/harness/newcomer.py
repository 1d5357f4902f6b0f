"""A person whom no other test knows."""

from uuid import uuid4

from components.directory import accounts, app_passwords
from tests.harness.stack import Stack
from tests.harness.xmpp import Client


async def newcomer(stack: Stack) -> Client:
    """An online session of a new account."""
    localpart = f"newcomer-{uuid4()}"
    with stack.engine("app") as engine, engine.begin() as connection:
        accounts.create(connection, localpart)
        password = app_passwords.mint(connection, localpart, "phone")
    client = await stack.open()
    if await client.authenticate(localpart, password) is not None:
        raise AssertionError(f"{localpart} could not sign in")
    await client.bind("phone")
    await client.available()
    await client.settle()
    client.forget()
    return client

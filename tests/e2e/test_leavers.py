"""Whoever leaves is locked out everywhere the moment the directory knows."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from components.directory import api_tokens
from tests.harness.organisation import Organisation
from tests.harness.people_told import SECONDS, synchronise, told
from tests.harness.stack import Stack, eventually
from tests.harness.visitor import Visitor
from tests.harness.web import ask
from tests.harness.xmpp import Client, WebSocketClient

CHARLES, DOROTHY = "charles", "dorothy"
"""Colleagues in Support."""
AT_ONCE_SECONDS = 30


@pytest.fixture
def restored(stack: Stack, database: psycopg.Connection[Any], cms: Organisation) -> Iterator[None]:
    """Charles is back after the test, and signs in with what he had."""
    yield
    cms.user(CHARLES, "is_active = true")
    synchronise(stack, database)
    database.execute(
        "update stoa.app_password set revoked_at = null where localpart = %s and device = 'demo'",
        [CHARLES],
    )
    known = {f"profile {CHARLES}", f"bookmark {CHARLES} support"}
    assert eventually(lambda: known <= told(database).keys(), bool, SECONDS)


async def detached(stack: Stack, password: str) -> None:
    """A session that waits to be resumed (XEP-0198)."""
    lost = await stack.open()
    assert await lost.authenticate(CHARLES, password) is None
    await lost.bind("laptop")
    await lost.enable_stream_management(seconds=60)
    await lost.available()
    await lost.cut()


async def web_client(stack: Stack, browser: Visitor) -> WebSocketClient:
    client = await stack.open_websocket()
    assert await client.authenticate(CHARLES, browser.web_token()) is None
    await client.bind("web")
    return client


def sessions(stack: Stack) -> set[str]:
    found = stack.api("user_sessions_info", user=CHARLES, host=stack.domain)
    return {one["resource"] for one in found}


@pytest.mark.usefixtures("restored")
async def test_streams_devices_browsers_programs_and_rooms_end_together(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    room = f"support@{stack.rooms}"
    browser = Visitor(stack)
    browser.sign_in(CHARLES, stack.cms_password(CHARLES))
    with stack.engine("app") as engine, engine.begin() as connection:
        program = api_tokens.mint(connection, CHARLES, "script", ["people:read"]).token
    phone: Client = await stack.sign_in(CHARLES, "phone")
    dorothy = await stack.sign_in(DOROTHY, "phone")
    await dorothy.join(room, "Dorothy")
    await phone.join(room, "Charles")
    device = browser.add_device("laptop")
    await detached(stack, device)
    web = await web_client(stack, browser)

    def of_program() -> int:
        bearer = {"Authorization": f"Bearer {program}"}
        return ask(stack.ports["web"], "/api/v1/me", headers=bearer).status

    before = (of_program(), browser.get("/account/").status, sessions(stack))
    cms.user(CHARLES, "is_active = false")
    synchronise(stack, database)
    await phone.finished(seconds=AT_ONCE_SECONDS)
    await web.finished(seconds=AT_ONCE_SECONDS)
    await dorothy.expect(
        lambda each: each.sender == f"{room}/Charles" and each.type == "unavailable"
    )
    again = await stack.open()

    assert (200, 200, {"phone", "laptop", "web"}) == before
    assert set() == eventually(lambda: sessions(stack), lambda found: not found, AT_ONCE_SECONDS)
    assert await again.authenticate(CHARLES, device) is not None
    assert 401 == eventually(of_program, (401).__eq__, AT_ONCE_SECONDS)
    assert 302 == browser.get("/account/").status
    assert 302 != Visitor(stack).sign_in(CHARLES, stack.cms_password(CHARLES)).status
    assert CHARLES not in eventually(
        lambda: members(stack, "support"), lambda found: CHARLES not in found, SECONDS
    )


def members(stack: Stack, room: str) -> set[str]:
    found = stack.api("get_room_affiliations", room=room, service=stack.rooms)
    return {one["jid"].partition("@")[0] for one in found}

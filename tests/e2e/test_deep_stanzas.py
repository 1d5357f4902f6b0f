"""Elements inside elements by the thousand: refused, and nothing overflows."""

from contextlib import suppress

import pytest

from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.office import Office
from tests.harness.stack import Stack
from tests.harness.stanza import error_to, with_id
from tests.harness.stream import StreamClosed
from tests.harness.xmpp import Client, Component

everywhere = pytest.mark.parametrize("where", ["online", "one device", "offline", "room"])


def nested(depth: int) -> str:
    """Elements inside each other, `depth` of them."""
    return f"<x xmlns='urn:deep'>{'<a>' * (depth - 1)}{'</a>' * (depth - 1)}</x>"


@everywhere
@pytest.mark.parametrize("depth", [150, 3_200, 36_000])
async def test_a_deeply_nested_message_is_refused(office: Office, where: str, depth: int) -> None:
    recipient, type = office.address(where)
    office.ada.message(recipient, f"<body>x</body>{nested(depth)}", type=type, id="deep")
    answer = await office.ada.expect(error_to("deep"))
    await office.ada.settle()

    assert "policy-violation" == answer.error
    await office.is_unharmed()


async def test_a_message_nested_as_deep_as_real_ones_passes(
    ada: Client, grace: Client, feed: Feed
) -> None:
    ada.message(grace.bare, f"<body>x</body>{nested(90)}", id="real")
    await grace.expect(with_id("real"))

    assert ["real"] == [row.message_id for row in feed.new_rows()]


@pytest.mark.parametrize("depth", [150, 3_200, 36_000])
@pytest.mark.parametrize("recipient", ["", "localhost", "grace@localhost", "grace@localhost/phone"])
async def test_a_deeply_nested_request_is_refused(
    office: Office, recipient: str, depth: int
) -> None:
    answer = await office.ada.ask("set", nested(depth), recipient or None)

    assert "policy-violation" == answer.error
    await office.is_unharmed()


@pytest.mark.parametrize("depth", [3_200, 36_000])
@pytest.mark.parametrize("recipient", ["", " to='grace@localhost'"])
async def test_a_deeply_nested_presence_is_not_handed_on(
    office: Office, recipient: str, depth: int
) -> None:
    office.ada.send(f"<presence{recipient}>{nested(depth)}</presence>")
    await office.ada.settle()
    await office.grace.settle()

    assert [] == [s for s in office.grace.inbox if s.child("{urn:deep}x") is not None]
    await office.is_unharmed()


@pytest.mark.parametrize("depth", [3_200, 36_000])
@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("<message to='grace@localhost'><body>", "</body></message>"),
        ("<message to='grace@localhost'><thread>", "</thread></message>"),
        ("<presence to='grace@localhost'><status>", "</status></presence>"),
        ("<r xmlns='urn:xmpp:sm:3'>", "</r>"),
        ("<enable xmlns='urn:xmpp:sm:3'>", "</enable>"),
        ("<unheard-of xmlns='urn:unheard-of'>", "</unheard-of>"),
    ],
)
async def test_deep_nesting_where_text_belongs_breaks_nothing(
    office: Office, head: str, tail: str, depth: int
) -> None:
    office.ada.send(f"{head}{nested(depth)}{tail}")
    with suppress(StreamClosed):
        await office.ada.settle()

    await office.delivered_is_recorded()
    office.linus.forget()
    await office.is_unharmed()


@pytest.mark.parametrize("depth", [3_200, 36_000])
async def test_deep_nesting_over_a_websocket_is_refused(
    office: Office, stack: Stack, depth: int
) -> None:
    alan = await stack.open_websocket()
    await alan.authenticate(cast.ALAN, stack.password(cast.ALAN))
    await alan.bind("browser")
    alan.message(office.grace.bare, nested(depth), id="deep")
    answer = await alan.expect(error_to("deep"))

    assert "policy-violation" == answer.error
    await office.is_unharmed()


@pytest.mark.parametrize("depth", [3_200, 36_000])
async def test_deep_nesting_before_sign_in_breaks_nothing(
    office: Office, stack: Stack, depth: int
) -> None:
    stranger = await stack.open()
    stranger.send(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{nested(depth)}</auth>")
    await stranger.cut()

    await office.is_unharmed()


@pytest.mark.parametrize("depth", [3_200, 36_000])
async def test_a_component_that_nests_deeply_breaks_nothing(
    office: Office, announcements: Component, depth: int
) -> None:
    announcements.message(office.grace.bare, nested(depth), id="deep")
    await announcements.settle()

    await office.delivered_is_recorded()
    await office.is_unharmed()

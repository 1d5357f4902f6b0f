"""Prefixes that a stanza does not declare itself: the server would pass them on undeclared."""

import pytest

from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Stack
from tests.harness.stanza import error_to, with_id
from tests.harness.xmpp import Client

UNDECLARED = [
    "<p:x/>",
    "<x xmlns='urn:x' p:a='1'/>",
    "<x xmlns='urn:x'><y><p:z/></y></x>",
]


@pytest.mark.parametrize("payload", UNDECLARED)
async def test_a_prefix_without_its_namespace_is_refused(
    stack: Stack, grace: Client, feed: Feed, payload: str
) -> None:
    alan = await stack.open_websocket()
    await alan.authenticate(cast.ALAN, stack.password(cast.ALAN))
    await alan.bind("web")
    alan.send(
        f"<message xmlns:p='urn:p' to='{grace.bare}' type='chat' id='bad'>"
        f"<body>x</body>{payload}</message>"
    )
    answer = await alan.expect(error_to("bad"))
    alan.message(grace.bare, "<body>still here</body>", id="good")
    await grace.expect(with_id("good"))

    assert "policy-violation" == answer.error
    assert ["good"] == [row.message_id for row in feed.new_rows()]


async def test_a_prefix_with_its_namespace_passes(ada: Client, grace: Client, feed: Feed) -> None:
    payload = "<p:x xmlns:p='urn:p' p:a='1'><p:y xml:lang='en'/></p:x>"
    ada.message(grace.bare, f"<body>x</body>{payload}", id="named")
    await grace.expect(with_id("named"))

    assert ["named"] == [row.message_id for row in feed.new_rows()]

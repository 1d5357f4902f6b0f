"""Messages for people who are just arriving."""

from tests.e2e.conftest import SignIn
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.stanza import with_body
from tests.harness.xmpp import Client

ROUNDS = 12


async def test_a_message_stored_while_its_recipient_signs_in_arrives_in_that_session(
    stack: Stack, ada: Client, sign_in: SignIn
) -> None:
    for number in range(ROUNDS):
        body = f"{number} on the doorstep"
        ada.say(stack.jid(cast.ALAN), body)
        alan = await stack.sign_in(cast.ALAN, "phone")
        received = await alan.expect(with_body(body))
        await alan.settle()
        again = [stanza for stanza in alan.messages if stanza.body == body]
        await alan.close()
        await ada.settle()

        assert received.sender == ada.jid
        assert [] == again

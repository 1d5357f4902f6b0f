"""What an account tells one of its clients, and nobody else."""

from tests.harness import cast
from tests.harness.feed import Feed
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza, named
from tests.harness.xmpp import Client

TOLD = [f"<message><x xmlns='urn:x' n='{number}'/></message>" for number in range(5)]


def is_last(stanza: Stanza) -> bool:
    return stanza.child("{urn:x}x[@n='4']") is not None


async def test_what_an_account_answers_goes_to_its_own_client_unrecorded(
    stack: Stack, ada: Client, ada_laptop: Client, grace: Client, feed: Feed
) -> None:
    stack.api("stoa_answer", to=ada.jid, messages=TOLD)
    stack.api("stoa_answer", to=f"{ada.bare}/gone", messages=TOLD)
    last = await ada.expect(is_last)
    for client in (ada_laptop, grace):
        await client.settle()

    assert (ada.bare, ada.jid) == (last.sender, last.recipient)
    assert 4 == len([each for each in ada.inbox if named("message")(each)])
    assert [] == ada_laptop.messages + grace.messages
    assert [] == feed.new_rows()


async def test_an_answer_waits_for_a_client_that_comes_back(
    stack: Stack, grace: Client, feed: Feed
) -> None:
    await grace.enable_stream_management()
    await grace.cut()
    stack.api("stoa_answer", to=grace.jid, messages=TOLD)
    again = await stack.open()
    await again.authenticate(cast.GRACE, stack.password(cast.GRACE))
    answer = await again.resume(grace)
    last = await again.expect(is_last)
    await again.close()
    numbers = [each.element[0].get("n") for each in (*again.inbox, last) if named("message")(each)]

    assert "resumed" == answer.kind
    assert ["0", "1", "2", "3", "4"] == numbers
    assert [] == feed.new_rows()

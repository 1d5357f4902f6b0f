"""Whatever somebody writes, wherever it is shown, is text and nothing else."""

from uuid import uuid4
from xml.sax.saxutils import escape, quoteattr

from tests.browser.client.conftest import At, Peer
from tests.harness import cast
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

RUNS = "<img src=x onerror=window.ran=1><script>window.ran=1</script>"
IN_ATTRIBUTES = "\"'><svg onload=window.ran=1>"
LINK = "javascript:window.ran=1//"
RAN = """
() => ({
  ran: "ran" in window,
  elements: document.querySelectorAll("script:not([src]), [src=x], svg[onload], iframe").length,
  links: [...document.links].filter((link) => !/^(https?|mailto):$/.test(link.protocol)).length,
})
"""
NOTHING = {"ran": False, "elements": 0, "links": 0}


async def is_text(client: WebClient, *texts: str) -> None:
    for text in texts:
        await client.page.get_by_text(text).first.wait_for(state="attached")
    assert NOTHING == await client.page.evaluate(RAN)


async def test_script_in_messages_drafts_and_status_texts_stays_text(at: At, peer: Peer) -> None:
    mary, alexander = await at(cast.MARY), await peer(cast.ALEXANDER)
    bodies = [f"{text} {uuid4().hex}" for text in (RUNS, IN_ATTRIBUTES, LINK)]
    alexander.send(f"<presence><show>dnd</show><status>{escape(RUNS)}</status></presence>")
    await mary.open(alexander.bare)
    for body in bodies:
        alexander.say(mary.bare, body)
        await mary.send(f"own {body}")
    await is_text(mary, *bodies, *(f"own {body}" for body in bodies))
    await is_text(mary, f"Do not disturb · {RUNS}")
    await mary.composer.fill(RUNS + IN_ATTRIBUTES)
    await mary.open(mary.stack.jid(cast.EMILIE))
    await is_text(mary, RUNS + IN_ATTRIBUTES)
    await mary.page.reload()
    await mary.ready()
    await is_text(mary, RUNS + IN_ATTRIBUTES)
    await mary.open(alexander.bare)
    await is_text(mary, *bodies)
    await mary.page.get_by_role("button", name="About this person").click()
    await is_text(mary, RUNS)
    await mary.composer.fill("")


async def test_script_in_names_nicks_and_subjects_stays_text(
    stack: Stack, at: At, peer: Peer
) -> None:
    """Contacts and rooms may be named by their owner (RFC 6121, XEP-0402)."""
    phone, maria = await peer(cast.RACHEL), await peer(cast.MARIA)
    room = f"room-{uuid4()}@{stack.rooms}"
    await maria.join(room, RUNS)
    await maria.ask(
        "set",
        "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data'"
        " type='submit'/></query>",
        room,
    )
    maria.message(room, f"<subject>{escape(RUNS)}</subject>", type="groupchat")
    maria.say(room, RUNS, type="groupchat")
    await phone.ask(
        "set",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:bookmarks:1'>"
        f"<item id='{room}'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'"
        f" name={quoteattr(IN_ATTRIBUTES)}><nick>{escape(IN_ATTRIBUTES)}</nick></conference>"
        "</item></publish></pubsub>",
    )
    rachel = await at(cast.RACHEL)
    await rachel.open(room)
    await is_text(rachel, RUNS, IN_ATTRIBUTES)
    await rachel.page.get_by_role("button", name="People in this room").click()
    await is_text(rachel, f"as {RUNS}")
    await maria.settle(room)
    await phone.ask(
        "set",
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><retract node='urn:xmpp:bookmarks:1'"
        f" notify='true'><item id='{room}'/></retract></pubsub>",
    )

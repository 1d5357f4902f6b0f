"""Reports with a blocking request (XEP-0377): taken, and the request does what it always does."""

import asyncio
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import tostring

import psycopg
import pytest

from tests.harness.stanza import with_body
from tests.harness.xmpp import Client

REPORTED = """
select r.reported, r.reason, r.note, r.blocked,
       array(select body from stoa.reported_message m where m.report_id = r.id order by message_id)
  from stoa.report r where r.reporter = %s order by r.id desc limit 1
"""
BLOCK = "<block xmlns='urn:xmpp:blocking'><item jid='{}'>{}</item></block>"
UNBLOCK = "<unblock xmlns='urn:xmpp:blocking'><item jid='{}'/></unblock>"
REPORT = (
    "<report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:{}'>{}<text>{}</text></report>"
)
STANZA_ID = "<stanza-id xmlns='urn:xmpp:sid:0' by='{}' id='{}'/>"
MOST_SECONDS = 60
KNOWN = "select from stoa.message where id = %s"
Audit = psycopg.Connection[Any]


def last(database: Audit, reporter: str) -> Any:
    return database.execute(REPORTED, (reporter,)).fetchone()


async def shown(database: Audit, id: str) -> None:
    """As soon as the views know a message."""
    async with asyncio.timeout(MOST_SECONDS):
        while database.execute(KNOWN, (id,)).rowcount == 0:  # noqa: ASYNC110 - a view has no event
            await asyncio.sleep(0.05)


async def test_a_report_shows_what_its_reporter_got_and_blocks(
    ada: Client, grace: Client, database: Audit
) -> None:
    word = f"Buy now {uuid4().hex}"
    grace.say(ada.bare, word)
    received = await ada.expect(with_body(word))
    (id,) = received.stanza_ids.values()
    await shown(database, id)
    report = REPORT.format("spam", STANZA_ID.format(ada.bare, id), "Again & again")
    answer = await ada.ask("set", BLOCK.format(grace.bare, report.replace("&", "&amp;")))
    blocked = await ada.ask("get", "<blocklist xmlns='urn:xmpp:blocking'/>")
    await ada.ask("set", UNBLOCK.format(grace.bare))

    assert "result" == answer.type, answer
    assert grace.bare in tostring(blocked.element, encoding="unicode")
    assert (grace.bare, "spam", "Again & again", True, [word]) == last(database, "ada")


@pytest.mark.parametrize("id", ["", "x", "9" * 40, "1"])
async def test_what_names_nothing_is_a_report_of_the_person(
    ada: Client, linus: Client, database: Audit, id: str
) -> None:
    report = REPORT.format("abuse", STANZA_ID.format(ada.bare, id), id or "nothing")
    answer = await ada.ask("set", BLOCK.format(linus.bare, report))
    await ada.ask("set", UNBLOCK.format(linus.bare))

    assert "result" == answer.type, answer
    assert (linus.bare, "abuse", id or "nothing", True, []) == last(database, "ada")


async def test_nobody_shows_what_others_say_among_themselves(
    ada: Client, grace: Client, linus: Client, database: Audit
) -> None:
    word = f"a secret {uuid4().hex}"
    grace.say(linus.bare, word)
    received = await linus.expect(with_body(word))
    (id,) = received.stanza_ids.values()
    await shown(database, id)
    report = REPORT.format("abuse", STANZA_ID.format(ada.bare, id), "?")
    await ada.ask("set", BLOCK.format(grace.bare, report))
    await ada.ask("set", UNBLOCK.format(grace.bare))

    assert (grace.bare, "abuse", "?", True, []) == last(database, "ada")


async def test_the_server_says_that_it_takes_reports(ada: Client) -> None:
    query = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
    answer = await ada.ask("get", query, ada.domain)

    assert "urn:xmpp:reporting:1" in tostring(answer.element, encoding="unicode")

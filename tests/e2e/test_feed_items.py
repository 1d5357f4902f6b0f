"""What a person's devices agree on: one row for each item that a client publishes or takes back."""

import pytest

from tests.harness.feed import Feed
from tests.harness.pep import PUBSUB, configured, items, publish
from tests.harness.stack import Stack, eventually
from tests.harness.xmpp import Client

BOOKMARKS = "urn:xmpp:bookmarks:1"
ROOM = "room@conference.localhost"
NODES = {
    "urn:xmpp:mds:displayed:0": "<displayed xmlns='urn:xmpp:mds:displayed:0'>"
    "<stanza-id xmlns='urn:xmpp:sid:0' by='room@conference.localhost' id='1'/></displayed>",
    BOOKMARKS: f"<conference xmlns='{BOOKMARKS}' name='Tea'><extensions>"
    "<notify xmlns='urn:xmpp:notification-settings:1'><never/></notify>"
    "</extensions></conference>",
    "urn:stoa:pinned:1": "<pinned xmlns='urn:stoa:pinned:1'/>",
    "urn:stoa:archived:1": "<archived xmlns='urn:stoa:archived:1'/>",
    "urn:stoa:unread:1": "<unread xmlns='urn:stoa:unread:1'/>",
    "urn:stoa:threads:1": "<thread xmlns='urn:stoa:threads:1' follows='true'/>",
}
HIDDEN = "urn:stoa:hidden:1"
PRIVATE = NODES | {HIDDEN: f"<hidden xmlns='{HIDDEN}' in='grace@localhost'/>"}
OLDER = "<storage xmlns='storage:bookmarks'><conference jid='room@conference.localhost'/></storage>"


def pubsub(action: str) -> str:
    return f"<pubsub xmlns='{PUBSUB}'>{action}</pubsub>"


def owner(action: str) -> str:
    return f"<pubsub xmlns='{PUBSUB}#owner'>{action}</pubsub>"


def routes(feed: Feed) -> list[tuple[str, str, str, str]]:
    return [row.route for row in feed.new_rows("item")]


@pytest.mark.parametrize("node", NODES)
async def test_a_published_item_has_one_row_and_so_has_its_end(
    ada: Client, feed: Feed, node: str
) -> None:
    answer = await publish(ada, node, ROOM, NODES[node])
    kept = [item.get("id") for item in await items(ada, node)]
    (published,) = feed.new_rows("item")
    retract = f"<retract node='{node}'><item id='{ROOM}'/></retract>"
    ended = await ada.ask("set", pubsub(retract))

    assert ["result", "result"] == [answer.type, ended.type]
    assert ROOM in kept
    assert ("c2s", "publish", ada.jid, ada.bare) == published.route
    assert node in published.xml
    assert [("c2s", "retract", ada.jid, ada.bare)] == routes(feed)
    assert [] == feed.new_rows()


@pytest.mark.parametrize(
    "payload",
    [
        f"<query xmlns='jabber:iq:private'>{OLDER}</query>",
        pubsub(f"<publish node='storage:bookmarks'><item id='current'>{OLDER}</item></publish>"),
    ],
    ids=["private storage", "one item"],
)
async def test_bookmarks_in_an_older_form_have_one_row(
    ada: Client, feed: Feed, payload: str
) -> None:
    answer = await ada.ask("set", payload, ada.bare)

    assert "result" == answer.type
    assert [("c2s", "publish", ada.jid, ada.bare)] == routes(feed)


@pytest.mark.parametrize("action", ["purge", "delete"])
async def test_the_end_of_all_items_has_one_row(ada: Client, feed: Feed, action: str) -> None:
    await publish(ada, "urn:stoa:pinned:1", ROOM, NODES["urn:stoa:pinned:1"])
    feed.new_rows()
    answer = await ada.ask("set", owner(f"<{action} node='urn:stoa:pinned:1'/>"))

    assert "result" == answer.type
    assert [("c2s", "retract", ada.jid, ada.bare)] == routes(feed)


async def test_what_the_server_does_not_take_is_followed_by_its_refusal(
    ada: Client, feed: Feed
) -> None:
    twice = pubsub("<retract node='urn:stoa:archived:1'><item id='nobody@localhost'/></retract>")
    answer = await ada.ask("set", twice)
    rows = eventually(feed.rows, lambda rows: len(rows) > 1, 60)

    assert "item-not-found" == answer.error
    assert [("item", "retract"), ("outcome", "refused")] == [(row.kind, row.type) for row in rows]
    assert 1 == len({row.stanza_id for row in rows})


@pytest.mark.parametrize(
    "node",
    ["urn:stoa:pinned:1", "urn:stoa:archived:1", "urn:stoa:unread:1", "urn:stoa:threads:1", HIDDEN],
)
async def test_conversations_set_aside_are_nobody_elses_to_see_or_say(
    ada: Client, ada_laptop: Client, grace: Client, feed: Feed, node: str
) -> None:
    for number in range(3):
        await publish(ada, node, f"{number}@localhost", PRIVATE[node])
    feed.new_rows()
    read = await grace.ask("get", pubsub(f"<items node='{node}'/>"), ada.bare)
    written = await grace.ask(
        "set",
        pubsub(f"<publish node='{node}'><item id='x'>{PRIVATE[node]}</item></publish>"),
        ada.bare,
    )
    options = await configured(ada, node)

    assert {"0@localhost", "1@localhost", "2@localhost"} <= {
        item.get("id") for item in await items(ada_laptop, node)
    }
    assert ["whitelist"] == options["pubsub#access_model"]
    assert (True, True) == (read.error is not None, written.error is not None)
    assert [] == routes(feed)


async def test_what_somebody_hides_has_no_row_and_comes_page_by_page(
    ada: Client, feed: Feed
) -> None:
    feed.new_rows()
    ids = [str(1795276639286217 + number) for number in range(3)]
    for id in ids:
        await publish(ada, HIDDEN, id, PRIVATE[HIDDEN])
    found: list[str] = []
    after = ""
    while True:
        rsm = f"<set xmlns='http://jabber.org/protocol/rsm'><max>2</max>{after}</set>"
        answer = await ada.ask("get", pubsub(f"<items node='{HIDDEN}'/>{rsm}"))
        page = [item.get("id", "") for item in answer.element.iterfind(".//{*}item")]
        last = answer.element.findtext(".//{*}last")
        assert len(page) <= 2
        found += page
        if not page or last is None:
            break
        after = f"<after>{last}</after>"

    assert set(ids) <= set(found)
    assert len(found) == len(set(found))
    assert [] == feed.new_rows()


async def test_what_the_directory_writes_and_other_nodes_have_no_row(
    stack: Stack, ada: Client, ada_laptop: Client, feed: Feed
) -> None:
    pinned = (
        f"<publish node='urn:stoa:pinned:1'><item>{NODES['urn:stoa:pinned:1']}</item></publish>"
    )
    ada.send(f"<iq type='set' id='to-laptop' to='{ada_laptop.jid}'>{pubsub(pinned)}</iq>")
    await ada_laptop.expect(lambda found: found.id == "to-laptop")
    mood = "<mood xmlns='http://jabber.org/protocol/mood'><happy/></mood>"
    await publish(ada, "http://jabber.org/protocol/mood", "current", mood)
    await ada.ask("get", pubsub(f"<items node='{BOOKMARKS}'/>"))
    await ada.ask("set", "<query xmlns='jabber:iq:private'><x xmlns='urn:other'/></query>")
    told = [{"room": ROOM, "name": "Tea"}]
    stack.api("stoa_bookmarks", user="ada", host=stack.domain, put=told, remove=[])
    stack.api("stoa_bookmarks", user="ada", host=stack.domain, put=[], remove=[ROOM])

    assert [] == routes(feed)

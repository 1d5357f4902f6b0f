"""One message, one id: live, in carbons, in both archives and in the feed."""

import pytest

from tests.harness.feed import Feed
from tests.harness.stack import Stack
from tests.harness.stanza import copy_of, with_body
from tests.harness.xmpp import Client, Component

FORGED = (
    "<stanza-id xmlns='urn:xmpp:sid:0' id='666' by='grace@localhost'/>"
    "<stanza-id xmlns='urn:xmpp:sid:0' id='667' by='ada@localhost'/>"
    "<stanza-id xmlns='urn:xmpp:sid:0' id='668' by='GRACE@localhost/phone'/>"
)


@pytest.mark.parametrize("payload", ["<body>hi</body>", f"<body>hi</body>{FORGED}"])
async def test_a_message_to_a_person_bears_one_id_everywhere(
    ada: Client, ada_laptop: Client, grace: Client, grace_laptop: Client, feed: Feed, payload: str
) -> None:
    ada.message(grace.bare, payload)
    at_grace = await grace.expect(with_body("hi"))
    at_her_laptop = await grace_laptop.expect(with_body("hi"))
    carbon = (await ada_laptop.expect(copy_of("hi"))).carbon
    (in_adas_archive,) = await ada.archive(last=1)
    (in_graces_archive,) = await grace.archive(last=1)

    (row,) = feed.new_rows()
    stanza_id = row.stanza_id
    assert [(grace.bare, str(stanza_id))] == at_grace.all_stanza_ids
    assert [(grace.bare, str(stanza_id))] == at_her_laptop.all_stanza_ids
    assert carbon is not None
    assert [(ada.bare, str(stanza_id))] == carbon.all_stanza_ids
    assert [stanza_id, stanza_id] == [
        in_adas_archive.archive_id,
        in_graces_archive.archive_id,
    ]


async def test_a_message_to_one_device_bears_one_id_everywhere(
    ada: Client, ada_laptop: Client, grace: Client, grace_laptop: Client, feed: Feed
) -> None:
    ada.message(grace_laptop.jid, f"<body>hi</body>{FORGED}")
    live = await grace_laptop.expect(with_body("hi"))
    carbon = (await grace.expect(copy_of("hi"))).carbon
    own_carbon = (await ada_laptop.expect(copy_of("hi"))).carbon
    (in_adas_archive,) = await ada.archive(last=1)
    (in_graces_archive,) = await grace.archive(last=1)

    (row,) = feed.new_rows()
    stanza_id = row.stanza_id
    assert carbon is not None
    assert own_carbon is not None
    assert [(grace.bare, str(stanza_id))] == live.all_stanza_ids == carbon.all_stanza_ids
    assert [(ada.bare, str(stanza_id))] == own_carbon.all_stanza_ids
    assert [stanza_id, stanza_id] == [
        in_adas_archive.archive_id,
        in_graces_archive.archive_id,
    ]


@pytest.mark.parametrize("resource", ["", "/phone", "/laptop"])
async def test_a_note_to_oneself_bears_one_id_everywhere(
    ada: Client, ada_laptop: Client, feed: Feed, resource: str
) -> None:
    ada.say(ada.bare + resource, "note")
    await ada.settle()
    await ada_laptop.settle()
    received = [*ada.messages, *ada_laptop.messages]
    (archived,) = await ada.archive(last=1)

    (row,) = feed.new_rows()
    assert row.stanza_id == archived.archive_id
    assert received
    for message in received:
        assert {ada.bare: str(row.stanza_id)} == (message.carbon or message).stanza_ids


async def test_a_components_message_bears_one_id_everywhere(
    announcements: Component, grace: Client, grace_laptop: Client, feed: Feed
) -> None:
    announcements.message(grace.bare, f"<body>news</body>{FORGED}")
    received = [await client.expect(with_body("news")) for client in (grace, grace_laptop)]
    (archived,) = await grace.archive(last=1)

    (row,) = feed.new_rows()
    assert row.stanza_id == archived.archive_id
    for message in received:
        assert [(grace.bare, str(row.stanza_id))] == message.all_stanza_ids


async def test_a_message_to_a_component_is_archived_under_the_id_of_its_row(
    ada: Client, announcements: Component, feed: Feed
) -> None:
    ada.say(announcements.name, "question")
    await announcements.expect(with_body("question"))
    (archived,) = await ada.archive(last=1)

    (row,) = feed.new_rows()
    assert row.stanza_id == archived.archive_id


async def test_what_waited_offline_bears_the_id_of_its_row(
    ada: Client, stack: Stack, feed: Feed
) -> None:
    ada.say(stack.jid("margaret"), "later")
    await ada.settle()
    margaret = await stack.sign_in("margaret", "phone")
    received = await margaret.expect(with_body("later"))
    (archived,) = await margaret.archive(last=1)
    await margaret.close()

    (row,) = feed.new_rows()
    assert {margaret.bare: str(row.stanza_id)} == received.stanza_ids
    assert row.stanza_id == archived.archive_id


async def test_ids_grow_within_a_burst(ada: Client, grace: Client, feed: Feed) -> None:
    for number in range(50):
        ada.say(grace.bare, f"burst {number}")
    await grace.expect(with_body("burst 49"))

    ids = [row.stanza_id for row in feed.new_rows()]
    assert 50 == len(set(ids))
    assert sorted(ids) == ids

"""The server told of people: again after a crash, and at once when the CMS changes."""

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
import pytest

from components.directory.provisioning import Provisioning
from components.directory.telling import Telling
from components.directory.wanted import Group
from components.runtime.server_api import ServerApi
from tests.harness.directory import Directory
from tests.harness.organisation import Organisation
from tests.harness.people_told import SECONDS, states, synchronise, told
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import Condition, Stanza, with_body
from tests.harness.xmpp import Client

JAMES, DOROTHY = "james", "dorothy"
"""Colleagues in Support."""


@pytest.fixture
def archives_emptied(stack: Stack, database: psycopg.Connection[Any]) -> Iterator[None]:
    """Nobody is left in the archives that the test made."""
    yield
    gone = "from stoa.department d where d.id = department_id and d.removed_at is not null"
    database.execute(f"delete from stoa.membership where exists (select {gone})")  # noqa: S608
    rooms = {
        room
        for (room,) in database.execute(
            "select room from stoa.department where removed_at is not null"
        )
    }
    synchronise(stack, database)
    left = eventually(
        lambda: {
            each for each in told(database) if each.split(" ")[-1] in rooms and "book" in each
        },
        lambda found: not found,
        SECONDS,
    )
    assert not left


def of_support(stack: Stack, group: str) -> set[str]:
    found = stack.api("srg_get_members", group=group, host=stack.domain)
    return {jid.partition("@")[0] for jid in found}


def roster_push(localpart: str, subscription: str) -> Condition:
    def matches(stanza: Stanza) -> bool:
        item = stanza.child("{jabber:iq:roster}query/{jabber:iq:roster}item")
        return (
            item is not None
            and item.get("jid", "").startswith(f"{localpart}@")
            and item.get("subscription") == subscription
        )

    return matches


def has_other_options(stanza: Stanza) -> bool:
    """A room says so to those in it (XEP-0045 #roomconfig-notify)."""
    status = stanza.element.find("{*}x/{*}status")
    return stanza.type == "groupchat" and status is not None and status.get("code") == "104"


async def title_of(client: Client, room: str) -> str | None:
    answer = await client.ask("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", room)
    identity = answer.element.find("{*}query/{*}identity")
    return None if identity is None else identity.get("name")


async def contacts(client: Client) -> set[str]:
    answer = await client.ask("get", "<query xmlns='jabber:iq:roster'/>")
    found = answer.element.iterfind("{*}query/{*}item")
    return {item.get("jid", "").partition("@")[0] for item in found}


def test_a_crash_in_the_middle_leaves_nothing_out_and_a_further_run_does_nothing(
    stack: Stack, database: psycopg.Connection[Any]
) -> None:
    before = told(database)
    (group,) = (
        subject.removeprefix("group ")
        for subject in before
        if subject.startswith("group department")
        and JAMES in of_support(stack, subject.removeprefix("group "))
    )
    gone = {"group": group, "label": "", "displayed": [], "members": []}
    stack.api("stoa_groups", host=stack.domain, groups=[gone])
    nobody = {"members": [], "moderators": [], "archived": False}
    stack.api("stoa_room", room="support", service=stack.rooms, title="", **nobody)
    database.execute("delete from stoa.provisioned")

    with stack.database("app") as other, other.transaction(force_rollback=True):
        other.execute(
            "insert into stoa.provisioned values ('bookmark james support', '')"
        )  # in its way
        stack.kill("directory")
        noted = eventually(lambda: told(database), lambda known: len(known) >= 40, SECONDS)
        stack.kill("directory")
    done = eventually(lambda: told(database), lambda known: len(known) == len(before), SECONDS)

    assert 40 <= len(noted) < len(before)
    assert states(before) == states(done)
    assert {"george", DOROTHY, "charles", JAMES} == of_support(stack, group)
    affiliations = stack.api("get_room_affiliations", room="support", service=stack.rooms)
    assert 4 == len([one for one in affiliations if one["affiliation"] == "member"])
    synchronise(stack, database)
    assert done == told(database)


async def test_whoever_leaves_is_signed_out_at_once_and_comes_back(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    james = await stack.sign_in(JAMES, "phone")
    dorothy = await stack.sign_in(DOROTHY, "phone")
    before = states(told(database))
    await contacts(dorothy)
    try:
        cms.user(JAMES, "is_active = false")
        synchronise(stack, database)
        await james.finished()
        await dorothy.expect(roster_push(JAMES, "remove"))
        again = await stack.open()
        refused = await again.authenticate(JAMES, stack.password(JAMES))
    finally:
        cms.user(JAMES, "is_active = true")
        synchronise(stack, database)
        ended = database.execute(
            "update stoa.app_password set revoked_at = null where localpart = %s"
            " and revoked_at is not null returning id",
            [JAMES],
        ).fetchall()
    await dorothy.expect(roster_push(JAMES, "both"))
    back = await stack.sign_in(JAMES, "phone")

    assert refused is not None
    assert ended, "a password from before signs in"
    assert DOROTHY in await contacts(back)
    assert before == eventually(lambda: states(told(database)), before.__eq__, SECONDS)


@pytest.fixture
def in_engineering_too(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> Iterator[None]:
    """James and Dorothy share two departments, and the server has been told."""
    known = "bookmark dorothy engineering"
    for name in (JAMES, DOROTHY):
        cms.join(name, "Engineering")
    try:
        synchronise(stack, database)
        assert eventually(lambda: known in told(database), bool, SECONDS)
        yield
    finally:
        for name in (JAMES, DOROTHY):
            cms.leave(name, "Engineering")
        synchronise(stack, database)
    assert eventually(lambda: known not in told(database), bool, SECONDS)


@pytest.mark.usefixtures("in_engineering_too")
async def test_whoever_leaves_one_of_two_departments_stays_in_the_contact_list(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    dorothy = await stack.sign_in(DOROTHY, "phone")
    both = await contacts(dorothy)
    cms.leave(JAMES, "Engineering")
    synchronise(stack, database)
    pushed = await dorothy.expect(roster_push(JAMES, "both"))
    groups = pushed.element.findall("{*}query/{*}item/{*}group")
    await dorothy.settle()

    assert {"nikola", JAMES} <= both
    assert ["Support"] == [group.text for group in groups]
    assert not any(map(roster_push(JAMES, "remove"), dorothy.inbox))


@pytest.mark.usefixtures("archives_emptied")
async def test_a_department_that_is_gone_leaves_colleagues_of_another_in_the_contact_list(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    cms.found("Temporary")
    cms.join(JAMES, "Temporary")
    cms.join(DOROTHY, "Temporary")
    try:
        synchronise(stack, database)
        eventually(lambda: "bookmark dorothy temporary" in told(database), bool, SECONDS)
        dorothy = await stack.sign_in(DOROTHY, "phone")
        both = await contacts(dorothy)
    finally:
        cms.dissolve("Temporary")
        synchronise(stack, database)
    pushed = await dorothy.expect(roster_push(JAMES, "both"))
    groups = pushed.element.findall("{*}query/{*}item/{*}group")
    await dorothy.settle()

    assert JAMES in both
    assert ["Support"] == [group.text for group in groups]
    assert not any(map(roster_push(JAMES, "remove"), dorothy.inbox))


class Crash(BaseException):
    """The process dies, having told of contact lists and noted nothing."""


class CrashingTelling(Telling):
    def groups(self, groups: Iterable[Group]) -> None:
        super().groups(groups)
        raise Crash


@pytest.mark.usefixtures("in_engineering_too")
async def test_a_crash_in_the_middle_of_contact_lists_loses_no_contact(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    dorothy = await stack.sign_in(DOROTHY, "phone")
    await contacts(dorothy)
    cms.leave(JAMES, "Engineering")
    database.execute(
        "delete from stoa.membership m using stoa.department d where m.department_id = d.id"
        " and m.localpart = %s and d.name = 'Engineering'",
        [JAMES],
    )
    with stack.engine("app") as engine:
        api = ServerApi(stack.home / "run" / "ejabberd" / "api.sock")
        with pytest.raises(Crash):
            Provisioning(engine, CrashingTelling(api, stack.domain)).reconcile(lambda *_: None)
        await dorothy.expect(roster_push(JAMES, "both"))
        Provisioning(engine, Telling(api, stack.domain)).reconcile(lambda *_: None)
    await dorothy.settle()

    assert JAMES in await contacts(dorothy)
    assert not any(map(roster_push(JAMES, "remove"), dorothy.inbox))


async def test_a_new_name_reaches_contact_lists_that_are_open(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    dorothy = await stack.sign_in(DOROTHY, "phone")
    await contacts(dorothy)
    cms.user(JAMES, "last_name = 'Joule'")
    try:
        synchronise(stack, database)
        pushed = await dorothy.expect(roster_push(JAMES, "both"))
        item = pushed.element.find("{*}query/{*}item")
    finally:
        cms.user(JAMES, "last_name = 'Watt'")
        synchronise(stack, database)
    await dorothy.expect(roster_push(JAMES, "both"))

    assert item is not None
    assert "James Joule" == item.get("name")


@pytest.mark.usefixtures("archives_emptied")
async def test_a_department_that_is_gone_is_an_archive_for_its_members_and_comes_back(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    room = f"archaeology@{stack.rooms}"
    cms.found("Archaeology")
    cms.join(JAMES, "Archaeology")
    try:
        synchronise(stack, database)
        assert eventually(lambda: "bookmark james archaeology" in told(database), bool, SECONDS)
        james = await stack.sign_in(JAMES, "phone")
        await james.join(room, "James")
        james.say(room, "kept", type="groupchat")
        await james.expect(with_body("kept"))
        number = cms.identity("Archaeology")
        cms.dissolve("Archaeology")
        synchronise(stack, database)
        await james.expect(has_other_options)
        archived = await title_of(james, room)
        james.say(room, "too late", type="groupchat")
        refused = await james.expect(lambda found: found.type == "error")
        history = [found.archived.body for found in await james.archive(of=room) if found.archived]
        cms.found_again(number, "Archaeology & Epigraphy")
        cms.join(JAMES, "Archaeology & Epigraphy")
        synchronise(stack, database)
        await james.expect(has_other_options)
        again = await title_of(james, room)
        james.say(room, "again", type="groupchat")
        await james.expect(with_body("again"))
    finally:
        cms.dissolve("Archaeology & Epigraphy")
        synchronise(stack, database)

    assert ("Archaeology (archived)", "Archaeology & Epigraphy") == (archived, again)
    assert "forbidden" == refused.error
    assert ["kept"] == history


@pytest.mark.usefixtures("archives_emptied")
async def test_a_department_leaves_the_room_of_another_alone(
    stack: Stack, database: psycopg.Connection[Any], cms: Organisation
) -> None:
    linus = await stack.sign_in("linus", "phone")
    await linus.join(f"legal@{stack.rooms}", "Linus")
    cms.found("Legal")
    cms.join(JAMES, "Legal")
    try:
        synchronise(stack, database)
        assert eventually(lambda: "bookmark james legal-2" in told(database), bool, SECONDS)
        theirs = stack.api("get_room_affiliations", room="legal-2", service=stack.rooms)
        of_linus = stack.api("get_room_affiliations", room="legal", service=stack.rooms)
        rooms = database.execute("select room from stoa.department where name = 'Legal'").fetchall()
    finally:
        cms.dissolve("Legal")
        synchronise(stack, database)

    assert {JAMES, ""} == {one["jid"].rpartition("@")[0] for one in theirs}
    assert ["linus"] == [one["jid"].partition("@")[0] for one in of_linus]
    assert [("legal-2",)] == rooms
    assert "bookmark james legal" not in told(database)


async def test_a_revoked_device_is_signed_out(stack: Stack, directory: Directory) -> None:
    margaret = await stack.open()
    await margaret.authenticate("margaret", directory.mint())
    await margaret.bind("tablet")
    await margaret.available()
    await margaret.settle()
    directory.revoke()

    await margaret.finished()

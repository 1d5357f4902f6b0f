"""Who may fetch a shared file by a link: asked each time, and nobody in another's place."""

import re
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape, quoteattr

from tests.harness import cast
from tests.harness.directory import Directory
from tests.harness.feed import Feed
from tests.harness.sharing import (
    BODY,
    OOB,
    PLAN,
    REPLACE,
    SFS,
    ended,
    fetched,
    holder,
    links,
    own,
    parts,
    sharing,
    text,
)
from tests.harness.stack import Stack
from tests.harness.stanza import error_to, with_id
from tests.harness.upload import ask, uploaded
from tests.harness.xmpp import Client


async def test_whoever_left_the_room_gets_nothing_by_a_saved_link_or_by_any_trick(
    ada: Client, linus: Client, grace: Client, room: str, seen: str, plan: str
) -> None:
    before = linus.message(grace.bare, BODY.format("hello"))
    await grace.expect(with_id(before))
    await linus.leave(room, "Linus")
    await ended(seen)

    canonical = f"https://upload.{ada.domain}/{parts(seen).file}/plan.txt"
    tricks = [
        sharing(seen),
        OOB.format(seen) + BODY.format("look"),
        BODY.format(canonical),
        sharing(canonical),
        BODY.format(f"&gt; {seen}") + "<reply xmlns='urn:xmpp:reply:0' id='x' to='y'/>",
        BODY.format(f"{seen} {seen}"),
        BODY.format(seen) + REPLACE.format(before),
        SFS.format(seen) + "<store xmlns='urn:xmpp:hints'/>",
        f"<reactions xmlns='urn:xmpp:reactions:0' id='{before}'>"
        f"<reaction>{seen}</reaction></reactions>",
    ]
    for to in (linus, grace):
        ids = [linus.message(to.bare, trick) for trick in tricks]
        received = await to.expect(with_id(ids[0]))
        theirs = own(to, received)
        await to.expect(with_id(ids[-1]))
        answer = ask(theirs)

        assert 403 == answer.status
    assert 403 == ask(seen).status
    assert 200 == ask(plan).status


async def test_whoever_leaves_the_organisation_gets_nothing_by_a_saved_link(
    ada: Client, stack: Stack, directory: Directory, plan: str
) -> None:
    margaret = await stack.sign_in(cast.MARGARET, "phone")
    id = ada.message(margaret.bare, sharing(plan))
    link = own(margaret, await margaret.expect(with_id(id)))
    assert 200 == fetched(link).status
    directory.disable()
    await ended(link)
    directory.enable()

    assert 200 == ask(link).status


async def test_whoever_is_put_out_of_a_room_gets_nothing_by_a_saved_link(
    ada: Client, linus: Client, room: str, seen: str
) -> None:
    banned = f"<item jid={quoteattr(linus.bare)} affiliation='outcast'/>"
    query = f"<query xmlns='http://jabber.org/protocol/muc#admin'>{banned}</query>"
    assert "result" == (await ada.ask("set", query, room)).type

    await ended(seen)


async def test_anothers_link_is_passed_on_as_the_readers_own_and_only_by_who_may_read_it(
    ada: Client, linus: Client, grace: Client, seen: str, plan: str
) -> None:
    """Somebody has got hold of Ada's link outside of here."""
    by_linus = linus.message(grace.bare, sharing(plan))
    link = own(grace, await grace.expect(with_id(by_linus)))
    assert 200 == fetched(link).status

    hidden = (await uploaded(ada, "hidden.txt", PLAN, "text/plain")).get
    assert 200 == fetched(hidden).status
    by_grace = grace.message(linus.bare, sharing(hidden))
    assert 403 == ask(own(linus, await linus.expect(with_id(by_grace)))).status


async def test_a_link_is_its_persons_or_none(ada: Client, grace: Client, plan: str) -> None:
    id = ada.message(grace.bare, sharing(plan))
    link = own(grace, await grace.expect(with_id(id)))
    theirs, mine = parts(link), parts(plan)
    other = (await uploaded(ada, "other.txt", PLAN, "text/plain")).get
    forged = [
        link.replace(theirs.capability, f"{holder_of(plan)}.{mac_of(link)}"),
        link.replace(theirs.capability, f"{holder_of(link)}.{mac_of(plan)}"),
        link.replace(theirs.capability, f"put.{mac_of(link)}"),
        link.replace(theirs.file, parts(other).file),
        plan.replace(mine.file, parts(other).file),
        link.replace(theirs.file, theirs.file.upper()),
        link.replace(theirs.capability, theirs.capability + "A"),
        link.replace(theirs.capability, theirs.capability[:-1]),
        link.replace(f"/{theirs.name}", ""),
        link.replace(f"/{theirs.name}", "/"),
        link.replace("/files/", "/files//"),
        link.replace("/files/", "/%66iles/"),
        link.replace(theirs.capability, "." + theirs.capability),
    ]

    assert 200 == fetched(link).status
    assert {403, 404} >= {ask(each, method).status for each in forged for method in ("GET", "HEAD")}
    assert 403 == ask(f"{other}?about".replace(parts(other).capability, theirs.capability)).status


def holder_of(link: str) -> str:
    return parts(link).capability.partition(".")[0]


def mac_of(link: str) -> str:
    return parts(link).capability.partition(".")[2]


async def test_who_may_read_it_may_pass_it_on_and_a_retracted_message_gives_nothing(
    ada: Client, linus: Client, grace: Client, seen: str, plan: str
) -> None:
    forwarded = linus.message(grace.bare, BODY.format(f"from Ada: {seen}"))
    link = own(grace, await grace.expect(with_id(forwarded)))
    assert (200, PLAN) == (fetched(link).status, fetched(link).body)

    linus.message(
        grace.bare,
        f"<retract xmlns='urn:xmpp:message-retract:1' id='{forwarded}'/>",
    )
    await ended(link)
    assert 200 == ask(seen).status


async def test_a_corrected_message_shares_what_it_says_now(
    ada: Client, grace: Client, plan: str
) -> None:
    id = ada.message(grace.bare, BODY.format("see below"))
    await grace.expect(with_id(id))
    fixed = ada.message(grace.bare, sharing(plan) + REPLACE.format(id))
    link = own(grace, await grace.expect(with_id(fixed)))
    assert 200 == fetched(link).status

    ada.message(grace.bare, BODY.format("nothing, after all") + REPLACE.format(id))
    await ended(link)


def spelled(plan: str) -> dict[str, str]:
    """Ways to hand one's own link on."""
    origin, file, capability, name = parts(plan)
    path = f"/files/{file}/{capability}/{name}"
    host = origin.partition("://")[2]
    encoded = "".join(f"%{ord(each):02X}" for each in capability)
    return {
        "as it is": BODY.format(plan),
        "only out of band": OOB.format(plan),
        "in an attribute": f"<reference xmlns='urn:xmpp:reference:0' type='data' uri='{plan}'/>",
        "deep inside": "<a xmlns='x'>" * 9 + plan + "</a>" * 9,
        "twice": BODY.format(f"{plan} and {plan}"),
        "twice in one word": BODY.format(f"{plan},{plan}"),
        "at another host": BODY.format(f"https://elsewhere.example{path}"),
        "at an address": BODY.format(f"http://127.0.0.1:{host.rpartition(':')[2]}{path}"),
        "as a path": BODY.format(path),
        "as a part of a path": BODY.format(f"{file}/{capability}"),
        "in capitals": BODY.format(plan.replace(file, file.upper()).replace("http", "HTTP")),
        "encoded": BODY.format(f"{origin}/files/{file}/{encoded}/{name}"),
        "encoded as a whole": BODY.format(f"https://elsewhere.example/?to={quote(plan, safe='')}"),
        "encoded twice": BODY.format(quote(quote(plan, safe=""), safe="")),
        "with backslashes": BODY.format(plan.replace("/", "\\")),
        "over two lines": BODY.format(
            plan.replace(capability, f"{capability[:9]}\n{capability[9:]}")
        ),
        "with tabs": OOB.format(
            plan.replace("files", "fi&#9;les").replace("/" + file, "&#9;/" + file)
        ),
        "with more behind": BODY.format(plan.replace(capability, capability + "xyz")),
        "as a subject": f"<subject>{plan}</subject>" + BODY.format("look"),
        "as a thread": BODY.format("look") + f"<thread>{escape(plan)}</thread>",
        "as a name in a form": "<x xmlns='jabber:x:data' type='form'>"
        f"<field var='a' label='{plan}'><value>{plan}</value></field></x>",
    }


async def test_nobody_receives_anothers_capability_however_it_is_written(
    ada: Client, grace: Client, plan: str, feed: Feed
) -> None:
    secret = parts(plan).capability
    ids = {ada.message(grace.bare, inside): how for how, inside in spelled(plan).items()}
    got = {how: await grace.expect(with_id(id)) for id, how in ids.items()}
    recorded = "".join(row.xml for row in feed.new_rows())

    assert [] == [how for how, each in got.items() if secret in bare_text(text(each))]
    assert secret not in bare_text(recorded)
    foreign = [link for each in got.values() for link in links(each) if "elsewhere" in link]
    assert [] == [link for link in foreign if holder(link)]


def bare_text(found: str) -> str:
    """Whatever programs might make of it."""
    while unquote(found) != found:
        found = unquote(found)
    return re.sub(r"\s", "", found.replace("&#9;", "").replace("&#10;", ""))


async def test_one_message_names_so_many_files_at_most(
    ada: Client, grace: Client, plan: str
) -> None:
    """Each of its readers gets links of their own."""
    many = ada.message(grace.bare, BODY.format(f"{plan} " * 101))
    fewer = ada.message(grace.bare, BODY.format(f"{plan} " * 100))

    assert "policy-violation" == (await ada.expect(error_to(many))).error
    assert 100 == len(links(await grace.expect(with_id(fewer))))


async def test_nobody_is_called_by_a_capability(ada: Client, room: str, plan: str) -> None:
    ada.send(
        f"<presence id='called' to={quoteattr(f'{room}/{plan}')}>"
        "<x xmlns='http://jabber.org/protocol/muc'/></presence>"
    )
    refused = await ada.expect(lambda each: each.id == "called" and each.type == "error")

    assert "policy-violation" == refused.error


async def test_a_link_inside_of_another_address_never_tells_its_owner_who_reads_it(
    ada: Client, grace: Client, plan: str
) -> None:
    canonical = f"https://upload.{ada.domain}/{parts(plan).file}/plan.txt"
    inside = [
        BODY.format(f"https://elsewhere.example/?to={canonical}"),
        BODY.format(f"https://elsewhere.example/({canonical})"),
        BODY.format(f"elsewhere.example/#{canonical}"),
        OOB.format(f"https://elsewhere.example/?to= {canonical}"),
        SFS.format(f"https://elsewhere.example/ {canonical}"),
        f"<a xmlns='x' href='https://elsewhere.example/ {canonical}'/>",
    ]
    ids = [ada.message(grace.bare, each) for each in inside]
    received = [await grace.expect(with_id(id)) for id in ids]

    assert [] == [links(each) for each in received if links(each)]

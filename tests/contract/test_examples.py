"""The example stanzas, read by slixmpp as the web client's modules read them (examples.test.ts)."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from lxml import etree
from slixmpp import ClientXMPP
from slixmpp.stanza import Iq, Message, Presence
from slixmpp.xmlstream import ET

from schemas.xmpp import namespaces

EXAMPLES = Path(__file__).parents[2] / "schemas" / "xmpp" / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.xml"))
NAMED = {value for name, value in vars(namespaces).items() if name.isupper()}
KINDS = {f"{{{namespaces.CLIENT}}}{kind.name}": kind for kind in (Message, Presence, Iq)}
PLUGINS = (
    *(
        12,
        30,
        45,
        55,
        59,
        60,
        66,
        85,
        92,
        115,
        153,
        184,
        191,
        199,
        202,
        203,
        249,
        264,
        280,
        297,
        300,
        308,
        313,
        319,
        333,
    ),
    *(334, 359, 363, 402, 421, 424, 425, 428, 444, 446, 447, 461, 490),
)
ROOM_OF_ENGINES = "engines-1f2e@conference.localhost"
Read = Callable[[Message | Presence | Iq], object]


@pytest.fixture(scope="module", autouse=True)
def client() -> Iterator[ClientXMPP]:
    """Its plugins teach the stanza classes their payloads."""
    client = ClientXMPP("ada@localhost", "")
    for number in PLUGINS:
        client.register_plugin(f"xep_{number:04}")
    yield client
    begun = asyncio.all_tasks(client.loop)  # by plugins, for a stream that never comes
    for task in begun:
        task.cancel()
    client.loop.run_until_complete(asyncio.gather(*begun, return_exceptions=True))
    client.loop.close()


def parsed(name: str) -> Element:
    return ET.parse(EXAMPLES / f"{name}.xml").getroot()


def found(stanza: Message | Presence | Iq, namespace: str, name: str) -> Element:
    (element,) = stanza.xml.iter(f"{{{namespace}}}{name}")
    return element


def stanza(name: str) -> Message | Presence | Iq:
    xml = parsed(name)
    return KINDS[xml.tag](xml=xml)


READINGS: dict[str, tuple[Read, object]] = {
    "chat": (
        lambda m: (
            m["body"],
            m["thread"],
            m["stanza_id"]["id"],
            m["origin_id"]["id"],
            m["chat_state"],
        ),
        ("Is the engine ready?", "e0ffe42b", "1795276639286217", "c7a1", "active"),
    ),
    "chat-offline": (
        lambda m: (m["delay"]["from"].bare, m["delay"]["stamp"]),
        ("localhost", datetime(2026, 11, 21, 15, 51, 25, 596458, tzinfo=UTC)),
    ),
    "chat-state": (lambda m: m["chat_state"], "composing"),
    "receipt": (lambda m: m["receipt"], "a5b0"),
    "marker": (lambda m: m["displayed"]["id"], "a5b0"),
    "correction": (lambda m: m["replace"]["id"], "c7a1"),
    "retraction": (
        lambda m: (m["retract"]["id"], m["fallback"]["for"]),
        ("c7a1", namespaces.RETRACT),
    ),
    "reaction": (
        lambda m: (m["reactions"]["id"], m["reactions"].get_values()),
        ("a5b0", {"👍", "🎉"}),
    ),
    "pin": (
        lambda m: (found(m, namespaces.PINS, "pin").attrib, m["fallback"]["for"]),
        ({"id": "c7a1", "on": "true"}, namespaces.PINS),
    ),
    "room-reaction": (
        lambda m: (m["reactions"]["id"], m["reactions"].get_values(), m["occupant-id"]["id"]),
        ("1795276641536275", set(), "g20AAAAgMwaeggLB"),
    ),
    "reply": (
        lambda m: (
            m["reply"]["id"],
            m["reply"].strip_fallback_content(),
            m["thread"],
            m["body"][24:29],
            found(m, namespaces.REFERENCES, "reference").get("uri"),
        ),
        ("a5b0", "Ask Linus!", "e0ffe42b", "Linus", "xmpp:linus@localhost"),
    ),
    "moderate": (
        lambda i: (i["moderate"]["id"], i["moderate"]["reason"]),
        ("1795276641536275", "Not for this room"),
    ),
    "moderation": (
        lambda m: (
            m["retract"]["id"],
            m["retract"]["moderated"]["by"],
            m["retract"]["reason"],
        ),
        (
            "1795276641536275",
            "engineering@conference.localhost/Margaret Hamilton",
            "Not for this room",
        ),
    ),
    "reply-fallback": (lambda m: m["body"][8:], "Wonderful!"),
    "error": (
        lambda m: (m["error"]["type"], m["error"]["condition"], m["error"]["text"]),
        ("wait", "resource-constraint", "The record is not available"),
    ),
    "file-shared": (
        lambda m: (
            m["sfs"]["disposition"],
            m["sfs"]["file"]["media-type"],
            m["sfs"]["file"]["name"],
            m["sfs"]["file"]["size"],
            (m["sfs"]["file"]["width"], m["sfs"]["file"]["height"]),
            m["sfs"]["file"]["thumbnail"]["media-type"],
            m["sfs"]["sources"]["url-data"]["target"] == m["oob"]["url"] == m["body"],
            m["fallback"]["for"],
        ),
        (
            *("inline", "image/jpeg", "engine room.jpg", 3032449, (4032, 3024)),
            *("image/blurhash", True, namespaces.FILE_SHARING),
        ),
    ),
    "file-linked": (lambda m: m["oob"]["url"] == m["body"], True),
    "push-enable": (
        lambda i: (
            found(i, namespaces.PUSH, "enable").attrib["jid"],
            found(i, namespaces.DATA, "x")[1][0].text,
        ),
        ("push.localhost", "eruio234vzxc2kla-91"),
    ),
    "devices-answer": (
        lambda i: [each.attrib["show"] for each in found(i, namespaces.DEVICES, "devices")],
        ["away", "online"],
    ),
    "slot-request": (
        lambda i: (
            i["http_upload_request"]["filename"],
            i["http_upload_request"]["size"],
            i["http_upload_request"]["content-type"],
        ),
        ("engine room.jpg", "3032449", "image/jpeg"),
    ),
    "slot": (
        lambda i: [
            i["http_upload_slot"][which]["url"].split("/")[5][:4] for which in ("put", "get")
        ],
        ["put.", "YWRh"],
    ),
    "slot-too-large": (
        lambda i: (i["error"]["type"], i["error"]["condition"]),
        ("modify", "not-acceptable"),
    ),
    "carbon-sent": (lambda m: (m["carbon_sent"]["body"], m["carbon_sent"]["id"]), ("Yes", "a5b0")),
    "carbon-received": (lambda m: m["carbon_received"]["body"], "Is the engine ready?"),
    "archive-query": (
        lambda i: (i["mam"]["queryid"], i["mam"]["with"].bare, i["mam"]["rsm"]["max"]),
        ("f27", "grace@localhost", "100"),
    ),
    "archive-result": (
        lambda m: (m["mam_result"]["id"], m["mam_result"]["forwarded"]["stanza"]["body"]),
        ("1795276639286217", "Is the engine ready?"),
    ),
    "archive-room-result": (
        lambda m: m["mam_result"]["forwarded"]["stanza"]["occupant-id"]["id"],
        "g20AAAAgMwaeggLB",
    ),
    "archive-page": (
        lambda i: (
            i["mam_fin"]["complete"],
            i["mam_fin"]["rsm"]["first"],
            i["mam_fin"]["rsm"]["last"],
        ),
        ("true", "1795276639286217", "1795276639803442"),
    ),
    "roster": (
        lambda i: {str(jid): item["groups"] for jid, item in i["roster"]["items"].items()},
        {"grace@localhost": ["Engineering"], "linus@localhost": ["Engineering", "Research"]},
    ),
    "roster-push": (
        lambda i: [item["subscription"] for item in i["roster"]["items"].values()],
        ["remove"],
    ),
    "presence": (
        lambda p: (p["type"], p["status"], p["priority"], p["vcard_temp_update"]["photo"]),
        ("dnd", "Debugging", 5, "b09810edfce4251be6b134927604381f2a2812cf"),
    ),
    "room-join": (
        lambda p: (p["to"].resource, p["muc_join"]["history"]["maxstanzas"]),
        ("Ada Lovelace", "0"),
    ),
    "room-occupant": (
        lambda p: (
            p["muc"]["jid"].bare,
            p["muc"]["role"],
            p["muc"]["affiliation"],
            p["occupant-id"]["id"],
        ),
        ("grace@localhost", "participant", "member", "g20AAAAgMwaeggLB"),
    ),
    "room-own-occupant": (lambda p: p["muc"]["status_codes"], {100, 110}),
    "room-left": (lambda p: (p["type"], p["muc"]["status_codes"]), ("unavailable", {110, 321})),
    "room-new-nick": (lambda p: p["muc"]["item"]["nick"], "Amazing Grace"),
    "room-refused": (lambda p: p["error"]["condition"], "registration-required"),
    "room-message": (
        lambda m: (m["mucnick"], m["stanza_id"]["by"], m["occupant-id"]["id"]),
        ("Grace Hopper", "engineering@conference.localhost", "g20AAAAgMwaeggLB"),
    ),
    "room-subject": (lambda m: (m["subject"], m["body"]), ("Compilers and engines", "")),
    "bookmarks": (
        lambda i: [(item["id"], item["conference"]["autojoin"]) for item in i["pubsub"]["items"]],
        [("engineering@conference.localhost", True), ("chess@conference.localhost", False)],
    ),
    "bookmarks-event": (
        lambda m: [gone["id"] for gone in m["pubsub_event"]["items"]],
        ["chess@conference.localhost"],
    ),
    "displayed-publish": (
        lambda i: i["pubsub"]["publish"]["item"]["displayed"]["stanza_id"]["id"],
        "1795276639286217",
    ),
    "archived-publish": (
        lambda i: (
            i["pubsub"]["publish"]["item"]["id"],
            found(i, namespaces.ARCHIVED, "archived").get("up-to"),
        ),
        ("grace@localhost", "1795276639286217"),
    ),
    "pinned-event": (
        lambda m: m["pubsub_event"]["items"]["item"]["id"],
        "grace@localhost",
    ),
    "pinned-retract": (
        lambda i: (i["pubsub"]["retract"]["node"], i["pubsub"]["retract"]["item"]["id"]),
        (namespaces.PINNED, "grace@localhost"),
    ),
    "hidden-publish": (
        lambda i: (
            i["pubsub"]["publish"]["item"]["id"],
            found(i, namespaces.HIDDEN, "hidden").get("in"),
        ),
        ("1795276639286217", "grace@localhost"),
    ),
    "threads-publish": (
        lambda i: (
            i["pubsub"]["publish"]["item"]["id"],
            dict(found(i, namespaces.THREADS, "thread").attrib),
        ),
        (
            "engines@conference.localhost 1795276639286217",
            {"follows": "true", "read-to": "1795276640000000"},
        ),
    ),
    "hidden-items": (
        lambda i: (
            [item["id"] for item in i["pubsub"]["items"]],
            i.xml.findtext(f".//{{{namespaces.RSM}}}count"),
        ),
        (["1795276639286217"], "2"),
    ),
    "notify-publish": (
        lambda i: (
            i["pubsub"]["publish"]["item"]["conference"]["autojoin"],
            [
                each.tag.partition("}")[2]
                for each in found(i, namespaces.NOTIFICATION_SETTINGS, "notify")
            ],
            found(i, namespaces.MUTED, "until").get("stamp"),
        ),
        (True, ["on-mention", "never"], "2026-11-21T17:00:00.000Z"),
    ),
    "displayed-event": (
        lambda m: m["pubsub_event"]["items"]["item"]["displayed"]["stanza_id"]["id"],
        "1795276641536275",
    ),
    "disco-request": (
        lambda i: i["disco_info"]["node"],
        "stoa:webclient#ljh2fljCBi5A8bT3Cm+f5TJ6df4=",
    ),
    "disco-answer": (
        lambda i: [(each[0], each[1], each[3]) for each in i["disco_info"]["identities"]],
        [("client", "web", "Stoa")],
    ),
    "found-query": (
        lambda i: (i["mam"]["queryid"], i.xml.findtext(f".//{{{namespaces.DATA}}}field[2]/*")),
        ("s1", "plan from:grace"),
    ),
    "found-result": (
        lambda m: (
            m["mam_result"]["id"],
            m["mam_result"]["forwarded"]["stanza"]["body"],
            [each.text for each in m.xml.iter(f"{{{namespaces.STOA_SEARCH}}}mark")],
        ),
        ("1795276641000000", "Two plans, and a plan for them", ["plans", "plan"]),
    ),
    "found-page": (
        lambda i: (i["mam_fin"]["complete"], i["mam_fin"]["rsm"]["count"]),
        ("true", "1"),
    ),
    "inbox-query": (
        lambda i: (
            i.xml[0].get("unread-only"),
            i.xml.findtext(f".//{{{namespaces.RSM}}}max"),
        ),
        ("true", "20"),
    ),
    "inbox-entry": (
        lambda m: (
            m.xml[0].attrib,
            m["mam_result"]["queryid"],
            m["mam_result"]["forwarded"]["stanza"]["body"],
        ),
        (
            {
                "jid": "engineering@conference.localhost",
                "unread": "2",
                "id": "1795276641536275",
            },
            "i1",
            "@Ada Lovelace: is the engine ready?",
        ),
    ),
    "inbox-page": (
        lambda i: (i.xml[0].attrib, i.xml.findtext(f".//{{{namespaces.RSM}}}count")),
        ({"total": "3", "unread": "1", "all-unread": "2"}, "1"),
    ),
    "ping": (lambda i: i.xml.find(f"{{{namespaces.PING}}}ping") is not None, True),
    "search-request": (
        lambda i: (
            i["search"]["form"].get_values()["search"],
            i.xml.findtext(f".//{{{namespaces.RSM}}}max"),
        ),
        ("hoper", "30"),
    ),
    "search-result": (
        lambda i: [(str(row["jid"]), row["nick"]) for row in i["search"]["form"].get_items()],
        [("grace@localhost", "Grace Hopper")],
    ),
    "invitation-direct": (lambda m: m["groupchat_invite"]["jid"], ROOM_OF_ENGINES),
    "invitation-mediated": (
        lambda m: (str(m["muc"]["invite"]["from"]), m["groupchat_invite"]["reason"]),
        ("grace@localhost/web-1f2e", "Come in"),
    ),
    "room-config": (
        lambda i: i["mucowner_query"]["form"].get_values()["muc#roomconfig_roomname"],
        "Engines",
    ),
    "room-config-submit": (
        lambda i: i["mucowner_query"]["form"].get_values()["muc#roomconfig_membersonly"],
        "0",
    ),
    "room-affiliations": (
        lambda i: [(str(each["jid"]), each["affiliation"]) for each in i["mucadmin_query"]],
        [("linus@localhost", "outcast")],
    ),
    "room-affiliate": (
        lambda i: [(str(each["jid"]), each["affiliation"]) for each in i["mucadmin_query"]],
        [("linus@localhost", "outcast")],
    ),
    "room-occupant-hats": (
        lambda p: (
            found(p, namespaces.HATS, "hat").get("title"),
            p["idle"]["since"],
        ),
        ("Compiler", datetime(2026, 11, 21, 15, 51, 25, tzinfo=UTC)),
    ),
    "block": (
        lambda i: {str(each["jid"]) for each in i["block"]["substanzas"]},
        {"linus@localhost"},
    ),
    "report": (
        lambda i: found(i, namespaces.BLOCKING, "block")[0][0].attrib["reason"],
        "urn:xmpp:reporting:abuse",
    ),
    "blocklist": (
        lambda i: {str(each["jid"]) for each in i["blocklist"]["substanzas"]},
        {"linus@localhost"},
    ),
    "time-answer": (lambda i: i.xml.findtext(".//{urn:xmpp:time}tzo"), "-06:30"),
    "last-activity": (lambda i: i["last_activity"]["seconds"], 903),
    "availability-publish": (
        lambda i: found(i, namespaces.PREFERENCES, "availability").get("show"),
        "dnd",
    ),
    "language-publish": (
        lambda i: found(i, namespaces.PREFERENCES, "language").get("tag"),
        "de",
    ),
    "version-request": (lambda i: i["software_version"]["name"], ""),
}


@pytest.mark.parametrize("name", NAMES)
def test_every_namespace_of_an_example_is_named(name: str) -> None:
    used = {element.tag[1:].split("}")[0] for element in parsed(name).iter()}

    assert used - NAMED == set()


@pytest.mark.parametrize("name", READINGS)
def test_slixmpp_reads_an_example_as_the_web_client_does(name: str) -> None:
    read, expected = READINGS[name]

    assert expected == read(stanza(name))


@pytest.mark.parametrize(
    ("schema", "name", "tag"),
    [
        ("archived", "archived-publish", f"{{{namespaces.ARCHIVED}}}archived"),
        ("hidden", "hidden-publish", f"{{{namespaces.HIDDEN}}}hidden"),
        ("threads", "threads-publish", f"{{{namespaces.THREADS}}}thread"),
        ("inbox", "inbox-entry", f"{{{namespaces.STOA_INBOX}}}conversation"),
        ("muted", "notify-publish", f"{{{namespaces.MUTED}}}until"),
        ("preferences", "availability-publish", f"{{{namespaces.PREFERENCES}}}availability"),
        ("preferences", "language-publish", f"{{{namespaces.PREFERENCES}}}language"),
        ("pinned", "pinned-event", f"{{{namespaces.PINNED}}}pinned"),
        ("search", "found-result", f"{{{namespaces.STOA_SEARCH}}}found"),
    ],
)
def test_our_own_payloads_are_as_their_schemas_say(schema: str, name: str, tag: str) -> None:
    found = etree.parse(EXAMPLES / f"{name}.xml").find(f".//{tag}")

    assert found is not None
    etree.XMLSchema(file=EXAMPLES.parent / "extensions" / f"{schema}.xsd").assertValid(found)


def test_every_stanza_among_the_examples_is_read() -> None:
    stanzas = {name for name in NAMES if parsed(name).tag in KINDS}

    assert stanzas == set(READINGS)

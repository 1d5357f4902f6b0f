"""What a room's owner may decide."""

from tests.e2e.conftest import MakeRoom
from tests.harness.xmpp import Client

OWNER = "http://jabber.org/protocol/muc#owner"
FORM = (
    f"<query xmlns='{OWNER}'><x xmlns='jabber:x:data' type='submit'>"
    "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>"
    "<field var='muc#roomconfig_roomname'><value>Tea</value></field>{}</x></query>"
)
NO_ARCHIVE = "".join(
    f"<field var='{name}'><value>0</value></field>"
    for name in ("mam", "muc#roomconfig_mam", "muc#roomconfig_enablearchiving")
)


async def test_an_owner_is_not_offered_to_switch_off_the_history(
    ada: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    answer = await ada.ask("get", f"<query xmlns='{OWNER}'/>", room)
    fields = {field.get("var") for field in answer.element.iter("{jabber:x:data}field")}

    assert "muc#roomconfig_roomname" in fields
    assert [] == [name for name in fields if name and ("mam" in name or "whois" in name)]


async def test_a_room_keeps_its_history_whatever_its_owner_sends(
    ada: Client, make_room: MakeRoom
) -> None:
    room = await make_room(ada)
    for extra in ("", NO_ARCHIVE, "<field var='mam'><value>0</value></field>"):
        await ada.ask("set", FORM.format(extra), room)
    ada.say(room, "for the record", type="groupchat")
    await ada.expect(lambda stanza: stanza.body == "for the record")
    history = await ada.archive(of=room)

    assert "for the record" in [stanza.archived.body for stanza in history if stanza.archived]


async def test_whoever_is_in_a_room_is_known_to_the_others(
    ada: Client, make_room: MakeRoom
) -> None:
    """Archive, inbox and search say whose a message is."""
    room = await make_room(ada)
    hidden = "<field var='muc#roomconfig_whois'><value>moderators</value></field>"
    answer = await ada.ask("set", FORM.format(hidden), room)
    info = await ada.ask("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", room)
    features = {feature.get("var") for feature in info.element.iterfind(".//{*}feature")}

    assert "not-allowed" == answer.error
    assert {"muc_nonanonymous"} == {each for each in features if each and "anonymous" in each}

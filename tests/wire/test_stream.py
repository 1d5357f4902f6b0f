"""A component's stream comes back by itself and says how it is."""

import asyncio
from contextlib import suppress
from xml.etree.ElementTree import Element

import pytest

from components.runtime import stream as streams
from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch
from components.runtime.health import Health
from components.runtime.settings import ComponentSettings
from components.runtime.stanza import Request
from components.runtime.stream import ComponentStream, StreamLost
from tests.harness.stanza import named, reply_to
from tests.wire.server import LoopbackServer
from tests.wire.waiting import until

MESSAGE = Element("message", to="ada@localhost")


async def until_down(stream: ComponentStream) -> None:
    await until(lambda: not stream.up.is_set())


async def test_a_lost_stream_comes_back(
    server: LoopbackServer, stream: ComponentStream, health: Health
) -> None:
    await server.cut()
    await until_down(stream)
    down = health.trouble
    await asyncio.wait_for(stream.up.wait(), 15)

    assert (streams.WAITING, "") == (down, health.trouble)


async def test_a_server_that_starts_later_is_found(
    settings: ComponentSettings, server: LoopbackServer, dispatch: Dispatch, health: Health
) -> None:
    port = server.port
    await server.stop()
    stream = ComponentStream(settings, "archive", dispatch, health)
    running = asyncio.create_task(stream.run())
    await asyncio.sleep(0.3)
    await server.start(port)
    await asyncio.wait_for(stream.up.wait(), 15)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert server.attempts == 1


async def test_a_handshake_that_is_not_answered_is_tried_again(
    settings: ComponentSettings,
    server: LoopbackServer,
    dispatch: Dispatch,
    health: Health,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "HANDSHAKE_SECONDS", 0.1)
    server.takes_handshakes = False
    stream = ComponentStream(settings, "archive", dispatch, health)
    running = asyncio.create_task(stream.run())
    await until(lambda: server.attempts >= 2)
    server.takes_handshakes = True
    await asyncio.wait_for(stream.up.wait(), 15)
    trouble = health.trouble
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert "" == trouble


async def test_a_wrong_secret_is_told_and_tried_again(
    settings: ComponentSettings, server: LoopbackServer, dispatch: Dispatch, health: Health
) -> None:
    wrong = settings.model_copy(update={"component_secret": "wrong"})
    stream = ComponentStream(wrong, "archive", dispatch, health)
    running = asyncio.create_task(stream.run())
    await until(lambda: server.attempts >= 2)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert "ejabberd ended the stream: not-authorized" == health.trouble


async def test_a_server_that_answers_no_ping_is_left(
    server: LoopbackServer, stream: ComponentStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "QUIET_SECONDS", 0.05)
    monkeypatch.setattr(streams, "ANSWER_SECONDS", 0.05)
    await server.cut()
    await until_down(stream)
    await asyncio.wait_for(stream.up.wait(), 15)
    server.answers_pings = False
    await until_down(stream)

    assert server.attempts >= 2


async def test_a_stanza_goes_out_in_the_components_name(
    server: LoopbackServer, stream: ComponentStream
) -> None:
    stream.send_stanza(MESSAGE)
    message = await server.expect(named("message"))

    assert ("archive.localhost", "ada@localhost") == (message.sender, message.recipient)


async def test_nothing_is_sent_without_a_stream(
    server: LoopbackServer, stream: ComponentStream
) -> None:
    await server.stop()
    await until_down(stream)

    with pytest.raises(StreamLost):
        stream.send_stanza(MESSAGE)
    with pytest.raises(StreamLost):
        await stream.ping()


async def test_a_question_ends_with_the_stream(
    server: LoopbackServer, stream: ComponentStream
) -> None:
    server.answers_pings = False
    asked = asyncio.create_task(stream.ping())
    await server.expect(named("iq"))
    await server.cut()

    with pytest.raises(StreamLost):
        await asked


async def test_an_answer_nobody_waits_for_is_ignored(
    server: LoopbackServer, stream: ComponentStream
) -> None:
    server.answers_pings = False
    asked = asyncio.create_task(stream.ping())
    ping = await server.expect(named("iq"))
    server.send("<iq type='result' id='another' from='localhost' to='archive.localhost'/>")
    server.pong(ping)
    server.pong(ping)
    await asked

    assert server.attempts == 1


async def test_a_stopping_component_answers_what_it_was_asked_and_says_goodbye(
    settings: ComponentSettings,
    server: LoopbackServer,
    dispatch: Dispatch,
    health: Health,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "FINISH_SECONDS", 0.2)

    async def slow(request: Request) -> None:
        await asyncio.sleep(0.05 if request.payload.get("quick") else 60)

    dispatch.handle("get", "{urn:test}ask", slow)
    stream = ComponentStream(settings, "archive", dispatch, health)
    running = asyncio.create_task(stream.run())
    await asyncio.wait_for(stream.up.wait(), 15)
    quick = server.request("get", "<ask xmlns='urn:test' quick='1'/>")
    endless = server.request("get", "<ask xmlns='urn:test'/>", sender="grace@localhost/phone")
    await server.ask("get", "<other xmlns='urn:test'/>", sender="linus@localhost/phone")
    running.cancel()
    answers = [await server.expect(reply_to(asked)) for asked in (quick, endless)]
    with suppress(asyncio.CancelledError):
        await running

    assert [None, "resource-constraint"] == [answer.error for answer in answers]


async def test_it_says_who_it_is_and_answers_pings(
    server: LoopbackServer, stream: ComponentStream, dispatch: Dispatch
) -> None:
    disco = Disco(Identity("component", "archive", "Stoa archive"))
    disco.feature("urn:test")
    disco.register(dispatch)
    info = await server.ask("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>")
    items = await server.ask("get", "<query xmlns='http://jabber.org/protocol/disco#items'/>")
    pong = await server.ask("get", "<ping xmlns='urn:xmpp:ping'/>")
    identity = info.child("{*}query/{*}identity")

    assert identity is not None
    assert "Stoa archive" == identity.get("name")
    assert "urn:test" in {one.get("var") for one in info.element.iter() if one.get("var")}
    assert ["result", "result"] == [items.type, pong.type]


async def test_there_are_no_nodes_but_those_made(
    server: LoopbackServer, stream: ComponentStream, dispatch: Dispatch
) -> None:
    Disco(Identity("component", "archive", "Stoa archive")).register(dispatch)
    info = await server.ask(
        "get", "<query xmlns='http://jabber.org/protocol/disco#info' node='none'/>"
    )

    assert "item-not-found" == info.error

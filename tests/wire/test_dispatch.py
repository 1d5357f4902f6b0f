"""Every request gets exactly one answer, in the order of its sender."""

import asyncio
from xml.etree.ElementTree import Element

import pytest
from structlog.testing import capture_logs

from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import MOST_WAITING, Dispatch, Handler
from components.runtime.stanza import Request
from components.runtime.stream import ComponentStream
from schemas.refusals import Refusal, TooLarge
from tests.harness.stanza import reply_to
from tests.wire.server import LoopbackServer
from tests.wire.waiting import until

ASK = "<ask xmlns='urn:test'/>"
NESTED = [200, 500, 3_200, 36_000]


def deep(levels: int) -> str:
    return f"<ask xmlns='urn:test'>{'<a>' * (levels - 2)}{'</a>' * (levels - 2)}</ask>"


async def nothing(_: Request) -> None:
    return None


def raising(error: Exception) -> Handler:
    async def handler(_: Request) -> None:
        raise error

    return handler


@pytest.fixture(autouse=True)
def _up(stream: ComponentStream, dispatch: Dispatch) -> None:
    Disco(Identity("component", "archive", "Stoa archive")).register(dispatch)


async def test_a_result_goes_back_to_whoever_asked(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    async def greet(request: Request) -> Element:
        found = Element("{urn:test}answer", to=request.sender.bare)
        found.text = "a < b"
        return found

    dispatch.handle("get", "{urn:test}ask", greet)
    answer = await server.ask("get", ASK)

    assert ("result", "archive.localhost") == (answer.type, answer.sender)
    assert "ada@localhost/phone" == answer.recipient
    assert "a < b" == answer.element.findtext("{urn:test}answer")


async def test_a_handler_that_returns_nothing_is_answered_with_an_empty_result(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    dispatch.handle("set", "{urn:test}ask", nothing)
    answer = await server.ask("set", ASK)

    assert ("result", 0) == (answer.type, len(answer.element))


@pytest.mark.parametrize(
    ("type", "payload", "condition"),
    [
        ("get", "<other xmlns='urn:test'/>", "service-unavailable"),
        ("set", "<query xmlns='http://jabber.org/protocol/disco#info'/>", "service-unavailable"),
        ("set", "<query xmlns='http://jabber.org/protocol/disco#items'/>", "service-unavailable"),
        ("set", "<ping xmlns='urn:xmpp:ping'/>", "service-unavailable"),
        ("get", "<query xmlns='jabber:iq:roster'/>", "service-unavailable"),
        ("get", "<query xmlns='jabber:iq:version'/>", "service-unavailable"),
        ("get", "", "bad-request"),
        ("get", ASK + ASK, "bad-request"),
        ("strange", ASK, "bad-request"),
    ],
)
async def test_what_nobody_understands_is_answered_with_one_error(
    server: LoopbackServer, type: str, payload: str, condition: str
) -> None:
    answer = await server.ask(type, payload)
    await server.settle()

    assert condition == answer.error
    assert [] == server.inbox


@pytest.mark.parametrize("type", ["result", "error"])
async def test_an_answer_is_never_answered(
    server: LoopbackServer, dispatch: Dispatch, type: str
) -> None:
    dispatch.handle("get", "{urn:test}ask", nothing)
    server.request(type, ASK)
    await server.settle()

    assert [] == server.inbox


async def test_a_refusal_is_the_error_of_the_table_with_its_text(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    dispatch.handle("set", "{urn:test}ask", raising(TooLarge("At most 5 MB")))
    answer = await server.ask("set", ASK)

    assert ("not-acceptable", "modify") == (answer.error, answer.error_type)
    assert answer.child("{*}error/{urn:xmpp:http:upload:0}file-too-large") is not None
    assert "At most 5 MB" == answer.element.findtext("{*}error/{*}text")


async def test_an_unknown_exception_gives_an_id_and_no_text(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    dispatch.handle("set", "{urn:test}ask", raising(ValueError("a secret")))
    with capture_logs() as log:
        answer = await server.ask("set", ASK)
    text = answer.element.findtext("{*}error/{*}text") or ""

    assert "internal-server-error" == answer.error
    assert "secret" not in str(answer)
    assert [text.removeprefix("Error ")] == [line["error_id"] for line in log]


async def test_an_answer_that_cannot_be_written_is_an_error(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    async def number(_: Request) -> Element:
        return Element("{urn:test}answer", {"count": 7})  # type: ignore[dict-item]

    dispatch.handle("get", "{urn:test}ask", number)
    answer = await server.ask("get", ASK)

    assert "internal-server-error" == answer.error


async def test_characters_that_xml_cannot_carry_do_not_end_the_stream(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    async def odd(_: Request) -> Element:
        return Element("{urn:test}answer", name="a\x0bb\ud800c")

    dispatch.handle("get", "{urn:test}ask", odd)
    answer = await server.ask("get", ASK)
    found = answer.child("{urn:test}answer")

    assert found is not None
    assert "a\ufffdb\ufffdc" == found.get("name")


@pytest.mark.parametrize("levels", NESTED)
async def test_a_deeply_nested_request_is_refused_and_the_stream_stays(
    server: LoopbackServer, dispatch: Dispatch, levels: int
) -> None:
    dispatch.handle("set", "{urn:test}ask", raising(Refusal("not reached")))
    answer = await server.ask("set", deep(levels))
    await server.settle()

    assert "policy-violation" == answer.error
    assert (1, []) == (server.attempts, server.inbox)


@pytest.mark.parametrize("kind", ["message", "presence"])
async def test_other_deeply_nested_stanzas_are_dropped(server: LoopbackServer, kind: str) -> None:
    server.send(f"<{kind} from='ada@localhost/phone'>{deep(36_000)}</{kind}>")
    await server.settle()

    assert (1, []) == (server.attempts, server.inbox)


async def test_what_is_nested_as_deep_as_allowed_is_handled(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    dispatch.handle("set", "{urn:test}ask", nothing)
    answers = [(await server.ask("set", deep(levels))).type for levels in (100, 101, 99)]

    assert ["result", "error", "result"] == answers


async def test_requests_of_one_sender_are_handled_in_their_order(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    async def slower_at_first(request: Request) -> None:
        await asyncio.sleep(0.03 if request.payload.get("first") else 0)

    dispatch.handle("set", "{urn:test}ask", slower_at_first)
    asked = [
        server.request("set", f"<ask xmlns='urn:test' {first}/>") for first in ("first='1'", "", "")
    ]
    await server.settle()

    assert asked == [stanza.id for stanza in server.inbox]


async def test_a_slow_request_holds_up_no_other_sender(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    gate = asyncio.Event()

    async def slow(_: Request) -> None:
        await gate.wait()

    dispatch.handle("set", "{urn:test}ask", slow)
    held = server.request("set", ASK)
    await server.ask("get", "<ping xmlns='urn:xmpp:ping'/>", sender="grace@localhost/phone")
    early = list(server.inbox)
    gate.set()
    answer = await server.expect(reply_to(held))

    assert ([], "result") == (early, answer.type)


async def test_a_flood_is_asked_to_come_back_and_loses_no_answer(
    server: LoopbackServer, dispatch: Dispatch
) -> None:
    gate = asyncio.Event()

    async def slow(_: Request) -> None:
        await gate.wait()

    dispatch.handle("set", "{urn:test}ask", slow)
    asked = [server.request("set", ASK) for _ in range(MOST_WAITING + 10)]
    refused = [await server.expect(reply_to(late)) for late in asked[MOST_WAITING:]]
    gate.set()
    answers = [await server.expect(reply_to(early)) for early in asked[:MOST_WAITING]]

    assert {"resource-constraint"} == {answer.error for answer in refused}
    assert {"result"} == {answer.type for answer in answers}
    assert [] == server.inbox


async def test_a_request_is_answered_also_when_the_stream_broke_meanwhile(
    server: LoopbackServer, dispatch: Dispatch, stream: ComponentStream
) -> None:
    gate = asyncio.Event()

    async def slow(_: Request) -> None:
        await gate.wait()

    dispatch.handle("set", "{urn:test}ask", slow)
    asked = server.request("set", ASK)
    await server.ask("get", "<ping xmlns='urn:xmpp:ping'/>", sender="grace@localhost/phone")
    await server.cut()
    await until(lambda: not stream.up.is_set())
    gate.set()
    answer = await server.expect(reply_to(asked))

    assert "result" == answer.type

"""What a WebSocket takes: whole text messages of at most 262,144 bytes (RFC 6455, 7395)."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.harness.cast import ADA, MARGARET
from tests.harness.directory import Directory
from tests.harness.stack import Stack
from tests.harness.stanza import with_body
from tests.harness.websocket import (
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    WebSocketTransport,
)
from tests.harness.xmpp import Client, WebSocketClient

LARGEST_BYTES = 262_144
HUGE_BYTES = 50_000_000
FLOOD_BYTES = 20_000_000
BINARY = 2
NORMAL, PROTOCOL_ERROR, NOT_TEXT, TOO_BIG = 1000, 1002, 1003, 1009


Connect = Callable[..., Awaitable[WebSocketTransport]]


@pytest_asyncio.fixture
async def connect(stack: Stack) -> AsyncIterator[Connect]:
    """Opens a WebSocket; frames are the test's own affair."""
    opened = []

    async def connect(headers: str = "") -> WebSocketTransport:
        port = stack.ports["websocket"]
        transport = await WebSocketTransport.open("127.0.0.1", port, stack.domain, headers=headers)
        opened.append(transport)
        return transport

    yield connect
    for transport in opened:
        transport.abort()
        await transport.closed()


async def close_code(transport: WebSocketTransport) -> int:
    """The code of the server's close frame, which the end of the connection follows."""
    while True:
        opcode, payload = await transport.read_frame()
        if opcode == CLOSE:
            break
    with pytest.raises(ConnectionResetError):
        await transport.read_frame()
    (code,) = struct.unpack("!H", payload)
    return int(code)


async def sign_in(stack: Stack, transport: WebSocketTransport, person: str, password: str) -> None:
    client = WebSocketClient(transport, stack.domain)
    await client.restart()
    assert await client.authenticate(person, password) is None
    await client.bind("browser")
    await client.settle()


def peak_megabytes(stack: Stack) -> int:
    status = Path(f"/proc/{stack.pid('ejabberd')}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1000


async def test_a_huge_frame_is_refused_before_it_is_held(stack: Stack, connect: Connect) -> None:
    before = peak_megabytes(stack)
    stranger = await connect()
    stranger.send_frame(TEXT, b" " * HUGE_BYTES)
    refused = await close_code(stranger)
    transport = await connect()
    await sign_in(stack, transport, ADA, stack.password(ADA))
    transport.send_frame(TEXT, b" " * HUGE_BYTES)

    assert (TOO_BIG, TOO_BIG) == (refused, await close_code(transport))
    assert peak_megabytes(stack) - before < 20


async def test_a_client_that_writes_faster_than_it_is_served_has_to_wait(
    stack: Stack, connect: Connect
) -> None:
    transport = await connect()
    await sign_in(stack, transport, ADA, stack.password(ADA))
    ping = b"<iq xmlns='jabber:client' type='get' id='x'><ping xmlns='urn:xmpp:ping'/></iq>"
    frame = struct.pack("!BB4x", 0x80 | TEXT, 0x80 | len(ping)) + ping
    before = peak_megabytes(stack)
    transport.send_raw(frame * (FLOOD_BYTES // len(frame)))
    await asyncio.sleep(2)

    assert peak_megabytes(stack) - before < 20


async def test_fragments_count_together(connect: Connect) -> None:
    transport = await connect()
    transport.send_frame(TEXT, b" " * 100_000, final=False)
    transport.send_frame(CONTINUATION, b" " * 100_000, final=False)
    transport.send_frame(CONTINUATION, b" " * 100_000)

    assert TOO_BIG == await close_code(transport)


async def test_the_largest_message_arrives_in_pieces_with_a_ping_between(
    stack: Stack, connect: Connect, grace: Client
) -> None:
    transport = await connect()
    await sign_in(stack, transport, ADA, stack.password(ADA))
    head = f"<message xmlns='jabber:client' to='{grace.bare}' type='chat' id='big'><body>"
    tail = "</body></message>"
    body = "x" * (LARGEST_BYTES - len(head) - len(tail))
    text = (head + body + tail).encode()
    transport.send_frame(TEXT, text[:100_000], final=False)
    transport.send_frame(PING, b"there?")
    transport.send_frame(CONTINUATION, b"", final=False)
    transport.send_frame(CONTINUATION, text[100_000:])

    assert (PONG, b"there?") == await transport.read_frame()
    assert "big" == (await grace.expect(with_body(body))).id


@pytest.mark.parametrize(
    ("opcode", "final", "code"),
    [
        (CONTINUATION, True, PROTOCOL_ERROR),
        (3, True, PROTOCOL_ERROR),
        (PING, False, PROTOCOL_ERROR),
        (BINARY, True, NOT_TEXT),
    ],
    ids=["continuation of nothing", "reserved opcode", "ping in pieces", "binary"],
)
async def test_a_frame_that_may_not_come_ends_the_connection(
    connect: Connect, opcode: int, final: bool, code: int
) -> None:
    transport = await connect()
    transport.send_frame(opcode, b"x", final=final)

    assert code == await close_code(transport)


async def test_a_message_begun_within_another_ends_the_connection(connect: Connect) -> None:
    transport = await connect()
    transport.send_frame(TEXT, b"<open ", final=False)
    transport.send_frame(TEXT, b"<open/>")

    assert PROTOCOL_ERROR == await close_code(transport)


async def test_a_frame_that_is_not_masked_ends_the_connection(connect: Connect) -> None:
    transport = await connect()
    transport.send_raw(b"\x81\x00")

    assert PROTOCOL_ERROR == await close_code(transport)


async def test_a_close_frame_is_answered_with_its_code(connect: Connect) -> None:
    transport = await connect()
    transport.send_frame(CLOSE, struct.pack("!H", NORMAL) + b"bye")

    assert NORMAL == await close_code(transport)


async def test_a_sign_in_shows_the_address_that_the_web_server_saw(
    stack: Stack, connect: Connect, directory: Directory
) -> None:
    transport = await connect("X-Forwarded-For: 203.0.113.7\r\n")
    await sign_in(stack, transport, MARGARET, directory.mint("browser"))

    assert "203.0.113.7" == directory.attempt().address

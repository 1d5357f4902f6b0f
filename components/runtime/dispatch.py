"""Exactly one answer to each request (IQ get or set), whatever becomes of it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4
from xml.etree.ElementTree import Element

import structlog

from components.runtime import errors
from components.runtime.metrics import REQUEST_SECONDS, REQUESTS
from components.runtime.stanza import Request, parse_request, reply, serialise
from schemas.refusals import Refusal, TryLater

logger = structlog.get_logger(__name__)

Handler = Callable[[Request], Awaitable[Element | None]]
"""Gives the result's child, if it has one, or raises a Refusal."""
Answer = Callable[[str], None]
Written = TypeVar("Written")

HANDLER_SECONDS = 30
MOST_WAITING = 50
"""Requests of one sender; further ones are asked to come back later."""


class Dispatch:
    """One queue per sender: handlers run one after the other for each, at once for all."""

    def __init__(self, sender: Callable[[Element], str] = lambda iq: iq.get("from", "")) -> None:
        """`sender` says whose queue a request goes into."""
        self._sender = sender
        self._handlers: dict[tuple[str, str], Handler] = {}
        self._waiting: dict[str, deque[tuple[Element, Answer]]] = {}
        self._serving: set[asyncio.Task[None]] = set()

    def handle(self, type: str, tag: str, handler: Handler) -> None:
        """Requests of `type` get or set whose child is `tag`, such as `{urn:xmpp:ping}ping`."""
        self._handlers[type, tag] = handler

    def receive(self, iq: Element, answer: Answer) -> None:
        """Answer `iq` in its turn; `answer` is called once, with the stanza."""
        sender = self._sender(iq)
        waiting = self._waiting.get(sender)
        if waiting is None:
            self._waiting[sender] = deque([(iq, answer)])
            task = asyncio.create_task(self._serve(sender))
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        elif len(waiting) < MOST_WAITING:
            waiting.append((iq, answer))
        else:
            answer(refused(iq, TryLater("Too many requests at once", seconds=1)))

    async def finish(self, seconds: float) -> None:
        """Let handlers end within `seconds`; what they have not answered then is refused."""
        if self._serving:
            _, unfinished = await asyncio.wait(self._serving, timeout=seconds)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def _serve(self, sender: str) -> None:
        waiting = self._waiting[sender]
        try:
            while waiting:
                iq, answer = waiting[0]
                answer(await self._answer(iq))
                waiting.popleft()
        finally:
            del self._waiting[sender]
            for iq, answer in waiting:
                answer(refused(iq, TryLater("The service is stopping", seconds=5)))

    async def _answer(self, iq: Element) -> str:
        return await answered(iq, self._handlers, serialise, HANDLER_SECONDS)


async def answered(
    iq: Element,
    handlers: Mapping[tuple[str, str], Handler],
    written: Callable[[Element], Written],
    seconds: float,
) -> Written:
    """A result or an error, `written`, whatever the handler does within `seconds`."""
    with structlog.contextvars.bound_contextvars(stanza_id=iq.get("id"), sender=iq.get("from")):
        try:
            return written(await _handled(parse_request(iq), iq, handlers, seconds))
        except Refusal as refusal:
            return written(reply(iq, "error", errors.of_refusal(refusal)))
        except Exception:
            error_id = uuid4().hex
            logger.exception("request failed", error_id=error_id, payload="omitted")
            failure = errors.error("cancel", "internal-server-error", f"Error {error_id}")
            return written(reply(iq, "error", failure))


async def _handled(
    request: Request, iq: Element, handlers: Mapping[tuple[str, str], Handler], seconds: float
) -> Element:
    handler = handlers.get((request.type, request.payload.tag))
    if handler is None:
        return reply(iq, "error", errors.error("cancel", "service-unavailable"))
    with counted(request.payload.tag):
        async with asyncio.timeout(seconds):
            child = await handler(request)
        return reply(iq, "result", child)


def refused(iq: Element, refusal: Refusal) -> str:
    return serialise(reply(iq, "error", errors.of_refusal(refusal)))


@contextmanager
def counted(payload: str) -> Iterator[None]:
    """`payload` is a tag that has a handler: whoever asks cannot make up labels."""
    answer = "failed"
    try:
        with REQUEST_SECONDS.labels(payload).time():
            yield
        answer = "result"
    except Refusal as refusal:
        answer = type(refusal).__name__
        raise
    finally:
        REQUESTS.labels(payload, answer).inc()

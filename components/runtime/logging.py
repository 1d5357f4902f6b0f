"""The log: one line of JSON an event on standard output, never a body, a password or a token."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

QUIET = {
    "slixmpp": logging.CRITICAL,  # would write what it cannot parse
    "procrastinate": logging.WARNING,
    "procrastinate.worker": logging.CRITICAL,  # would write arguments; ours logs
    "procrastinate.worker.worker": logging.WARNING,
    "psycopg.pool": logging.ERROR,  # the process's health says that the database is away
}
HEADS = ("timestamp", "level", "event")


def set_up() -> None:
    """For the whole process, other libraries' logs included. What is bound with
    `structlog.contextvars`, such as `request_id`, is in each line."""
    steps: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_its_text,
    ]
    structlog.configure(
        [*steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    output = logging.StreamHandler(sys.stdout)
    output.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _heads_first,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[output], force=True)
    logging.captureWarnings(capture=True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def _heads_first(_logger: object, _method: str, event: EventDict) -> EventDict:
    return {**{name: event[name] for name in HEADS if name in event}, **event}


def _without_its_text(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Of an exception its types and places: the text may be a person's."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    return {**event, "exception": list(_chain(error))} if error else event


def _chain(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """The error, what is in it and what caused it; `code` is PostgreSQL's or the system's."""
    while error:
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        code = getattr(error, "sqlstate", None) or getattr(error, "errno", None)
        yield {"type": type(error).__qualname__, "code": code, "at": places}
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _chain(inner)
        error = error.__cause__ or error.__context__

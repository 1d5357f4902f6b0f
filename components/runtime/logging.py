"""The log: one line of JSON an event on standard output, never a body, a password or a token."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor

QUIET = {
    "slixmpp": logging.CRITICAL,  # would write what it cannot parse
    "procrastinate": logging.WARNING,
    "procrastinate.worker": logging.CRITICAL,  # would write arguments; worker.py logs
}


def set_up() -> None:
    """For the whole process, other libraries' logs included. What is bound with
    `structlog.contextvars`, such as `request_id`, is in each line."""
    steps: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
                structlog.processors.EventRenamer("event"),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[output], force=True)
    logging.captureWarnings(capture=True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)

"""One line an event, and nothing in it that is a person's."""

import json
import subprocess
import sys

from tests.harness.stack import CHECKOUT

PROGRAM = """
import logging, structlog
from components.runtime.logging import set_up

set_up()
log = structlog.get_logger("ours")
with structlog.contextvars.bound_contextvars(request_id="r-1"):
    log.info("two\\nlines", name="\\x1b[31mred")
    try:
        try:
            int("my secret")
        except ValueError as error:
            raise OSError("another secret") from error
    except OSError:
        log.exception("failed")
logging.getLogger("elsewhere").warning("also %s", "ours")
logging.getLogger("slixmpp.xmlstream").error("Parse error: %r", "my secret")
logging.getLogger("procrastinate.worker").error("Job x(body='my secret') failed")
"""


def run() -> str:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout


def test_each_event_is_one_line_that_bears_the_request_and_no_exceptions_text() -> None:
    output = run()
    first, failed, foreign = (json.loads(line) for line in output.splitlines())

    assert "secret" not in output
    assert "\x1b" not in output
    assert ("two\nlines", "r-1", "info") == (first["event"], first["request_id"], first["level"])
    assert ["OSError", "ValueError"] == [one["type"] for one in failed["exception"]]
    assert ("also ours", "elsewhere") == (foreign["event"], foreign["logger"])
    assert first["timestamp"].endswith("Z")

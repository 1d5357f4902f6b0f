"""Nobody gets what was not looked into, whatever dies meanwhile."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.harness import media
from tests.harness.stack import Stack, eventually
from tests.harness.upload import Slot, ask, uploaded
from tests.harness.xmpp import Client

RECOVERED_SECONDS = 60


def about(shared: Slot) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(f"{shared.get}?about").body)
    return found


@contextmanager
def hanging(stack: Stack, part: str) -> Iterator[None]:
    """It answers nobody, and is killed in the end."""
    pid = stack.pid(part)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGKILL)


async def test_a_picture_has_a_preview_and_no_place_any_more(ada: Client) -> None:
    sent = media.picture(size=(1300, 900), told=True)
    shared = await uploaded(ada, "engine.jpg", sent, "image/jpeg")
    told = json.loads(ask(f"{shared.get}?about&wait").body)
    got, preview = ask(shared.get), ask(f"{shared.get}?preview")

    assert ("ready", "image/jpeg", 1300, 900) == (
        *(told["state"], told["media_type"]),
        *(told["width"], told["height"]),
    )
    assert ("image/jpeg", told["size"]) == (got.headers["Content-Type"], len(got.body))
    assert got.headers["Content-Disposition"].startswith("inline")
    assert media.MAKER.encode() in sent
    assert media.MAKER.encode() not in got.body
    assert ("image/webp", b"RIFF") == (preview.headers["Content-Type"], preview.body[:4])


@pytest.mark.parametrize(
    "content", [media.EICAR, media.archive({"letter.txt": media.EICAR})], ids=["plain", "zipped"]
)
async def test_malware_is_given_to_nobody_not_even_back(ada: Client, content: bytes) -> None:
    shared = await uploaded(ada, "letter.zip", content)
    told = json.loads(ask(f"{shared.get}?about&wait").body)
    answer = ask(shared.get)

    assert "refused" == told["state"]
    assert (403, True) == (answer.status, b"malware" in answer.body)


async def test_what_is_being_looked_into_when_everything_is_killed_is_looked_into_again(
    stack: Stack, ada: Client
) -> None:
    with hanging(stack, "clamd"):
        shared = await uploaded(ada, "engine.jpg", media.picture(told=True), "image/jpeg")
        early = about(shared)
        stack.kill("upload")
    ready = await asyncio.to_thread(
        eventually, lambda: _state(shared), lambda state: state == "ready", RECOVERED_SECONDS
    )
    well = await asyncio.to_thread(
        eventually, stack.status, lambda status: status["state"] == "healthy", RECOVERED_SECONDS
    )

    assert ("held", "ready", "healthy") == (early["state"], ready, well["state"])
    assert media.MAKER.encode() not in ask(shared.get).body


def _state(shared: Slot) -> str:
    """Or nothing, while there is nobody to answer."""
    answer = ask(f"{shared.get}?about")
    return str(json.loads(answer.body)["state"]) if answer.status == 200 else ""

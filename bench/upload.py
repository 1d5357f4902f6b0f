"""Files: 200 MB up and down beside nginx, 200 uploads at once, slots, a large picture."""

from __future__ import annotations

import asyncio
import io
import json
import os
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from statistics import quantiles

import psutil
from aiohttp import ClientSession, ClientTimeout
from PIL import Image

from bench.own_stack import own_stack
from bench.report import Figures, figure, options, show
from bench.transfers import Rates, bare_nginx, measure
from bench.transfers import figures as of_transfers
from tests.harness.cast import GRACE
from tests.harness.stack import Stack, free_port_base
from tests.harness.upload import Slot, ask, scanned, slot
from tests.harness.xmpp import Client

SLOT_GOAL_MS, PICTURE_GOAL_SECONDS, MEMORY_GOAL_MB = 20.0, 1.0, 100.0
AT_ONCE, EACH_BYTES, SLOTS = 200, 1_000_000, 40
TWELVE_MEGAPIXELS = (4000, 3000)
LOOK_SECONDS, SCAN_SECONDS = 0.02, 300.0

Taken = Mapping[str, list[float]]


async def slots(person: Client, number: int) -> float:
    """p95 of their milliseconds, one after the other."""
    taken = []
    for _ in range(number):
        began = time.perf_counter()
        await slot(person, "a picture.jpg", 5, "image/jpeg")
        taken.append((time.perf_counter() - began) * 1000)
    return quantiles(taken, n=20)[18]


async def at_once(stack: Stack, person: Client) -> dict[str, float]:
    """Seconds until all are stored, and the MB that the service has grown by meanwhile."""
    given = [await slot(person, f"{n}.bin", EACH_BYTES) for n in range(AT_ONCE)]
    service, content = psutil.Process(stack.pid("upload")), os.urandom(EACH_BYTES)
    before = service.memory_info().rss
    watching = asyncio.create_task(_most(service))
    began = time.perf_counter()
    async with ClientSession(timeout=ClientTimeout(120)) as session:
        statuses = await asyncio.gather(*(_put(session, each, content) for each in given))
    taken = time.perf_counter() - began
    watching.cancel()
    most = await watching
    assert set(statuses) == {201}, statuses
    await asyncio.to_thread(
        scanned, given[-1].get, SCAN_SECONDS
    )  # nothing is left for the next round
    return {"at_once_seconds": taken, "at_once_memory": max(0, most - before) / 1e6}


async def _put(session: ClientSession, where: Slot, content: bytes) -> int:
    async with session.put(where.put, data=content) as answer:
        return answer.status


async def _most(process: psutil.Process) -> int:
    """Until cancelled; the bytes it has had at most."""
    most = 0
    with suppress(asyncio.CancelledError):
        while True:
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(LOOK_SECONDS)
    return most


def picture() -> bytes:
    """As many bytes as a camera's: noise hardly compresses."""
    content = io.BytesIO()
    Image.effect_noise(TWELVE_MEGAPIXELS, 40).convert("RGB").save(content, "JPEG", quality=80)
    return content.getvalue()


async def preview(person: Client, content: bytes) -> float:
    """Seconds from the first byte of a picture to its preview."""
    given = await slot(person, "large.jpg", len(content), "image/jpeg")
    began = time.perf_counter()
    answer = await asyncio.to_thread(ask, given.put, "PUT", content)
    assert answer.status == 201, answer
    about = json.loads((await asyncio.to_thread(ask, f"{given.get}?about&wait")).body)
    shown = await asyncio.to_thread(ask, f"{given.get}?preview")
    taken = time.perf_counter() - began
    assert (about["state"], shown.status) == ("ready", 200), about
    return taken


async def others(stack: Stack, rounds: int) -> Taken:
    """The first round is not counted."""
    taken: dict[str, list[float]] = defaultdict(list)
    large = picture()
    for number in range(-1, rounds):
        grace = await stack.sign_in(GRACE, "bench")
        found = {
            "slot_p95": await slots(grace, SLOTS),
            "picture_seconds": await preview(grace, large),
        }
        found |= await at_once(stack, grace)
        await stack.hang_up()
        for name, value in found.items():
            if number >= 0:
                taken[name].append(value)
    return taken


async def everything(stack: Stack, origin: str, rounds: int) -> Figures:
    taken = await others(stack, rounds)
    rates: Rates = await measure(stack, origin, rounds)
    return {
        **of_transfers(rates),
        "slot_p95": figure(taken["slot_p95"], "ms", "lower", SLOT_GOAL_MS),
        "at_once_memory": figure(taken["at_once_memory"], "MB more", "lower", MEMORY_GOAL_MB),
        "at_once_seconds": figure(taken["at_once_seconds"], "s", "lower"),
        "picture_seconds": figure(taken["picture_seconds"], "s", "lower", PICTURE_GOAL_SECONDS),
    }


def main() -> None:
    chosen = options(__doc__ or "", rounds=5).parse_args()
    with (
        own_stack(chosen.port_base) as stack,
        bare_nginx(stack, free_port_base()) as origin,
    ):
        found = asyncio.run(everything(stack, origin, chosen.rounds))
    show("upload", found, chosen)


if __name__ == "__main__":
    main()

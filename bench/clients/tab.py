"""A tab of Chromium on a computer four times slower, and what was measured in it."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    Response,
    ViewportSize,
)

SLOWER = 4
WATCH = (Path(__file__).parent / "watch.js").read_text()
VIEW = ViewportSize(width=1280, height=800)
PATIENCE_S = 600
COME = """
(until) => performance.getEntriesByType("resource")
  .filter(({ responseEnd }) => responseEnd <= until)
  .map(({ name }) => name)
"""
TASK = "ThreadControllerImpl::RunTask"
MAIN_THREAD = "CrRendererMain"


@dataclass(frozen=True)
class Place:
    """Where in a client a message is seen: the address of its page, and a selector."""

    address: str
    bodies: str
    text: str


@dataclass
class Tasks:
    """What the main thread did without a break, in ms."""

    took: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    """Without the time in which other programs had the processor."""

    @property
    def longest(self) -> float:
        return max(self.worked, default=0.0)


@dataclass
class Tab:
    page: Page
    control: CDPSession
    browser: Browser
    scripts: list[Response] = field(default_factory=list)
    """In the order in which they came."""

    @classmethod
    async def open(cls, context: BrowserContext, slower: float = SLOWER) -> Tab:
        page = await context.new_page()
        control = await context.new_cdp_session(page)
        browser = context.browser
        assert browser
        tab = cls(page, control, browser)
        page.on("response", tab._loaded)
        await page.add_init_script(WATCH)
        await tab.slow(slower)
        return tab

    async def slow(self, rate: float = SLOWER) -> None:
        await self.control.send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def _loaded(self, response: Response) -> None:
        if response.request.resource_type == "script":
            self.scripts.append(response)

    async def until_seen(self, place: Place) -> float:
        """ms from the beginning of the navigation until the message can be read."""
        asked = f"window.first = window.seen({json.dumps(place.bodies)}, {json.dumps(place.text)})"
        await self.page.add_init_script(asked)
        await self.page.goto(place.address, wait_until="commit")
        return float(await self.page.evaluate("window.first"))

    async def script_kilobytes(self, until: float) -> float:
        """Of all scripts that had come by then, compressed alike; ms as of `until_seen`."""
        there = set(await self.page.evaluate(COME, until))
        bodies = [await one.body() for one in [*self.scripts] if one.url in there]
        return sum(len(gzip.compress(each, 9)) for each in bodies) / 1000

    async def seen(self, bodies: str, text: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self.page.evaluate("([all, text]) => window.seen(all, text)", [bodies, text])

    async def clicked(self, target: str, bodies: str, text: str) -> float:
        """ms from a click until a message can be read."""
        asked = "([target, all, text]) => window.clicked(target, all, text)"
        return float(await self.page.evaluate(asked, [target, bodies, text]))

    async def heap_megabytes(self) -> float:
        """After everything was thrown away that nothing refers to."""
        await self.control.send("HeapProfiler.collectGarbage")
        await self.control.send("HeapProfiler.collectGarbage")
        used = await self.control.send("Runtime.getHeapUsage")
        return float(used["usedSize"]) / 1e6

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[Tasks]:
        """The tasks of the page's main thread meanwhile, known at the end."""
        tasks = Tasks()
        await self.browser.start_tracing(page=self.page, categories=["toplevel", "__metadata"])
        try:
            yield tasks
        finally:
            trace = json.loads(await self.browser.stop_tracing())
            found = _tasks(trace["traceEvents"])
            tasks.took = sorted(took for took, _ in found)
            tasks.worked = sorted(worked for _, worked in found)

    async def close(self) -> None:
        await self.page.close()


def _tasks(events: Sequence[dict[str, Any]]) -> list[tuple[float, float]]:
    """Of the busiest main thread: other pages are idle."""
    names = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == MAIN_THREAD
    }
    found: dict[tuple[int, int], list[tuple[float, float]]] = {name: [] for name in names}
    for one in events:
        thread = (one["pid"], one["tid"])
        if one["name"] == TASK and one["ph"] == "X" and thread in found:
            found[thread].append((one["dur"] / 1000, one.get("tdur", 0) / 1000))
    return max(found.values(), key=lambda each: sum(worked for _, worked in each), default=[])

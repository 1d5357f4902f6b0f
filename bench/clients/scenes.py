"""What is done in a client while it is measured: a round of figures by name, in ms unless said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TYPE_CHECKING

from bench.clients import load, peers
from bench.clients.history import newest
from bench.clients.peers import Peer
from bench.clients.tab import VIEW, Tab

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

    from bench.clients.rooms import Fair
    from bench.wire import Wire
    from tests.harness.stack import Stack

Taken = dict[str, float]
KEPT_WITHIN_MS = 2_000
"""Of what comes after the first sight: parts that are loaded later, what the browser keeps."""
WARM_STARTS = 3
FAR_BEHIND_S = 30
"""Nobody waits longer for what was heard."""
SCROLL_BACK = """
async ([log, bodies, text]) => {
  const scrolled = document.querySelector(log);
  const there = () =>
    [...document.querySelectorAll(bodies)].some((each) => each.textContent.includes(text));
  // Looking costs as much as drawing: it has tasks of its own, before what was there has gone by.
  for (let found = false; !found; found = there()) {
    for (let frame = 0; frame < 3; frame += 1) {
      scrolled.scrollBy(0, -200);
      await new Promise((done) => requestAnimationFrame(done));
    }
    await new Promise((done) => setTimeout(done));
  }
}
"""

TO_END = """
(log) => {
  const scrolled = document.querySelector(log);
  scrolled.scrollTop = scrolled.scrollHeight;
}
"""


@dataclass(frozen=True)
class Sizes:
    long: int
    """Messages of the long conversation."""
    back: int
    """Scrolled back through."""
    rate: int
    """Messages a second, and for how many seconds."""
    seconds: int
    received: int
    """While memory is watched."""
    occupants: int


@dataclass(frozen=True)
class Stage:
    """Somebody's conversations: `last` is the newest, `long` the one with a long
    history; `talker` does not stop."""

    stack: Stack
    browser: Browser
    person: str
    last: str
    last_text: str
    long: str
    talker: str
    sizes: Sizes
    fair: Fair | None
    """Where everybody is, if that is watched."""
    written: list[range] = field(default_factory=lambda: [range(0)])
    """The numbers of the talker's messages."""

    @asynccontextmanager
    async def browsing(self, peer: Peer) -> AsyncIterator[BrowserContext]:
        """An empty browser of somebody who is signed in."""
        context = await self.browser.new_context(viewport=VIEW, reduced_motion="reduce")
        if peer.name == peers.STOA:
            await peers.sign_in(context, self.stack, self.person)
        yield context
        await context.close()

    async def starts(self, peer: Peer) -> Taken:
        """Until the last message can be read: for the first time, and with what was kept."""
        last = peer.at(self.stack.jid(self.last), self.last_text)
        async with self.browsing(peer) as context:
            tab = await Tab.open(context)
            found = {"sign_in": await tab.until_seen(last)}
            found["scripts_kb"] = await tab.script_kilobytes(found["sign_in"])
            await self._left(tab)
            warm = []
            for _ in range(WARM_STARTS):
                tab = await Tab.open(context)
                warm.append(await tab.until_seen(last))
                await self._left(tab)
            return found | {"warm_start": median(warm)}

    async def opens(self, peer: Peer) -> Taken:
        """The long conversation: from the archive, and in a page that finds it in the browser."""
        long = self.stack.jid(self.long)
        text = newest(self.sizes.long)
        async with self.browsing(peer) as context:
            found = {}
            for name in ("open_first", "open_kept"):
                tab = await self.at_last(context, peer)
                async with tab.watched() as tasks:
                    found[name] = await tab.clicked(peer.row(long), peer.bodies, text)
                found[f"{name}_task"] = tasks.longest
                found[f"{name}_work"] = sum(tasks.worked)
                # A page begins with what was open in the one before.
                await tab.clicked(peer.row(self.stack.jid(self.last)), peer.bodies, self.last_text)
                await self._left(tab)
            return found

    async def scrolls_back(self, peer: Peer) -> Taken:
        async with self.browsing(peer) as context:
            tab = await self.at_last(context, peer)
            long, text = self.stack.jid(self.long), newest(self.sizes.long)
            await tab.clicked(peer.row(long), peer.bodies, text)
            goal = newest(self.sizes.long - self.sizes.back)
            async with tab.watched() as tasks:
                await tab.page.evaluate(SCROLL_BACK, [peer.log, peer.bodies, goal])
            return {"scroll_back_task": tasks.longest}

    async def hears(self, peer: Peer) -> Taken:
        """Messages without a pause in the conversation that is open."""
        async with self.browsing(peer) as context:
            tab = await self.at_last(context, peer)
            sender = await self._listens(tab, peer)
            await tab.page.evaluate("window.watchFrames()")
            async with tab.watched() as tasks:
                count = self.sizes.rate * self.sizes.seconds
                last = await self._write(sender, count, self.sizes.rate)
                shown = await tab.page.evaluate("performance.now()")
                with suppress(TimeoutError):
                    async with asyncio.timeout(FAR_BEHIND_S):
                        await tab.seen(peer.bodies, last)
                late = await tab.page.evaluate("performance.now()") - shown
            gaps = await tab.page.evaluate("window.framesSeen()")
            sender.close()
            return {
                "flood_task": tasks.longest,
                "flood_frame": quantiles(gaps, n=20)[-1],
                "flood_behind": late,
            }

    async def remembers(self, peer: Peer) -> Taken:
        """What the page holds early and late; no slower than it is. It has between 500 and 1,500
        of the messages in memory: one look alone would say how many there are just then."""
        async with self.browsing(peer) as context:
            tab = await self.at_last(context, peer)
            await tab.slow(1)
            sender = await self._listens(tab, peer)
            held = []
            for _ in range(10):
                last = await self._write(sender, self.sizes.received // 10)
                await tab.seen(peer.bodies, last)
                await tab.page.wait_for_timeout(KEPT_WITHIN_MS)
                held.append(await tab.heap_megabytes())
            sender.close()
            return {"memory_early_mb": median(held[:3]), "memory_mb": median(held[-3:])}

    async def _listens(self, tab: Tab, peer: Peer) -> Wire:
        """At the end of the conversation, also where an earlier round left something unread."""
        await tab.page.click(peer.row(self.stack.jid(self.talker)))
        await tab.page.wait_for_timeout(KEPT_WITHIN_MS)
        await tab.page.evaluate(TO_END, peer.log)
        await tab.page.wait_for_timeout(KEPT_WITHIN_MS)
        return await load.writer(self.stack, self.talker)

    async def _write(self, sender: Wire, count: int, rate: int = 0) -> str:
        """None twice: what is waited for is no older message."""
        self.written.append(range(self.written[-1].stop, self.written[-1].stop + count))
        return await load.write(sender, self.stack.jid(self.person), self.written[-1], rate)

    async def at_last(self, context: BrowserContext, peer: Peer) -> Tab:
        """Everything is there, and nothing more is loaded."""
        tab = await Tab.open(context)
        await tab.slow(1)
        await tab.until_seen(peer.at(self.stack.jid(self.last), self.last_text))
        await tab.page.wait_for_timeout(KEPT_WITHIN_MS)
        await tab.slow()
        return tab

    async def _left(self, tab: Tab) -> None:
        await tab.slow(1)
        await tab.page.wait_for_timeout(KEPT_WITHIN_MS)
        await tab.close()

"""Agreement: two web clients, a script and the archive, after ten minutes of everything.

Each minute what is done is drawn from a seed: talking, editing, reacting, taking back, reading,
lines that are cut, pages that are loaded again and that sleep. Then all have to agree on what was
said, what is unread and what was read. `--seed` does a minute again that did not agree.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from playwright.async_api import Browser, async_playwright

from bench.own_stack import own_stack
from tests.harness import cast
from tests.harness.agreement import VIEWPORT, Desk, Round, Script
from tests.harness.browser import driver, launch
from tests.harness.link import Link
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

MINUTES, SECONDS = 10, 60


@asynccontextmanager
async def three(stack: Stack, browser: Browser) -> AsyncIterator[tuple[Desk, Desk, Script]]:
    """Marie at a page, Emmy at another, and Marie's phone."""
    async with AsyncExitStack() as parts:
        desks = []
        for person, other in ((cast.MARIE, cast.EMMY), (cast.EMMY, cast.MARIE)):
            link = await parts.enter_async_context(Link.laid())
            context = await browser.new_context(
                base_url=stack.origin, proxy={"server": link.proxy["server"]}, viewport=VIEWPORT
            )
            client = WebClient(await context.new_page(), stack, person)
            await client.sign_in()
            desks.append(await Desk.of(client, link, stack.jid(other)))
        script = await parts.enter_async_context(Script(stack, cast.MARIE))
        marie, emmy = desks
        yield marie, emmy, script


async def agreed(stack: Stack, seeds: list[int], seconds: float) -> int:
    """How much was done. Raises AssertionError with the seed and what differs."""
    done = 0
    with driver():
        playwright = await async_playwright().start()
    browser = await playwright.chromium.launch(**launch())
    async with three(stack, browser) as actors:
        for seed in seeds:
            print(f"seed {seed}", file=sys.stderr, flush=True)
            minute = Round(*actors, seed)
            await minute.happen(seconds)
            await minute.agree()
            done += len(minute.done)
    await browser.close()
    await playwright.stop()
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=MINUTES, help="how many, one after another")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each of them is")
    parser.add_argument("--seed", type=int, help="of the first minute")
    parser.add_argument("--json", action="store_true", help="one JSON line, not words")
    asked = parser.parse_args()
    first = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    with own_stack() as stack:
        seeds = list(range(first, first + asked.minutes))
        done = asyncio.run(agreed(stack, seeds, asked.seconds))
    told = {"minutes": asked.minutes, "seconds each": asked.seconds, "first seed": first}
    words = f"agreed after each of {asked.minutes} rounds from seed {first}: {done} acts"
    print(json.dumps({"agreement": told | {"done": done}}) if asked.json else words)


if __name__ == "__main__":
    main()

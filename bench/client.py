"""The web client: what people wait for on a computer four times slower, beside Converse.js.

Both clients are handed out by the nginx of one stack, to the same account with the same history,
and take turns in headless Chromium (`bench/clients`). Times end with the frame in which the message
can be read; of a task, what counts is the time in which it had the processor.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack

from playwright.async_api import async_playwright

from bench.clients import peers, rooms, serving
from bench.clients.history import Histories, newest
from bench.clients.peers import CONVERSE, STOA, Peer
from bench.clients.scenes import Sizes, Stage
from bench.own_stack import own_stack
from bench.report import Figure, Figures, figure, options, show
from tests.harness import cast
from tests.harness.browser import driver, launch
from tests.harness.stack import Stack

FEW = 30
"""Messages of a conversation that is not the long one."""
MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
BESIDE = "Converse.js 14, from the same nginx for the same account"
LIMITS = {
    "scripts_kb": 120,
    "warm_start": 300,
    "open_kept": 100,
    "scroll_back_task": 50,
    "room_task": 100,
    "flood_task": 50,
    "flood_frame": 50,
}
OF_CONVERSE = {"scripts_kb": 1 / 3, "sign_in": 1 / 2}
"""The most of what Converse takes."""
FLAT = 1.1
"""The most that memory grows from the first three tenths of the messages to the last three."""
MEGABYTES = {"memory_mb", "memory_early_mb"}
SCENES: Mapping[str, Callable[[Stage, Peer], Awaitable[Mapping[str, float]]]] = {
    "starts": Stage.starts,
    "opens": Stage.opens,
    "fills": rooms.fills,
    "scrolls_back": Stage.scrolls_back,
    "hears": Stage.hears,
    "remembers": Stage.remembers,
}
OURS_ALONE = {"scrolls_back", "remembers"}
"""What takes Converse minutes: it draws every message."""
ONCE = {"remembers", "scrolls_back"}
"""What takes long."""
ONCE_BESIDE = {"fills", "hears"}
"""What takes Converse long."""

Taken = Mapping[str, Mapping[str, Sequence[float]]]
"""By client and figure, of each round."""


def remembered(stack: Stack) -> None:
    """Ada's conversations: long ago with Grace, lately with others."""
    now = time.time_ns() // 1000
    with stack.database("postgres") as database:
        histories = Histories(stack, database, cast.ADA)
        histories.talk(cast.GRACE, LONG, now - DAY, 10 * MINUTE)
        for number, peer in enumerate((cast.KATHERINE, cast.NIKOLA, cast.MARGARET, cast.HEDY)):
            histories.talk(peer, FEW, now - (4 - number) * HOUR, MINUTE)
        histories.tidy()


LONG = 50_000


async def measure(stack: Stack, sizes: Sizes, rounds: int, scenes: Sequence[str]) -> Taken:
    taken: dict[str, dict[str, list[float]]] = {
        name: defaultdict(list) for name in (STOA, CONVERSE)
    }
    both = peers.stoa(stack), peers.converse(stack)
    with driver():
        playwright = await async_playwright().start()
    browser = await playwright.chromium.launch(**launch())
    async with AsyncExitStack() as opened:
        fair = None
        if "fills" in scenes:
            fair = await opened.enter_async_context(rooms.Fair.opened(stack, sizes.occupants))
        stage = Stage(
            stack, browser, cast.ADA, cast.HEDY, newest(FEW), cast.GRACE, cast.NIKOLA, sizes, fair
        )
        # Later scenes leave messages behind: so each begins with the same in all of its rounds.
        for name in scenes:
            for number in range(rounds):
                for peer in both if number % 2 == 0 else both[::-1]:
                    if _has(peer, name, number):
                        for what, value in (await SCENES[name](stage, peer)).items():
                            taken[peer.name][what].append(value)
                        print(f"{name}, round {number + 1}, {peer.name}", file=sys.stderr)
    await browser.close()
    await playwright.stop()
    return taken


def _has(peer: Peer, scene: str, number: int) -> bool:
    if peer.name == STOA:
        return number == 0 or scene not in ONCE
    return scene not in OURS_ALONE and (number == 0 or scene not in ONCE_BESIDE)


def figures(taken: Taken) -> Figures:
    ours, theirs = taken[STOA], taken[CONVERSE]
    found: dict[str, Figure] = {}
    for name, rounds in ours.items():
        unit = "kB" if name == "scripts_kb" else "MB" if name in MEGABYTES else "ms"
        found[name] = figure(rounds, unit, "lower", LIMITS.get(name))
        if name in theirs:
            found[f"converse_{name}"] = figure(theirs[name], unit, "lower")
            ratios = [
                one / other for one, other in zip(rounds, theirs[name], strict=False) if other
            ]
            if ratios:
                goal = OF_CONVERSE.get(name)
                found[f"{name}_of_converse"] = figure(ratios, "ratio", "lower", goal, BESIDE)
    grown = [
        late / early
        for late, early in zip(
            ours.get("memory_mb", ()), ours.get("memory_early_mb", ()), strict=True
        )
    ]
    if grown:
        beside = "after the first tenths of the messages"
        found["memory_growth"] = figure(grown, "ratio", "lower", FLAT, beside)
    return found


def main() -> None:
    parser = options(__doc__ or "", rounds=2, back=5_000, received=20_000, occupants=3_000)
    parser.add_argument("--only", nargs="+", choices=SCENES, default=list(SCENES), help="scenes")
    chosen = parser.parse_args()
    sizes = Sizes(
        long=LONG,
        back=chosen.back,
        rate=100,
        seconds=5,
        received=chosen.received,
        occupants=chosen.occupants,
    )
    with own_stack(chosen.port_base) as stack:
        remembered(stack)
        serving.serve(stack, cast.ADA)
        taken = asyncio.run(measure(stack, sizes, chosen.rounds, chosen.only))
    show("client", figures(taken), chosen)


if __name__ == "__main__":
    main()

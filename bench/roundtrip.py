"""From the Enter key in one browser to the message in another's page, beside a bare slixmpp pair.

Both pairs talk over one ejabberd, without TLS, one message at a time at the same pace, in turn
round by round. The browsers do all that people's do: they tell who is writing, show, keep, confirm
and mark what they get; nobody presses Enter before that is done. The pages note the times
themselves and are asked when all is over: what asks them runs on the same processors.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import quantiles
from typing import Any

from playwright.async_api import Browser, async_playwright
from slixmpp import JID, ClientXMPP

from bench.own_stack import own_stack
from bench.report import Figures, figure, options, show
from tests.harness.browser import driver, launch
from tests.harness.cast import ADA, GRACE, HEDY, NIKOLA
from tests.harness.stack import Stack
from tests.harness.web_client import WebClient

GOAL_MS = 15.0
WINDOW: dict[str, Any] = {
    "viewport": {"width": 800, "height": 600},
    "reduced_motion": "reduce",
}
"""Without a graphics card the processor paints every frame, beside the servers."""
REST_S = 0.1
"""For what was done before to be painted and stored; and for the message to arrive unwatched."""
SLIXMPP = "a bare slixmpp pair on the same ejabberd"

NOTE_ENTER = """
() => addEventListener("keydown", (event) => {
  if (event.key === "Enter") window.pressed = performance.timeOrigin + event.timeStamp;
}, true)
"""
AWAIT_MESSAGE = """
(body) => { window.arrived = new Promise((done) => {
  const log = document.querySelector("[role=log]");
  const look = () => {
    const shown = [...log.querySelectorAll("[data-key] .body")].slice(-3);
    if (!shown.some((each) => each.textContent === body)) return;
    done(performance.timeOrigin + performance.now());
    changes.disconnect();
  };
  const changes = new MutationObserver(look);
  changes.observe(log, { subtree: true, childList: true, characterData: true });
}); }
"""

Exchange = Callable[[str], Awaitable[float]]
"""Sends a message and waits for it; the milliseconds it took."""
Taken = Mapping[str, list[float]]


@asynccontextmanager
async def browsers(stack: Stack) -> AsyncIterator[Exchange]:
    with driver():
        playwright = await async_playwright().start()
    chromium = await playwright.chromium.launch(**launch())
    ada, grace = [await _at(chromium, stack, person) for person in (ADA, GRACE)]
    await ada.open(grace.bare)
    await grace.open(ada.bare)
    await ada.page.evaluate(NOTE_ENTER)

    async def exchange(body: str) -> float:
        await grace.page.evaluate(AWAIT_MESSAGE, body)
        await ada.composer.fill(body)
        await grace.typing("Ada Lovelace")
        await asyncio.sleep(REST_S)
        await ada.page.keyboard.down("Enter")
        await asyncio.sleep(REST_S)
        await ada.page.keyboard.up("Enter")
        arrived: float = await grace.page.evaluate("() => window.arrived")
        await ada.delivery(body, "read")
        pressed: float = await ada.page.evaluate("() => window.pressed")
        return arrived - pressed

    yield exchange
    await chromium.close()
    await playwright.stop()


async def _at(chromium: Browser, stack: Stack, person: str) -> WebClient:
    context = await chromium.new_context(base_url=stack.origin, **WINDOW)
    client = WebClient(await context.new_page(), stack, person)
    await client.sign_in()
    return client


@asynccontextmanager
async def slixmpp_pair(stack: Stack) -> AsyncIterator[Exchange]:
    arrivals: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
    hedy, nikola = [await _session(stack, person) for person in (HEDY, NIKOLA)]
    nikola.add_event_handler(
        "message", lambda message: arrivals.put_nowait((message["body"], time.perf_counter()))
    )

    async def exchange(body: str) -> float:
        await asyncio.sleep(2 * REST_S)
        began = time.perf_counter()
        hedy.send_message(mto=JID(nikola.boundjid.bare), mbody=body, mtype="chat")
        arrived = ("", 0.0)
        while arrived[0] != body:
            arrived = await arrivals.get()
        return (arrived[1] - began) * 1000

    yield exchange
    await asyncio.gather(hedy.disconnect(), nikola.disconnect())


async def _session(stack: Stack, person: str) -> ClientXMPP:
    client = ClientXMPP(f"{stack.jid(person)}/bench", stack.password(person))
    client.enable_direct_tls = client.enable_starttls = False
    client.enable_plaintext = True
    client.plugin["feature_mechanisms"].unencrypted_plain = True
    client.connect("127.0.0.1", stack.ports["client"])
    await client.wait_until("session_start")
    client.send_presence()
    return client


async def measure(stack: Stack, rounds: int, each: int) -> Taken:
    """p50 and p95 of each round by pair; the first round is not counted."""
    taken: dict[str, list[float]] = defaultdict(list)
    async with AsyncExitStack() as running:
        pairs = {
            "browser": await running.enter_async_context(browsers(stack)),
            "slixmpp": await running.enter_async_context(slixmpp_pair(stack)),
        }
        for number in range(-1, rounds):
            for name in pairs if number % 2 else reversed(pairs):
                found = [await pairs[name](f"{name} {number} {n}") for n in range(each)]
                if number >= 0:
                    cuts = quantiles(found, n=20)
                    taken[f"{name}_p50"].append(cuts[9])
                    taken[f"{name}_p95"].append(cuts[18])
    return taken


def figures(taken: Taken) -> Figures:
    def more(share: str) -> list[float]:
        pairs = zip(taken[f"browser_{share}"], taken[f"slixmpp_{share}"], strict=True)
        return [browser - slixmpp for browser, slixmpp in pairs]

    return {
        **{
            f"{share}_more": figure(more(share), "ms", "lower", GOAL_MS, SLIXMPP)
            for share in ("p50", "p95")
        },
        **{name: figure(found, "ms", "lower") for name, found in taken.items()},
    }


def main() -> None:
    chosen = options(__doc__ or "", rounds=7, each=60).parse_args()
    with own_stack(chosen.port_base) as stack:
        taken = asyncio.run(measure(stack, chosen.rounds, chosen.each))
    show("roundtrip", figures(taken), chosen)


if __name__ == "__main__":
    main()

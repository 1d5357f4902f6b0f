"""Push: how soon a push service has what a message causes, beside the server's own announcement.

In a stack of its own, whose people have closed their pages: from the moment at which a message is
sent until its encrypted push is there (`endpoint`), and until a bare component of the server is
told of it (`component`, XEP-0357), in turn.
"""

from __future__ import annotations

import asyncio
import time
from statistics import quantiles
from uuid import uuid4

from bench.own_stack import own_stack
from bench.report import Figures, figure, options, show
from components.directory import web_sessions
from components.push import subscriptions
from components.push.encryption import Keys
from components.push.subscriptions import Subscription
from tests.harness import cast, push_service
from tests.harness.push_service import PushService
from tests.harness.stack import Stack
from tests.harness.stanza import Stanza
from tests.harness.xmpp import Client, Component

GOAL_MS = 500
BARE = "the server's announcement to a component that only answers"
ENABLE = (
    "<enable xmlns='urn:xmpp:push:0' jid='{jid}' node='{node}'><x xmlns='jabber:x:data'"
    " type='submit'><field var='FORM_TYPE'><value>"
    "http://jabber.org/protocol/pubsub#publish-options</value></field>"
    "<field var='secret'><value>{secret}</value></field></x></enable>"
)


async def closed(stack: Stack, person: str, **told: str) -> None:
    """The person's page has enabled push, and is gone."""
    page = await stack.sign_in(person, f"page-{uuid4()}")
    assert (await page.ask("set", ENABLE.format(**told))).type == "result"
    await page.close()


def subscribed(stack: Stack, person: str, browser: push_service.Subscription) -> dict[str, str]:
    with stack.engine("app") as engine, engine.begin() as connection:
        session = web_sessions.begin(connection, person, "127.0.0.1", "bench").session
        wanted = Subscription(browser.endpoint, Keys(browser.public, browser.auth))
        made = subscriptions.add(connection, person, session.id, wanted)
    return {"jid": f"push.{stack.domain}", "node": str(made.node), "secret": made.secret}


async def to_endpoint(
    writer: Client, to: str, service: PushService, browser: push_service.Subscription
) -> float:
    """Milliseconds."""
    known, began = len(service.of(browser)), time.perf_counter()
    writer.say(to, "Is the engine ready?")
    await service.expect(browser, known + 1)
    return 1000 * (time.perf_counter() - began)


async def to_component(writer: Client, to: str, bare: Component) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    writer.say(to, "Is the engine ready?")
    told: Stanza = await bare.expect(lambda stanza: stanza.kind == "iq" and stanza.type == "set")
    taken = 1000 * (time.perf_counter() - began)
    bare.send(f"<iq type='result' id='{told.id}' from='{told.recipient}' to='{told.sender}'/>")
    return taken


async def measure(stack: Stack, rounds: int) -> Figures:
    writer = await stack.sign_in(cast.KATHERINE, "phone")
    hedy, ada = stack.jid(cast.HEDY), stack.jid(cast.ADA)
    bare = await stack.connect_component("announcements")
    async with push_service.push_service(stack.push_service) as service:
        browser = service.subscribe()
        await closed(stack, cast.HEDY, **subscribed(stack, cast.HEDY, browser))
        await closed(stack, cast.ADA, jid=f"announcements.{stack.domain}", node="n", secret="s")  # noqa: S106
        await to_endpoint(writer, hedy, service, browser)
        endpoint, component = list[float](), list[float]()
        for _ in range(rounds):
            endpoint.append(await to_endpoint(writer, hedy, service, browser))
            component.append(await to_component(writer, ada, bare))
    await stack.hang_up()
    return {
        "endpoint_p50": figure(endpoint, "ms", "lower", GOAL_MS, BARE),
        "endpoint_p95": figure([quantiles(endpoint, n=20)[-1]], "ms", "lower", 2 * GOAL_MS, BARE),
        "component_p50": figure(component, "ms", "lower"),
        "component_p95": figure([quantiles(component, n=20)[-1]], "ms", "lower"),
    }


def main() -> None:
    told = options(__doc__ or "", rounds=100).parse_args()
    with own_stack(told.port_base) as stack:
        show("push", asyncio.run(measure(stack, told.rounds)), told)


if __name__ == "__main__":
    main()

"""Standard clients show links that lead to the file."""

import re
from pathlib import Path

from deploy.instance.settings import Settings
from tests.e2e.clients.profanity import Profanity
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness import cast
from tests.harness.sharing import OOB, PLAN, fetched, holder
from tests.harness.stack import Stack
from tests.harness.xmpp import Client


async def test_profanity_shows_a_link_that_leads_to_the_file(
    stack: Stack, ada: Client, plan: str, tmp_path: Path
) -> None:
    tree = Settings().home / "tree-clients"
    async with Profanity(stack, cast.GRACE, tree, tmp_path) as grace:
        ada.message(grace.bare, f"<body>{plan}</body>{OOB.format(plan)}")
        grace.type(f"/msg {ada.bare}")
        shown = await grace.sees("http://localhost:[0-9]+/files/")
        found = re.search("http://[^ ]+", shown)

    assert found
    assert cast.GRACE == holder(found[0])
    assert (200, PLAN) == (fetched(found[0]).status, fetched(found[0]).body)


async def test_slixmpp_gets_a_link_that_leads_to_the_file(
    stack: Stack, ada: Client, plan: str
) -> None:
    async with SlixmppClient(stack, cast.LINUS) as linus:
        ada.message(linus.bare, f"<body>{plan}</body>{OOB.format(plan)}")
        heard = await linus.hears(lambda each: "/files/" in each.text)

    assert cast.LINUS == holder(heard.text)
    assert (200, PLAN) == (fetched(heard.text).status, fetched(heard.text).body)

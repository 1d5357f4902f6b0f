"""Several tabs of one person."""

import asyncio
from typing import Any

from tests.browser.client.conftest import At, Peer, words
from tests.browser.conftest import Complaints
from tests.harness import cast
from tests.harness.stanza import Stanza, with_body
from tests.harness.web_client import WebClient
from tests.harness.xmpp import Client

WANTED = (
    "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/><body>{}</body>"
)
KEPT = """
async () => ({
  databases: (await indexedDB.databases()).map((each) => each.name),
  session: sessionStorage.length,
  local: localStorage.length,
  caches: (await self.caches?.keys()) ?? [],
})
"""
NOTHING: dict[str, Any] = {"databases": [], "session": 0, "local": 0, "caches": []}


async def another_tab(client: WebClient) -> WebClient:
    tab = WebClient(await client.page.context.new_page(), client.stack, client.person)
    await tab.page.goto("/")
    await tab.ready()
    return tab


def names(message: Stanza, payload: str) -> str | None:
    found = message.child(f"{{*}}{payload}")
    return None if found is None else found.get("id")


async def test_each_tab_shows_everything_and_a_message_is_confirmed_once(
    at: At, peer: Peer
) -> None:
    florence, benjamin = await at(cast.FLORENCE), await peer(cast.BENJAMIN)
    tabs = [florence, await another_tab(florence)]
    heard, said = words("heard in both"), words("said in one")
    for tab in tabs:
        await tab.open(benjamin.bare)
    sent = benjamin.message(florence.bare, WANTED.format(heard))
    for tab in tabs:
        await tab.shows(heard)
    await benjamin.expect(lambda stanza: names(stanza, "displayed") == sent)
    await tabs[1].send(said)
    for tab in tabs:
        await tab.ends_with(heard, said)
        await tab.delivery(said, "sent")
    await benjamin.expect(lambda stanza: stanza.body == said)
    await _settled(tabs, benjamin)
    confirmed = [names(each, "received") for each in benjamin.messages]

    assert [sent] == [each for each in confirmed if each]
    assert [] == [each for each in benjamin.messages if names(each, "displayed") == sent]


async def _settled(tabs: list[WebClient], peer: Client) -> None:
    """What each tab had to say has arrived: later words of the same stream come after it."""
    for tab in tabs:
        last = words("last")
        await tab.send(last)
        await peer.expect(with_body(last))


async def test_a_draft_and_what_is_unread_are_the_same_after_the_first_tab_is_closed(
    at: At, peer: Peer
) -> None:
    florence, benjamin = await at(cast.FLORENCE), await peer(cast.BENJAMIN)
    second = await another_tab(florence)
    await florence.page.close()
    body = words("to the one that is left")
    await second.open(benjamin.bare)
    sent = benjamin.message(florence.bare, WANTED.format(body))
    await second.shows(body)
    await benjamin.expect(lambda stanza: names(stanza, "displayed") == sent)


async def test_signing_out_in_one_tab_ends_all_and_leaves_nothing_behind(
    at: At, peer: Peer, complaints: Complaints
) -> None:
    complaints.expect(r"status of 40[01] .*/api/v1/drafts")
    florence, benjamin = await at(cast.FLORENCE), await peer(cast.BENJAMIN)
    second = await another_tab(florence)
    await florence.open(benjamin.bare)
    benjamin.say(florence.bare, body := words("kept until then"))
    await florence.shows(body)
    await florence.composer.fill("a draft")
    await florence.sign_out()
    await second.page.wait_for_url("**/account/sign-in**")
    kept = [await tab.page.evaluate(KEPT) for tab in (florence, second)]
    answer = await florence.page.request.get("/api/v1/session")

    assert [NOTHING, NOTHING] == kept
    assert 401 == answer.status


async def test_a_session_ended_in_the_portal_ends_the_client_within_seconds(
    at: At, peer: Peer
) -> None:
    katherine, office = await at(cast.KATHERINE), await at(cast.KATHERINE)
    portal = office.page
    await portal.goto("/account/sessions")
    other = portal.locator("details.confirm", has=portal.locator("summary")).first
    await other.locator("summary").click()
    began = asyncio.get_running_loop().time()
    await other.locator("button.danger").click()
    await katherine.page.get_by_text("You are signed out").first.wait_for()
    print(f"signed out {asyncio.get_running_loop().time() - began:.2f} s after the click")


async def test_nobody_sees_what_the_person_before_them_has_left(
    at: At, peer: Peer, complaints: Complaints
) -> None:
    """They signed out of the portal while the client was open."""
    complaints.expect(r"status of 40[01] .*/api/v1/drafts")
    dorothy, james = await at(cast.DOROTHY), await peer(cast.JAMES)
    secret = words("for Dorothy only")
    await dorothy.open(james.bare)
    james.say(dorothy.bare, secret)
    await dorothy.shows(secret)
    await dorothy.composer.fill(draft := words("Dorothy's draft"))
    context = dorothy.page.context
    page = await context.new_page()
    george = WebClient(page, dorothy.stack, cast.GEORGE)
    await page.goto("/account/")
    await page.get_by_role("button", name="Sign out").locator("visible=true").click()
    await george.sign_in()
    await george.open(james.bare)
    left = await page.evaluate(LEFT)
    await dorothy.page.get_by_text("You are signed out").first.wait_for()

    drafts = await page.request.get("/api/v1/drafts")
    assert {"owner": cast.GEORGE, "drafts": []} == await drafts.json()
    assert secret not in left
    assert draft not in left
    assert cast.DOROTHY not in "".join(
        await page.evaluate(
            "() => indexedDB.databases().then((all) => all.map((each) => each.name))"
        )
    )


LEFT = """
async () => {
  const found = [document.body.innerText, JSON.stringify(sessionStorage),
    JSON.stringify(localStorage)];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done, failed) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = failed;
    });
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { rows.onsuccess = done; });
      found.push(JSON.stringify(rows.result));
    }
    database.close();
  }
  return found.join(" ");
}
"""

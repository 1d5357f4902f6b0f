"""An instance of its own: what other tests say is in no picture."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.browser.client.conftest import at, offline
from tests.browser.guide.album import Album
from tests.browser.guide.story import LAST, NAMES, Colleagues, tell
from tests.harness import cast, pep
from tests.harness.home import own_home, started
from tests.harness.stack import Stack, eventually

__all__ = ["at", "offline"]

PREFERENCES = "urn:stoa:preferences:1"
FOUND = "select 1 from stoa.message where body = %s"
WELCOMED = f"<welcomed xmlns='{PREFERENCES}'/>"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with own_home() as home, started(home) as stack:
        yield stack


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def _told(stack: Stack) -> None:
    """And Ada has been shown around."""
    people = await Colleagues.come(stack, *NAMES)
    await pep.publish(people.clients[cast.ADA], PREFERENCES, "welcomed", WELCOMED)
    await tell(people)
    await stack.hang_up()
    with stack.database("app") as database:
        eventually(lambda: database.execute(FOUND, [LAST]).fetchone(), bool, 60)


@pytest_asyncio.fixture(loop_scope="session")
async def colleagues(stack: Stack, _told: None) -> AsyncIterator[Colleagues]:
    """Of Ada, who have said what they had to say and are there."""
    assert _told is None
    yield await Colleagues.come(stack, *(person for person in NAMES if person != cast.ADA))


@pytest.fixture
def album(pytestconfig: pytest.Config) -> Album:
    return Album(pytestconfig.getoption("--pictures"))

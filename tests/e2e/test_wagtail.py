"""People of a real Wagtail: they sign in with what they have, and end where Wagtail ends them."""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from components.directory.sync import LOCK
from components.runtime import jobs
from deploy.instance.settings import Settings
from tests.e2e.clients.slixmpp_client import SlixmppClient
from tests.harness.organisation import picture
from tests.harness.stack import Stack, eventually, free_port_base
from tests.harness.visitor import Visitor
from tests.harness.wagtail import Employee, Wagtail
from tests.harness.xmpp import Client, SaslFailure

ADA = Employee("ada", "Ada", "Lovelace", "scrypt", ("Research", "Editors"), avatar="ada.png")
GRACE = Employee("Grace.Hopper", "Grace", "Hopper", "bcrypt_sha256", ("Research",), superuser=True)
LINUS = Employee("linus@example.org", "Linus", "Pauling", "pbkdf2_sha1", ("Research",))
ALAN = Employee("alan", "Alan", "Turing", "argon2")
STAYING = (ADA, GRACE, LINUS, ALAN)
EMMY = Employee("emmy", "Emmy", "Noether")
"""Who leaves."""
ENDED_SECONDS = 5.0
RUN_SECONDS = 15

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))  # Unix sockets need short paths
    folder.chmod(0o755)  # the parts run as users of their own when root starts them
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def wagtail(home: Path) -> Wagtail:
    site = Wagtail.made(home / "site", Settings().home / "venv-wagtail")
    site.employ(*STAYING, EMMY)
    site.media.mkdir()
    (site.media / "ada.png").write_bytes(picture())
    return site


@pytest.fixture(scope="module")
def stack(home: Path, wagtail: Wagtail) -> Iterator[Stack]:
    """An instance that reads from Wagtail, as its operator has told it."""
    (home / "etc").mkdir()
    (home / "etc" / "people.toml").write_text(
        f'extends = "wagtail"\npeople.picture_path = "picture"\npictures.folder = "{wagtail.media}"'
    )
    (home / "secrets").mkdir()
    (home / "secrets" / "cms_url").touch(0o600)
    (home / "secrets" / "cms_url").write_text(f"sqlite:///{wagtail.database}")
    stack = Stack(home, free_port_base())
    try:
        stack.up("--no-demo")
        yield stack
    finally:
        stack.down()


def synchronise(stack: Stack) -> None:
    """Returns once a run that began after the call has ended."""
    with stack.database("app") as database, stack.engine("app") as engine:
        newest = database.execute("select max(id) from stoa.sync_run").fetchone()
        query = "select from stoa.sync_run where id > %s and finished_at is not null"
        with engine.begin() as connection:
            jobs.defer(connection, "directory.sync")
        assert eventually(lambda: database.execute(query, newest).fetchall(), bool, RUN_SECONDS)


def localparts(stack: Stack) -> dict[str, str]:
    """By user name."""
    with stack.database("app") as database:
        rows = database.execute("select user_name, localpart from stoa.person").fetchall()
    return dict(rows)


def signed_in(stack: Stack, person: Employee) -> Visitor:
    visitor = Visitor(stack)
    assert HTTPStatus.FOUND == visitor.sign_in(person.user_name, person.password).status
    return visitor


async def connected(client: Client, localpart: str, password: str, resource: str) -> Client:
    assert await client.authenticate(localpart, password) is None
    await client.bind(resource)
    await client.settle()
    return client


@pytest.mark.parametrize("person", STAYING, ids=lambda person: person.hasher)
def test_everybody_signs_in_with_the_password_that_wagtail_keeps(
    stack: Stack, person: Employee
) -> None:
    visitor = Visitor(stack)
    wrong = visitor.sign_in(person.user_name, person.password + "?")

    assert HTTPStatus.UNAUTHORIZED == wrong.status
    assert HTTPStatus.FOUND == visitor.sign_in(person.user_name, person.password).status
    assert person.first_name in visitor.get("/account/").text


def test_groups_roles_and_pictures_come_along(stack: Stack) -> None:
    names = localparts(stack)
    with stack.database("app") as database:
        departments = database.execute(
            "select d.name, array_agg(m.localpart order by 1) from stoa.department d"
            " join stoa.membership m on m.department_id = d.id"
            " where d.kind = 'department' group by 1 order by 1"
        ).fetchall()
        roles = database.execute("select localpart, role from stoa.role order by 1").fetchall()
        pictures = database.execute("select localpart from stoa.picture").fetchall()
    research = sorted(names[person.user_name] for person in (ADA, GRACE, LINUS))

    assert [("Editors", ["ada"]), ("Research", research)] == departments
    assert [("ada", "publisher"), (names[GRACE.user_name], "administrator")] == roles
    assert [("ada",)] == pictures


def test_the_operator_sees_what_a_run_would_change_and_then_runs_it(
    stack: Stack, wagtail: Wagtail
) -> None:
    with stack.database("app") as database:
        database.execute("select pg_advisory_lock(%s)", [LOCK])  # no other run meanwhile
        wagtail.change("alan", last_name="Mathison")
        planned = json.loads(stack.command("people", "sync", "--dry-run", "--json"))
        shown = stack.command("people", "sync", "--dry-run")
    stack.command("people", "sync", "--full")
    rest = stack.command("people", "sync", "--dry-run")
    checked = stack.command("people", "check")

    name = {"what": "name", "before": "Alan Turing", "after": "Alan Mathison"}
    assert {
        "counts": [0, 1, 0],
        "trouble": [],
        "changes": [{"kind": "person", "subject": "alan", **name}],
    } == planned
    assert ["person alan: name “Alan Turing” → “Alan Mathison”"] == shown.splitlines()[:1]
    assert "people would be added: 0, changed: 0, removed: 0\n" == rest
    assert "the source has all that the mapping names\n" == checked


async def test_whoever_wagtail_disables_is_out_everywhere_within_seconds(
    stack: Stack, wagtail: Wagtail
) -> None:
    browser = signed_in(stack, EMMY)
    password = browser.add_device("phone")
    tab = await connected(await stack.open_websocket(), "emmy", browser.web_token(), "browser")
    async with SlixmppClient(stack, "emmy", password=password) as phone:
        await phone.settle()
        await asyncio.to_thread(wagtail.change, "emmy", is_active=False)
        await asyncio.to_thread(synchronise, stack)
        began = time.monotonic()
        await tab.finished(ENDED_SECONDS)
        await phone.ended(ENDED_SECONDS)
        taken = time.monotonic() - began
    again = await stack.open()
    refused = await again.authenticate("emmy", password)

    assert ENDED_SECONDS > taken
    assert isinstance(refused, SaslFailure)
    assert HTTPStatus.UNAUTHORIZED == Visitor(stack).sign_in("emmy", EMMY.password).status
    assert HTTPStatus.FOUND == browser.get("/account/").status

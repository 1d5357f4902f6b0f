"""What is put and fetched over HTTP, without nginx: what counts, and what it leaves behind."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import pytest_asyncio
from aiohttp import ClientConnectionError, ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine, create_engine, text

from components.upload.access import Access
from components.upload.http import application
from components.upload.http.downloads import Downloads
from components.upload.http.uploads import Uploads
from components.upload.links import Links
from components.upload.quotas import Quotas
from components.upload.slots import Slots, Wish
from components.upload.storage import PLACES, Storage
from components.upload.tidying import Tidying
from tests.harness.cluster import Cluster
from tests.wire.server import DOMAIN
from tests.wire.waiting import until

ADA, GRACE = "ada@localhost", "grace@localhost"
CONTENT = b"Is the engine ready?" * 50_000
Clients = TestClient[web.Request, web.Application]


@dataclass(frozen=True)
class Given:
    id: UUID
    put: str
    get: str


@dataclass
class Service:
    """The component's HTTP side, with a folder of its own."""

    engine: Engine
    links: Links
    storage: Storage
    uploads: Uploads
    client: Clients
    folder: Path
    superuser: Engine
    """By whom time passes."""

    def slot(self, size: int = len(CONTENT), name: str = "a.txt", **more: Any) -> Given:
        id, wish = uuid4(), Wish(name, size, **more)
        slots = Slots(Quotas(2**30, 2**30), 300, lambda: 2**40)
        with self.engine.begin() as connection:
            slots.give(connection, id, "ada", wish)
        return Given(id, self.links.put(id, name), self.links.personal(id, name, ADA))

    async def put(self, given: Given, content: Any = CONTENT, **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.put(given.put, data=content, headers=named) as answer:
            return answer.status

    async def get(self, url: str, method: str = "GET") -> ClientResponse:
        async with self.client.request(method, url) as answer:
            await answer.read()
            return answer

    def sql(self, statement: str, **values: Any) -> Any:
        with self.superuser.begin() as connection:
            return connection.execute(text(statement), values)

    def state(self, given: Given) -> str | None:
        found: str | None = self.sql(
            "select state from stoa.file where id = :id", id=given.id
        ).scalar()
        return found

    def scanned(self, given: Given, state: str = "ready", **found: Any) -> None:
        """As the job leaves it."""
        if state == "ready":
            self.storage.release(given.id)
        self.storage.remove(given.id, "held")
        values = {"media_type": "text/plain", **found, "state": state}
        columns = ", ".join(f"{name} = :{name}" for name in values)
        self.sql(f"update stoa.file set {columns} where id = :id", id=given.id, **values)  # noqa: S608

    @property
    def stored(self) -> list[str]:
        """Places of all that is on the disk, unfinished or not."""
        return sorted(
            place for place in PLACES for each in (self.folder / place).rglob("*") if each.is_file()
        )

    @property
    def jobs(self) -> list[dict[str, str]]:
        return list(self.sql("select args from jobs.procrastinate_jobs").scalars())


@pytest_asyncio.fixture
async def service(
    engine: Engine, people: None, cluster: Cluster, tmp_path: Path
) -> AsyncIterator[Service]:
    superuser = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(cluster.superuser)
    )
    storage = Storage(tmp_path)
    links = Links("", DOMAIN, "a key")
    uploads = Uploads(engine, links, storage)
    site = application(uploads, Downloads(engine, links, Access(engine).check, storage))
    async with TestClient(TestServer(site)) as client:
        yield Service(engine, links, storage, uploads, client, tmp_path, superuser)
    superuser.dispose()


async def test_what_was_put_is_held_and_its_job_is_there(service: Service) -> None:
    given = service.slot()
    status = await service.put(given)

    assert 201 == status
    assert "held" == service.state(given)
    assert ["held"] == service.stored
    assert [{"file": str(given.id)}] == service.jobs
    assert CONTENT == service.storage.path("held", given.id).read_bytes()


async def test_a_slot_is_good_once(service: Service) -> None:
    given = service.slot()
    first, second = await service.put(given), await service.put(given, CONTENT[::-1])

    assert (201, 403) == (first, second)
    assert CONTENT == service.storage.path("held", given.id).read_bytes()


async def test_of_two_uploads_at_once_one_counts(service: Service) -> None:
    given = service.slot()
    statuses = await asyncio.gather(*(service.put(given) for _ in range(5)))

    assert [201, 403, 403, 403, 403] == sorted(statuses)
    assert CONTENT == service.storage.path("held", given.id).read_bytes()


@pytest.mark.parametrize(
    ("content", "status"), [(CONTENT + b"!", 413), (CONTENT[:-1], 400), (b"", 400)]
)
async def test_another_length_is_refused_and_uses_nothing(
    service: Service, content: bytes, status: int
) -> None:
    given = service.slot()
    refused = await service.put(given, content)

    assert status == refused
    assert [] == service.stored
    assert 201 == await service.put(given)


async def test_a_length_has_to_be_said(service: Service) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield CONTENT

    given = service.slot()

    assert 411 == await service.put(given, pieces())
    assert [] == service.stored


async def test_another_type_than_announced_is_refused(service: Service) -> None:
    given = service.slot(media_type="image/png")
    refused = await service.put(given, Content_Type="text/html")

    assert 415 == refused
    assert 201 == await service.put(given, Content_Type="Image/PNG; q=1")


async def test_an_expired_slot_is_refused(service: Service) -> None:
    given = service.slot()
    service.sql("update stoa.file set slot_until = now() - interval '1 s'")

    assert 403 == await service.put(given)
    assert [] == service.stored


def forged(given: Given) -> list[str]:
    head, _, rest = given.put.partition("/put.")
    mac, _, name = rest.partition("/")
    another = head.replace(str(given.id), str(uuid4()))
    return [
        given.get,
        f"{head}/put.{mac[::-1]}/{name}",
        f"{another}/put.{mac}/{name}",
        f"{head}/put.{mac}",
        f"{head}/put.{mac}/{name}/more",
        f"{head.replace(str(given.id), str(given.id).upper())}/put.{mac}/{name}",
        f"{head}/put./{name}",
        f"/files//{rest}",
        "/files/",
        "/files/x",
    ]


async def test_only_the_link_of_the_slot_counts(service: Service) -> None:
    given = service.slot()
    statuses = {url: await service.put(Given(given.id, url, given.get)) for url in forged(given)}

    assert {403} == set(statuses.values()), statuses
    assert 201 == await service.put(given)


async def test_the_link_for_putting_fetches_nothing(service: Service) -> None:
    given = service.slot()
    await service.put(given)
    service.scanned(given)

    assert 403 == (await service.get(given.put)).status


async def test_an_upload_that_breaks_off_leaves_nothing(service: Service) -> None:
    given, going = service.slot(), asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield CONTENT[: len(CONTENT) // 2]
        await going.wait()
        raise ConnectionResetError

    headers = {"Content-Length": str(len(CONTENT))}
    putting = asyncio.create_task(service.put(given, pieces(), **headers))
    await until(lambda: service.stored)
    going.set()
    with pytest.raises((ClientConnectionError, ConnectionResetError)):
        await putting
    await until(lambda: service.state(given) is None)

    assert [] == service.stored
    assert [] == service.jobs
    await until(lambda: not service.uploads.running)


async def test_nobody_gets_what_was_not_scanned(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.upload.http.downloads.HELD_SECONDS", 0)
    given = service.slot()
    await service.put(given)
    answers = [await service.get(given.get), await service.get(f"{given.get}?preview")]

    assert [503, 503] == [each.status for each in answers]
    assert {"2"} == {each.headers["Retry-After"] for each in answers}
    assert not any("X-Accel-Redirect" in each.headers for each in answers)


async def test_a_download_waits_for_the_scan(service: Service) -> None:
    given = service.slot()
    await service.put(given)
    getting = asyncio.create_task(service.get(given.get))
    service.scanned(given)
    answer = await getting

    assert 200 == answer.status
    assert (
        f"/files-on-disk/ready/{str(given.id)[:2]}/{given.id}" == answer.headers["X-Accel-Redirect"]
    )


async def test_what_is_refused_says_why(service: Service) -> None:
    given = service.slot()
    await service.put(given)
    service.scanned(given, "refused", refusal="It holds malware.")
    answer = await service.get(given.get)

    assert (403, "It holds malware.\n") == (answer.status, await answer.text())


async def test_an_expired_file_is_no_more(service: Service) -> None:
    given = service.slot(purpose="ephemeral")
    await service.put(given)
    service.scanned(given)
    before = await service.get(given.get)
    service.sql("update stoa.file set expires_at = now()")
    after = [await service.get(f"{given.get}{more}") for more in ("", "?preview", "?about")]

    assert (200, [404] * 3) == (before.status, [each.status for each in after])


async def test_browsers_ask_each_time_and_are_told_what_it_is(service: Service) -> None:
    given = service.slot(name="plan.html")
    await service.put(given)
    service.scanned(given, media_type="text/html")
    for method in ("GET", "HEAD"):
        headers = (await service.get(given.get, method)).headers

        assert "private, no-cache" == headers["Cache-Control"]
        assert headers["Content-Type"].startswith("text/html")
        assert headers["Content-Disposition"].startswith("attachment;")


async def test_a_preview_is_there_or_not(service: Service) -> None:
    given = service.slot()
    await service.put(given)
    service.scanned(given)
    without = await service.get(f"{given.get}?preview")
    service.sql("update stoa.file set preview = true")
    with_one = await service.get(f"{given.get}?preview")

    assert (404, 200) == (without.status, with_one.status)
    assert "image/webp" == with_one.headers["Content-Type"]
    assert "/files-on-disk/preview/" in with_one.headers["X-Accel-Redirect"]


async def test_what_is_known_of_a_file_is_told_beside_it(service: Service) -> None:
    given, waveform, digest = service.slot(name="très.ogg"), bytes(range(64)), bytes(32)
    await service.put(given)
    held = await (await service.get(f"{given.get}?about")).json()
    service.scanned(
        given,
        media_type="audio/ogg",
        waveform=waveform,
        duration_ms=1500,
        digest=digest,
        stored_size=7,
    )
    ready = await (await service.get(f"{given.get}?about&wait")).json()

    assert ("held", len(CONTENT), None) == (held["state"], held["size"], held["waveform"])
    assert {
        "id": str(given.id),
        "name": "très.ogg",
        "media_type": "audio/ogg",
        "size": 7,
        "state": "ready",
        "refusal": "",
        "width": None,
        "height": None,
        "duration_ms": 1500,
        "blurhash": "",
        "waveform": base64.b64encode(waveform).decode(),
        "sha256": digest.hex(),
        "preview": False,
    } == ready


async def test_grace_gets_nothing_of_adas_by_any_link(service: Service) -> None:
    given = service.slot()
    await service.put(given)
    service.scanned(given)
    of_grace = service.links.personal(given.id, "a.txt", GRACE)
    stolen = given.get.replace(
        given.get.split("/")[3].partition(".")[0], of_grace.split("/")[3].partition(".")[0]
    )
    asked = [f"{url}{more}" for url in (of_grace, stolen) for more in ("", "?about", "?preview")]

    assert [403] * 6 == [(await service.get(url)).status for url in asked]
    assert 200 == (await service.get(given.get)).status


async def test_other_methods_are_not_taken(service: Service) -> None:
    given = service.slot()

    for method in ("POST", "DELETE", "PATCH", "OPTIONS", "MOVE"):
        assert 405 == (await service.get(given.put, method)).status


@pytest.fixture
def tidy(service: Service) -> Callable[[], None]:
    return Tidying(service.engine, service.storage, 30, lambda: service.uploads.running)


async def test_slots_that_were_not_used_are_forgotten(
    service: Service, tidy: Callable[[], None]
) -> None:
    old, new = service.slot(), service.slot()
    service.sql(
        "update stoa.file set slot_until = now() - interval '1 s' where id = :id", id=old.id
    )
    tidy()

    assert (None, "slot") == (service.state(old), service.state(new))


async def test_what_a_killed_process_was_storing_is_removed(
    service: Service, tidy: Callable[[], None]
) -> None:
    given = service.slot()
    service.sql("update stoa.file set used_at = now()")
    service.storage.put("held", given.id, CONTENT)  # whole, but nobody noted it
    unfinished = service.storage.path("held", given.id).with_name("x#1")
    unfinished.write_bytes(b"half")
    service.storage.sweep()
    tidy()

    assert service.state(given) is None
    assert [] == service.stored


async def test_what_is_arriving_is_left_alone(service: Service, tidy: Callable[[], None]) -> None:
    given, going = service.slot(), asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield CONTENT[:100_000]
        await going.wait()
        yield CONTENT[100_000:]

    headers = {"Content-Length": str(len(CONTENT))}
    putting = asyncio.create_task(service.put(given, pieces(), **headers))
    await until(lambda: service.uploads.running)
    service.sql("update stoa.file set slot_until = now() - interval '1 s'")
    tidy()
    going.set()

    assert 201 == await putting
    assert (
        hashlib.sha256(CONTENT).digest()
        == hashlib.sha256(service.storage.path("held", given.id).read_bytes()).digest()
    )


async def test_expired_files_are_removed(service: Service, tidy: Callable[[], None]) -> None:
    given = service.slot(purpose="ephemeral")
    await service.put(given)
    service.scanned(given)
    tidy()
    before = service.stored
    service.sql("update stoa.file set expires_at = now() - interval '1 s'")
    tidy()

    assert (["ready"], []) == (before, service.stored)
    assert service.state(given) is None


async def test_what_nobody_was_sent_is_removed_after_its_time(
    service: Service, tidy: Callable[[], None]
) -> None:
    new, old = service.slot(), service.slot()
    for given in (new, old):
        await service.put(given)
        service.scanned(given)
    service.sql(
        "update stoa.file set uploaded_at = now() - interval '31 days' where id = :id", id=old.id
    )
    tidy()

    assert ("ready", None) == (service.state(new), service.state(old))
    assert ["ready"] == service.stored

"""The component's HTTP side as nginx uses it (`uploads.conf`), with a folder of its own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from sqlalchemy import Engine, text

from components.upload.http.uploads import STORE
from components.upload.links import Links
from components.upload.quotas import Quotas
from components.upload.slots import Slots, Wish
from components.upload.storage import PLACES, Storage

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
    engine: Engine
    links: Links
    storage: Storage
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

    async def put(self, given: Given, content: bytes = CONTENT, **headers: str) -> int:
        """From its first byte to the answer, which the component decides on."""
        told = {"Upload_Length": str(len(content))} | headers
        begun = await self.asked(given, "begin", **told)
        if begun.status != 204:
            return (await self.asked(given, "", **told)).status
        complete = await self.asked(given, "complete")
        if complete.headers.get("X-Accel-Redirect") != STORE:
            return complete.status
        self.storage.put("arrived", UUID(begun.headers["Upload-Begun"]), content)
        return 201

    async def asked(self, given: Given, step: str, **headers: str) -> ClientResponse:
        """One step of an upload; '' is the question for why it was refused."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.put(given.put, headers=named | {"Upload-Step": step}) as answer:
            await answer.read()
            return answer

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
        held = self.storage.take(given.id)
        if state == "ready":
            self.storage.put("ready", given.id, held)
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

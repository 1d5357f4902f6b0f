"""Wiring of the upload process."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiohttp import web

from components.runtime.database import make_engine
from components.runtime.health import Health
from components.runtime.stream import ComponentStream
from components.runtime.worker import Worker
from components.upload.access import Access
from components.upload.http import application
from components.upload.http.downloads import Downloads
from components.upload.http.uploads import Uploads
from components.upload.jobs import tasks
from components.upload.links import Links
from components.upload.pipeline.processing import Processing
from components.upload.pipeline.scanner import Scanner
from components.upload.quotas import Quotas
from components.upload.settings import UploadSettings
from components.upload.slots import Slots
from components.upload.storage import Storage
from components.upload.tidying import Tidying
from components.upload.xmpp import doors
from components.upload.xmpp.slots import SlotRequests
from schemas.refusals import TryLater

CONNECTIONS = 8
AT_ONCE = 3
"""Files that are looked into."""
WATCH_SECONDS = 5


async def run(settings: UploadSettings, health: Health) -> None:
    """Until cancelled: hold the stream, serve HTTP, do the jobs."""
    engine = make_engine(settings, CONNECTIONS)
    links = Links(settings.origin, settings.domain, settings.file_links)
    storage = Storage(settings.files)
    storage.sweep()
    quotas = Quotas(settings.file_most_bytes, settings.files_most_bytes)
    slots = Slots(quotas, settings.slot_seconds, storage.free_bytes)
    asked = SlotRequests(engine, settings.domain, slots, links, settings.file_most_bytes)
    stream = ComponentStream(settings, "upload", doors(asked), health)
    tidying = Tidying(engine, storage, settings.unshared_days)
    scanner = Scanner(settings.scanner)
    processing = Processing(engine, storage, scanner, strip=settings.strip_metadata)
    downloads = Downloads(engine, links, Access(engine).check, storage)
    site = application(Uploads(engine, links), downloads)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(stream.run())
            group.create_task(watch(scanner, health))
            group.create_task(serve(site, settings.upload_socket, health))
            group.create_task(Worker(settings, tasks(processing, tidying), health, AT_ONCE).run())
    finally:
        engine.dispose()


async def watch(scanner: Scanner, health: Health) -> None:
    """Until cancelled: whether there is somebody to look into what is shared."""
    while True:
        try:
            await asyncio.to_thread(scanner.ping)
            health.report("scanner")
        except TryLater as error:
            health.report("scanner", f"what is shared waits: {error}")
        await asyncio.sleep(WATCH_SECONDS)


async def serve(site: web.Application, socket: Path, health: Health) -> None:
    """Until cancelled, for whoever may enter the socket's folder."""
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.UnixSite(runner, str(socket)).start()
        await asyncio.to_thread(socket.chmod, 0o660)
        health.report("http")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()

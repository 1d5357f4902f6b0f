"""What is put over HTTP: what counts, and what it leaves behind."""

import asyncio
from uuid import uuid4

import pytest

from tests.wire.sharing.service import CONTENT, Given, Service


async def test_what_was_put_is_held_and_its_job_is_there(service: Service) -> None:
    given = service.slot()
    status = await service.put(given)

    assert 201 == status
    assert "held" == service.state(given)
    assert ["arrived"] == service.stored
    assert [{"file": str(given.id)}] == service.jobs
    assert CONTENT == service.storage.path("arrived", given.id).read_bytes()


async def test_a_slot_is_good_once(service: Service) -> None:
    given = service.slot()
    first, second = await service.put(given), await service.put(given, CONTENT[::-1])

    assert (201, 403) == (first, second)
    assert CONTENT == service.storage.path("arrived", given.id).read_bytes()


async def test_of_two_uploads_at_once_one_counts(service: Service) -> None:
    given = service.slot()
    statuses = await asyncio.gather(*(service.put(given) for _ in range(5)))

    assert [201, 403, 403, 403, 403] == sorted(statuses)
    assert CONTENT == service.storage.path("arrived", given.id).read_bytes()


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
    given = service.slot()
    statuses = [(await service.asked(given, step)).status for step in ("begin", "")]

    assert [411, 411] == statuses
    assert 201 == await service.put(given)


async def test_a_part_of_a_file_is_refused_and_uses_nothing(service: Service) -> None:
    given = service.slot()
    refused = await service.put(given, Content_Range=f"bytes 0-9/{len(CONTENT)}")

    assert 400 == refused
    assert 201 == await service.put(given)


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


@pytest.mark.parametrize(("step", "status"), [("broke-off", 400), ("not-written", 507)])
async def test_an_upload_of_which_nothing_comes_leaves_nothing(
    service: Service, step: str, status: int
) -> None:
    given = service.slot()
    begun = await service.asked(given, "begin", Upload_Length=str(len(CONTENT)))
    over = await service.asked(given, step, Upload_Begun=begun.headers["Upload-Begun"])
    late = await service.asked(given, "complete")

    assert (204, status, 403) == (begun.status, over.status, late.status)
    assert service.state(given) is None
    assert [] == service.jobs


async def test_only_the_upload_that_has_begun_breaks_off(service: Service) -> None:
    given, another = service.slot(), service.slot()
    await service.asked(given, "begin", Upload_Length=str(len(CONTENT)))
    for begun in ("", str(another.id)):
        await service.asked(given, "broke-off", Upload_Begun=begun)
    await service.asked(another, "broke-off", Upload_Begun=str(another.id))

    assert ("slot", "slot") == (service.state(given), service.state(another))
    assert 201 == await service.put(another)


async def test_what_has_come_does_not_break_off_any_more(service: Service) -> None:
    given = service.slot()
    await service.put(given)
    await service.asked(given, "broke-off", Upload_Begun=str(given.id))

    assert ("held", ["arrived"]) == (service.state(given), service.stored)


async def test_what_has_not_begun_is_not_complete(service: Service) -> None:
    given = service.slot()
    refused = await service.asked(given, "complete")

    assert (403, None) == (refused.status, refused.headers.get("X-Accel-Redirect"))
    assert ("slot", []) == (service.state(given), service.jobs)


async def test_what_is_complete_is_so_once(service: Service) -> None:
    given = service.slot()
    await service.put(given)

    assert 403 == (await service.asked(given, "complete")).status
    assert [{"file": str(given.id)}] == service.jobs


async def test_a_slot_may_expire_while_its_file_comes(service: Service) -> None:
    given = service.slot()
    await service.asked(given, "begin", Upload_Length=str(len(CONTENT)))
    service.sql("update stoa.file set slot_until = now() - interval '1 s'")

    assert 200 == (await service.asked(given, "complete")).status
    assert "held" == service.state(given)


async def test_other_methods_are_not_taken(service: Service) -> None:
    given = service.slot()

    for method in ("POST", "DELETE", "PATCH", "OPTIONS", "MOVE"):
        assert 405 == (await service.get(given.put, method)).status

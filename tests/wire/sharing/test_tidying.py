"""What is removed: what nobody uses, what broke off, what has expired, what nobody was sent."""

import pytest

from components.upload.tidying import Tidying
from tests.wire.sharing.service import CONTENT, Service


@pytest.fixture
def tidy(service: Service) -> Tidying:
    return Tidying(service.engine, service.storage, 30)


async def test_slots_that_were_not_used_are_forgotten(service: Service, tidy: Tidying) -> None:
    old, new = service.slot(), service.slot()
    service.sql(
        "update stoa.file set slot_until = now() - interval '1 s' where id = :id", id=old.id
    )
    tidy()

    assert (None, "slot") == (service.state(old), service.state(new))


async def test_what_a_killed_process_was_making_is_removed(service: Service) -> None:
    given = service.slot()
    await service.put(given)
    service.storage.take(given.id)
    service.storage.scratch(given.id).write_bytes(b"half")
    service.storage.path("ready", given.id).parent.mkdir()
    service.storage.path("ready", given.id).with_name("x#1").write_bytes(b"half")
    service.storage.sweep()

    assert ["held"] == service.stored


async def test_an_upload_may_take_ten_minutes_and_what_its_size_takes(
    service: Service, tidy: Tidying
) -> None:
    given, lost = service.slot(), service.slot()
    for each in (given, lost):
        await service.asked(each, "begin", Upload_Length=str(len(CONTENT)))
    service.sql("update stoa.file set slot_until = now() - interval '23 hours'")
    began = "update stoa.file set size = :size, used_at = now() - interval '19 min' where id = :id"
    service.sql(began, id=given.id, size=4_000 * 600)
    service.sql(began, id=lost.id, size=4_000 * 500)
    tidy()

    assert ("slot", None) == (service.state(given), service.state(lost))
    assert [200, 403] == [(await service.asked(each, "complete")).status for each in (given, lost)]


async def test_expired_files_are_removed(service: Service, tidy: Tidying) -> None:
    given = service.slot(purpose="ephemeral")
    await service.put(given)
    service.scanned(given)
    tidy()
    before = service.stored
    service.sql("update stoa.file set expires_at = now() - interval '1 s'")
    tidy()

    assert (["ready"], []) == (before, service.stored)
    assert service.state(given) is None


async def test_a_file_is_removed_wherever_it_is(service: Service, tidy: Tidying) -> None:
    given, taken = service.slot(purpose="ephemeral"), service.slot(purpose="ephemeral")
    for each in (given, taken):
        await service.put(each)
    service.storage.take(taken.id)
    before = service.stored
    service.sql("update stoa.file set expires_at = now() - interval '1 s'")
    tidy()

    assert (["arrived", "held"], []) == (before, service.stored)


async def test_what_nobody_was_sent_is_removed_after_its_time(
    service: Service, tidy: Tidying
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

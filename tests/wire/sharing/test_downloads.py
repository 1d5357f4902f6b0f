"""What is fetched over HTTP: by whom, when, and what is told of it."""

import asyncio
import base64

import pytest

from tests.wire.sharing.service import CONTENT, GRACE, Service


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

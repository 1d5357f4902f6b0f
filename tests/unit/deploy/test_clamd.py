"""The scanner's configuration, and what is said of its signatures."""

import re
from pathlib import Path

import pytest

from components.upload.settings import MEBIBYTE, UploadSettings
from deploy.servers import clamd

CHECKOUT = Path(__file__).parents[3]
CONFIGURATION = (CHECKOUT / "deploy" / "clamav" / "clamd.conf").read_text()


def most_megabytes(name: str) -> int:
    found = re.search(rf"^{name} (\d+)M$", CONFIGURATION, re.MULTILINE)
    assert found is not None
    return int(found[1])


@pytest.mark.parametrize("name", ["MaxFileSize", "MaxScanSize"])
def test_the_largest_file_that_may_be_shared_is_looked_into(name: str) -> None:
    most_bytes = UploadSettings.model_fields["file_most_bytes"].default

    assert most_bytes / MEBIBYTE < most_megabytes(name)


@pytest.mark.parametrize("name", ["AlertExceedsMax", "AlertEncrypted"])
def test_what_is_not_looked_into_is_told(name: str) -> None:
    assert re.search(rf"^{name} yes$", CONFIGURATION, re.MULTILINE)


def test_the_built_in_signatures_are_said_to_be_alone(tmp_path: Path) -> None:
    (tmp_path / clamd.OWN_SIGNATURES).write_text("")

    assert clamd.BUILT_IN == clamd.remark(tmp_path)
    assert (CHECKOUT / clamd.BUILT_IN.rpartition(" ")[2]).exists()


def test_the_age_of_the_daily_signatures_is_said(tmp_path: Path) -> None:
    for name, day in (("main.cvd", "16 Sep 2021"), ("daily.cld", "20 Nov 2026")):
        (tmp_path / name).write_bytes(b"ClamAV-VDB:%s 09-13 -0500:1:2:3\n" % day.encode())

    assert clamd.remark(tmp_path) == "signatures of 20 Nov 2026 09-13 -0500"


@pytest.mark.parametrize("content", [b"", b"ClamAV-VDB", b"\xff" * 600])
def test_a_broken_file_of_signatures_has_no_age(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "daily.cld").write_bytes(content)

    assert clamd.BUILT_IN == clamd.remark(tmp_path)

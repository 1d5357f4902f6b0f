"""What the operator decides of shared files reaches the service."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from components.upload.settings import UploadSettings
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.settings import FileLimits
from deploy.servers import upload
from tests.unit.deploy.test_nginx import EVERYBODY


def environment(tmp_path: Path) -> dict[str, str]:
    layout = Layout(tmp_path, tmp_path, tmp_path)
    return dict(upload.part(layout, Instance(), EVERYBODY).environment)


def test_nothing_is_decided_by_default(tmp_path: Path) -> None:
    told = environment(tmp_path)

    assert not [name for name in FileLimits.model_fields if f"STOA_{name.upper()}" in told]


def test_what_the_operator_sets_is_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOA_FILE_MOST_BYTES", "1000")
    monkeypatch.setenv("STOA_STRIP_METADATA", "false")
    told = environment(tmp_path)

    assert ("1000", "False") == (told["STOA_FILE_MOST_BYTES"], told["STOA_STRIP_METADATA"])


def test_what_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOA_FILES_MOST_BYTES", "-1")

    with pytest.raises(ValidationError):
        FileLimits()


def test_each_limit_is_one_of_the_service() -> None:
    assert FileLimits.model_fields.keys() <= UploadSettings.model_fields.keys()

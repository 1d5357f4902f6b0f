"""Settings are read from the environment and from files of secrets."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from components.runtime.settings import ComponentSettings, ProcessSettings, read

PLAIN = {
    "STOA_DOMAIN": "localhost",
    "STOA_XMPP_HOST": "127.0.0.1",
    "STOA_XMPP_PORT": "5347",
    "STOA_DATABASE_HOST": "127.0.0.1",
    "STOA_DATABASE_PORT": "5433",
    "STOA_DATABASE_NAME": "stoa",
    "STOA_DATABASE_USER": "app",
    "STOA_EJABBERD_API": "/run/api.sock",
}


class Optional(ProcessSettings):
    cms_url: str | None = None


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (PLAIN | {"STOA_SECRETS": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "database_password").write_text("p@ss/word\n")
    return tmp_path


def test_a_secret_is_the_text_of_its_file(secrets: Path) -> None:
    (secrets / "component_secret").write_text("shared")
    settings = read(ComponentSettings)

    assert ("p@ss/word", "shared") == (settings.database_password, settings.component_secret)
    assert "p@ss/word" == settings.database_url.password


def test_a_missing_secret_is_named_and_no_other_is_shown(secrets: Path) -> None:
    with pytest.raises(ValidationError, match="component_secret") as missing:
        read(ComponentSettings)

    assert "p@ss/word" not in str(missing.value)


def test_a_secret_with_a_default_may_lack(secrets: Path) -> None:
    without = read(Optional)
    (secrets / "cms_url").write_text("postgresql://cms")

    assert (None, "postgresql://cms") == (without.cms_url, read(Optional).cms_url)


def test_settings_do_not_show_their_secrets(secrets: Path) -> None:
    (secrets / "component_secret").write_text("shared")
    shown = repr(read(ComponentSettings))

    assert "p@ss/word" not in shown
    assert "shared" not in shown

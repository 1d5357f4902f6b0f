"""Settings of a process, read once from the environment (see `.env.example`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeVar

from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

S = TypeVar("S", bound="ProcessSettings")


class ProcessSettings(BaseSettings):
    """What every Python program of ours is told."""

    # A refused value is never shown: it may be a secret.
    model_config = SettingsConfigDict(
        env_prefix="STOA_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    domain: str
    database_host: str
    database_port: int
    database_name: str
    database_user: str
    metrics: Path | None = None
    database_password: str

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """None of them: some are secret."""
        return []

    @property
    def database_url(self) -> URL:
        return URL.create(
            "postgresql+psycopg",
            self.database_user,
            self.database_password,
            self.database_host,
            self.database_port,
            self.database_name,
        )


class ComponentSettings(ProcessSettings):
    """A process with a stream of its own; it may command the server."""

    xmpp_host: str
    xmpp_port: int
    ejabberd_api: Path
    component_secret: str


def read(settings: type[S]) -> S:
    """From the environment; a file in the folder `STOA_SECRETS` that is named after a field is that
    field's value. A secret with a default may lack."""
    folder = Path(os.environ["STOA_SECRETS"])  # noqa: TID251 - the one place that reads it
    files = (folder / name for name in settings.model_fields)
    secrets: dict[str, Any] = {
        file.name: file.read_text().strip() for file in files if file.is_file()
    }
    return settings(**secrets)

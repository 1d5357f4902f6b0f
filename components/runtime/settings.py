"""Settings of a component process, read once from the environment (see `.env.example`)."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL


class ComponentSettings(BaseSettings):
    """Secrets are files named after the setting in the folder `STOA_SECRETS`."""

    model_config = SettingsConfigDict(env_prefix="STOA_", frozen=True, extra="ignore")

    domain: str
    xmpp_host: str
    xmpp_port: int
    database_host: str
    database_port: int
    database_name: str
    database_user: str
    ejabberd_api: Path
    database_password: str
    component_secret: str

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


def from_environment() -> ComponentSettings:
    secrets = Path(os.environ["STOA_SECRETS"])  # noqa: TID251 - the one place that reads it
    return ComponentSettings(
        database_password=(secrets / "database_password").read_text().strip(),
        component_secret=(secrets / "component_secret").read_text().strip(),
    )

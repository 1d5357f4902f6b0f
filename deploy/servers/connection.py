"""The database as a program with the settings of `.env.example` sees it."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL


class DatabaseSettings(BaseSettings):
    """Where the database is and who we are there."""

    model_config = SettingsConfigDict(env_prefix="STOA_", frozen=True)

    domain: str
    database_host: str
    database_port: int
    database_name: str
    database_user: str
    secrets: Path

    @classmethod
    def from_environment(cls) -> "DatabaseSettings":
        return cls()

    def url(self) -> URL:
        return URL.create(
            "postgresql+psycopg",
            username=self.database_user,
            password=(self.secrets / "database_password").read_text(),
            host=self.database_host,
            port=self.database_port,
            database=self.database_name,
        )

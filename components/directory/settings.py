"""Settings of the directory's process."""

from __future__ import annotations

from components.runtime.settings import ComponentSettings


class DirectorySettings(ComponentSettings):
    """`cms_url` is where people come from, as SQLAlchemy writes addresses; it bears a password."""

    cms_url: str

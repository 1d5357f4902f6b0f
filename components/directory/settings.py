"""Settings of the directory's process."""

from __future__ import annotations

from components.directory.sources.mapping_file import DEFAULT
from components.runtime.settings import ComponentSettings


class DirectorySettings(ComponentSettings):
    """`cms_url` is where people come from, as SQLAlchemy writes addresses; it bears a password.
    `cms_mapping` tells what is read there: the name of a ready mapping, or the path of a file."""

    cms_url: str
    cms_mapping: str = DEFAULT

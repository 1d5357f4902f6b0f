"""Where this instance keeps its state, read once from the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.instance.layout import Layout

CHECKOUT = Path(__file__).resolve().parents[2]

Absolute = Annotated[Path, AfterValidator(Path.absolute)]


class FileLimits(BaseSettings):
    """What the operator has decided of shared files; the service's own defaults otherwise."""

    model_config = SettingsConfigDict(env_prefix="STOA_", frozen=True)

    file_most_bytes: PositiveInt | None = None
    files_most_bytes: PositiveInt | None = None
    slot_seconds: PositiveInt | None = None
    unshared_days: PositiveInt | None = None
    strip_metadata: bool | None = None

    def told(self) -> dict[str, str]:
        """As environment of the service."""
        decided = self.model_dump(exclude_none=True)
        return {f"STOA_{name.upper()}": str(value) for name, value in decided.items()}


class PushServices(BaseSettings):
    """What the operator has named beside the known push services."""

    model_config = SettingsConfigDict(env_prefix="STOA_", frozen=True)

    push_services: str = ""

    def told(self) -> dict[str, str]:
        """As environment of the push component and of the portal."""
        return {"STOA_PUSH_SERVICES": self.push_services} if self.push_services else {}


class Settings(BaseSettings):
    """The command line's settings; `./stoa` sets them."""

    model_config = SettingsConfigDict(env_prefix="STOA_", frozen=True)

    home: Absolute = Field(default=CHECKOUT / "var")
    """All state of one instance. Two homes run side by side."""
    tree: Absolute | None = None
    """The unpacked servers; `home/tree` unless several instances share one."""
    webclient: Absolute | None = None
    """The built web client; `home/webclient` unless several instances share one."""
    called_from: Absolute = Field(default_factory=Path.cwd)
    """Where the operator is: what relative paths on the command line begin at."""

    def layout(self) -> Layout:
        """Raises Refused for a home whose path is too long for Unix sockets."""
        layout = Layout(self.home, self.tree or self.home / "tree", CHECKOUT, self.webclient)
        layout.refuse_long_sockets()
        return layout

    def whole(self, path: str | None) -> str | None:
        """A path of the command line, from the root."""
        return path and str(self.called_from / path)

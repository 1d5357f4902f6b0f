"""Where this instance keeps its state, read once from the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.layout import Layout

CHECKOUT = Path(__file__).resolve().parent.parent

Absolute = Annotated[Path, AfterValidator(Path.absolute)]


class Settings(BaseSettings):
    """The command line's two settings; `./stoa` sets both."""

    model_config = SettingsConfigDict(env_prefix="STOA_", frozen=True)

    home: Absolute = Field(default=CHECKOUT / "var")
    """All state of one instance. Two homes run side by side."""
    tree: Absolute | None = None
    """The unpacked servers; `home/tree` unless several instances share one."""

    def layout(self) -> Layout:
        """Raises Refused for a home whose path is too long for Unix sockets."""
        layout = Layout(self.home, self.tree or self.home / "tree", CHECKOUT)
        layout.refuse_long_sockets()
        return layout

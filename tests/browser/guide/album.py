"""The pictures of the guide for users, as the documentation has them."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
LARGEST_BYTES = 100_000
GAP = 24
QUALITY = 84


@dataclass
class Album:
    """Pictures are made in every run; those of the documentation are written when asked for."""

    writes: bool

    async def take(self, name: str, of: Page | Locator) -> None:
        """What is seen of a page or of a part of it. Fails where the documentation lacks it."""
        self._keep(name, await _seen(of))

    async def take_together(self, name: str, *pages: Page) -> None:
        """Beside each other, as telephones lie on a table."""
        shots = [await _seen(page) for page in pages]
        width = sum(shot.width for shot in shots) + GAP * (len(shots) - 1)
        whole = Image.new("RGB", (width, max(shot.height for shot in shots)), "white")
        left = 0
        for shot in shots:
            whole.paste(shot, (left, 0))
            left += shot.width + GAP
        self._keep(name, whole)

    def _keep(self, name: str, shot: Image.Image) -> None:
        stored = io.BytesIO()
        shot.save(stored, "WEBP", quality=QUALITY, method=6)
        path = IMAGES / f"{name}.webp"
        if self.writes:
            path.write_bytes(stored.getvalue())
        assert path.is_file(), f"docs/images lacks {path.name}: run with --pictures"
        assert stored.tell() <= LARGEST_BYTES, name


async def _seen(of: Page | Locator) -> Image.Image:
    shot = await of.screenshot(animations="disabled", caret="hide")
    return Image.open(io.BytesIO(shot)).convert("RGB")

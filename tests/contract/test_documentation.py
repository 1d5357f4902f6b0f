"""What the documentation names is there: pages, parts of pages, and pictures that tests make."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = sorted((*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")))
IMAGES = CHECKOUT / "docs" / "images"
GUIDE = CHECKOUT / "tests" / "browser" / "guide" / "test_guide.py"
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def linked(page: Path) -> Iterator[tuple[Path, str | None]]:
    for path, part in LINK.findall(page.read_text()):
        yield (page.parent / path).resolve() if path else page, part or None


def parts(page: Path) -> set[str]:
    """By the name that links have for them."""
    titles = HEADING.findall(page.read_text())
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    missing = [
        f"{path}#{part}"
        for path, part in linked(page)
        if not path.exists() or (part and part not in parts(path))
    ]

    assert [] == missing


def test_every_picture_is_shown_and_made_by_a_test() -> None:
    shown = {path for page in PAGES for path, _ in linked(page) if path.parent == IMAGES}
    made = set(re.findall(r'"([a-z-]+)"', GUIDE.read_text()))

    assert shown == set(IMAGES.iterdir())
    assert {path.stem for path in shown} <= made

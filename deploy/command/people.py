"""`people`: where people come from, and what a run changes."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from deploy.instance.instance import load
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.instance.tools import run_beside
from deploy.instance.users import accounts
from deploy.servers import component

MOST_LINES = 200


def ask(layout: Layout, wish: str) -> dict[str, Any]:
    """What `components.directory.command` answers. Raises Refused."""
    instance = load(layout.etc / "instance.json")
    if instance is None or not (layout.secrets / "directory" / "cms_url").exists():
        raise Refused(
            "no CMS is connected", f"write its address into {layout.cms}, mode 0400, then ./stoa up"
        )
    told = component.environment(layout, instance, "directory", "app")
    command = [str(layout.python), "-m", "components.directory.command", wish]
    answer = run_beside(command, accounts().components, told, layout.checkout)
    found: dict[str, Any] = json.loads(asyncio.run(answer))
    if "refused" in found:
        raise Refused(found["refused"])
    return found


def lines(answer: dict[str, Any], *, dry: bool) -> Iterator[str]:
    """Of a run, or of what one would do."""
    would = "would be " if dry else ""
    added, changed, removed = answer["counts"]
    for change in answer["changes"][:MOST_LINES]:
        yield _change(change)
    if len(answer["changes"]) > MOST_LINES:
        yield f"… and {len(answer['changes']) - MOST_LINES} more (--json has them all)"
    for each in answer["trouble"]:
        yield f"trouble: {each}"
    yield f"people {would}added: {added}, changed: {changed}, removed: {removed}"


def _change(change: dict[str, str]) -> str:
    values = " → ".join(f"“{change[name]}”" for name in ("before", "after"))
    return f"{change['kind']} {change['subject']}: {change['what']} {values}"

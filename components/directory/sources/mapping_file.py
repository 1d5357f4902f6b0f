"""Reading a mapping: ready ones come with Stoa; errors name line and field."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from components.directory.sources.mapping import Mapping
from schemas.refusals import Malformed

READY = ("csv", "django", "wagtail", "wagtail-profiles", "wordpress")
DEFAULT = "wagtail-profiles"
EXTENDS = "extends"
LARGEST_BYTES = 256 * 1024


def read(place: str) -> Mapping:
    """`place` is the name of a ready mapping, or the path of a file, which may extend a ready one.

    Raises Malformed, with a line for each error.
    """
    if place in READY:
        return Mapping.model_validate(_ready(place))
    path = Path(place)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"{path.name}: cannot be read ({error})") from error
    if len(content) > LARGEST_BYTES:
        raise Malformed(f"{path.name}: longer than {LARGEST_BYTES:,} bytes")
    return parsed(text, path.name)


def parsed(text: str, name: str) -> Mapping:
    """`name` is that of the file, for messages. Raises Malformed."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed(f"{name}: {error}") from error
    base = told.pop(EXTENDS, None)
    if base is not None and base not in READY:
        line = _line(text, (EXTENDS,))
        raise Malformed(f"{name} line {line}: {EXTENDS}: there are {', '.join(READY)}")
    try:
        return Mapping.model_validate(_over(_ready(base), told) if base else told)
    except ValidationError as error:
        found = (_told(text, name, each) for each in error.errors())
        raise Malformed("\n".join(found)) from error


def _ready(name: str) -> dict[str, Any]:
    folder = files("components.directory.sources") / "mappings"
    return tomllib.loads((folder / f"{name}.toml").read_text())


def _over(base: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What the file tells comes before what it extends; a table takes the place of a query."""
    merged = dict(base)
    for name, value in told.items():
        before = merged.get(name)
        if not isinstance(before, dict) or not isinstance(value, dict) or name == "role_names":
            merged[name] = value
            continue
        other = {"table": "query", "query": "table"}
        replaced = {other[key] for key in value.keys() & other.keys()}
        kept = {key: each for key, each in before.items() if key not in replaced}
        merged[name] = kept | {key: each for key, each in value.items() if each != ""}
        for key in (key for key, each in value.items() if each == ""):
            merged[name].pop(key, None)
    return merged


def _told(text: str, name: str, error: ErrorDetails) -> str:
    place = tuple(str(part) for part in error["loc"] if not isinstance(part, int))
    what = error["msg"].removeprefix("Value error, ").removesuffix(" permitted")
    field = " ".join((f"[{place[0]}]", *place[1:])) if place else "the whole"
    if error["type"] == "missing":
        what = "is missing"
    if error["type"] == "extra_forbidden":
        what = "is unknown here"
    return f"{name} line {_line(text, place)}: {field}: {what}"


def _line(text: str, place: tuple[str, ...]) -> int:
    """Of the field, or of its section where it is missing, or the first."""
    section, found = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line)
        key = re.match(r"""\s*["']?([\w.-]+)["']?\s*=""", line)
        if head:
            section = head[1]
            if place and section == place[0]:
                found = number
        elif key and (*filter(None, (section,)), key[1]) == place[:2]:
            return number
    return found

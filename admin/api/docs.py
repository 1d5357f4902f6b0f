"""The document as a page, for people: rendered here, without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, render_template

from admin.api.document import Document
from admin.problems import KINDS
from admin.services import services

METHODS = ("get", "put", "post", "delete")


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    about: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """An operation of the document, with its references followed."""

    document: Mapping[str, Any]
    method: str
    path: str
    said: Mapping[str, Any]
    """What the document says about it."""
    shared: list[Mapping[str, Any]]
    """Parameters of every operation of the path."""

    @property
    def anchor(self) -> str:
        words = self.path.removeprefix("/api/v1/").replace("{", "").replace("}", "")
        return f"{self.method}-{words.replace('/', '-')}"

    @property
    def scopes(self) -> list[str] | None:
        """None where no token counts, empty where any does."""
        tokens = [each["token"] for each in self.said["security"] if "token" in each]
        return [scope for token in tokens for scope in token] if tokens else None

    @cached_property
    def parameters(self) -> list[Field]:
        found = [*self.shared, *self.said.get("parameters", ())]
        return [
            Field(each["name"], _type(each["schema"]), each.get("description", ""), True)
            for each in found
            if each["in"] != "header"
        ]

    @property
    def body(self) -> list[Field]:
        return self._fields(self._content(self.said.get("requestBody")).get("schema", {}))

    @property
    def example(self) -> Any:
        return self._content(self.said.get("requestBody")).get("example")

    @property
    def success(self) -> tuple[str, Mapping[str, Any]]:
        status, answer = next(iter(self.said["responses"].items()))
        return status, answer

    @property
    def media_type(self) -> str:
        return next(iter(self.success[1].get("content", ())), "")

    @property
    def answer(self) -> list[Field]:
        return self._fields(self._content(self.success[1]).get("schema", {}))

    @property
    def errors(self) -> list[int]:
        return [int(status) for status in self.said["responses"] if int(status) in KINDS]

    def _content(self, holder: Mapping[str, Any] | None) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(iter((holder or {}).get("content", {}).values()), {})
        return found

    def _fields(self, schema: Mapping[str, Any], before: str = "") -> list[Field]:
        schema, found = self._follow(schema), list[Field]()
        for name, said in schema.get("properties", {}).items():
            needed = name in schema.get("required", ())
            about = said.get("description", "")
            found.append(Field(before + name, _type(said), about, needed))
            inner = said.get("items", said)
            found += self._fields(inner, f"{before}{name}{'[]' if 'items' in said else ''}.")
        return found

    def _follow(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        for either in schema.get("anyOf", schema.get("allOf", ())):
            if "$ref" in either:
                return self._follow(either)
        reference = schema.get("$ref")
        if reference is None:
            return schema
        found: Mapping[str, Any] = self.document["components"]["schemas"][reference.split("/")[-1]]
        return found


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema or "allOf" in schema:
        return "object"
    if "anyOf" in schema:
        return "object or null"
    kinds = schema.get("type", "")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "enum" in schema:
        return " or ".join(f"“{each}”" for each in schema["enum"])
    if "items" in schema:
        kinds = [f"list of {_type(schema['items'])}s"]
    named = " or ".join(str(each) for each in kinds)
    form = schema.get("format")
    return f"{named} ({form})" if form else named


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, said in document["paths"].items():
        for method in METHODS:
            if method in said:
                shared = said.get("parameters", [])
                yield Operation(document, method, path, said[method], shared)


def register(app: Flask, document: Document) -> None:
    page = Blueprint("api_docs", __name__)

    @page.get("/api/v1/docs")
    def docs() -> str:
        said = document.spec.to_dict()
        chapters = groupby(operations(said), lambda each: str(each.said["tags"][0]))
        return render_template(
            "api_docs.html",
            document=said,
            chapters=[(name, list(each)) for name, each in chapters],
            kinds=KINDS,
            origin=services().settings.origin,
        )

    app.register_blueprint(page)

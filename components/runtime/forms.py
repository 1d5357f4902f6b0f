"""Data forms (XEP-0004 v2.13.2): a dataclass is a form, its fields are the form's fields.

| annotation | field type (#protocol-fieldtypes) |
|---|---|
| `str` | text-single |
| `bool` | boolean |
| `Literal["a", "b"]` | list-single |
| `tuple[Literal["a", "b"], ...]` | list-multi |
| `tuple[str, ...]` | text-multi |

A field without a default is required. `field(metadata={"label": …})` names it for people.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints
from xml.etree.ElementTree import Element, SubElement

from pydantic import TypeAdapter, ValidationError

from schemas.refusals import Malformed
from schemas.xmpp.namespaces import DATA

F = TypeVar("F")

BOOLEANS = {"1": True, "true": True, "0": False, "false": False}


def parse_form(x: Element | None, form: type[F]) -> F:
    """The submitted `x` as a `form`; unknown fields are ignored (#protocol-formtypes).

    Raises Malformed when it is none, lacks a required field or has a value that does not fit.
    """
    if x is None or x.tag != f"{{{DATA}}}x" or x.get("type") != "submit":
        raise Malformed("A submitted data form is needed")
    hints = get_type_hints(form)
    submitted = {field.get("var"): field for field in x.iterfind(f"{{{DATA}}}field")}
    values = {
        name: _value(submitted[name], name, hint)
        for name, hint in hints.items()
        if name in submitted
    }
    try:
        return TypeAdapter(form).validate_python(values)
    except ValidationError as error:
        wrong = ", ".join(sorted({str(one["loc"][0]) for one in error.errors()}))
        raise Malformed(f"Missing or wrong: {wrong}") from None


def form_element(
    form: type[Any], title: str = "", instructions: str = "", form_type: str = ""
) -> Element:
    """The form to be filled in, with its defaults; `form_type` as in XEP-0068."""
    x = Element(f"{{{DATA}}}x", type="form")
    for name, text in (("title", title), ("instructions", instructions)):
        if text:
            SubElement(x, f"{{{DATA}}}{name}").text = text
    if form_type:
        x.append(_form_type(form_type))
    hints = get_type_hints(form)
    for field in dataclasses.fields(form):
        x.append(_field(field, hints[field.name]))
    return x


def result_element(values: Any) -> Element:
    """An instance of a form as a result."""
    x = Element(f"{{{DATA}}}x", type="result")
    for field in dataclasses.fields(values):
        _set(SubElement(x, f"{{{DATA}}}field", var=field.name), getattr(values, field.name))
    return x


def table_element(form_type: str, labels: Mapping[str, str], rows: Iterable[Any]) -> Element:
    """Several results (#protocol-results): `labels` are the columns by the names of their fields
    in each row; a `jid` is an address."""
    x = Element(f"{{{DATA}}}x", type="result")
    x.append(_form_type(form_type))
    reported = SubElement(x, f"{{{DATA}}}reported")
    for name, label in labels.items():
        type_ = "jid-single" if name == "jid" else "text-single"
        SubElement(reported, f"{{{DATA}}}field", var=name, label=label, type=type_)
    for row in rows:
        item = SubElement(x, f"{{{DATA}}}item")
        for name in labels:
            _set(SubElement(item, f"{{{DATA}}}field", var=name), getattr(row, name))
    return x


def _form_type(name: str) -> Element:
    field = Element(f"{{{DATA}}}field", var="FORM_TYPE", type="hidden")
    _set(field, name)
    return field


def _field(field: dataclasses.Field[Any], hint: Any) -> Element:
    element = Element(f"{{{DATA}}}field", var=field.name, type=_type(hint))
    if label := field.metadata.get("label"):
        element.set("label", label)
    if field.default is dataclasses.MISSING:
        SubElement(element, f"{{{DATA}}}required")
    else:
        _set(element, field.default)
    for option in _options(hint):
        _set(SubElement(element, f"{{{DATA}}}option", label=option), option)
    return element


def _type(hint: Any) -> str:
    single = {str: "text-single", bool: "boolean"}.get(hint)
    several = get_origin(hint) is tuple
    return single or f"{'list' if _options(hint) else 'text'}-{'multi' if several else 'single'}"


def _options(hint: Any) -> tuple[str, ...]:
    inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
    return get_args(inner) if get_origin(inner) is Literal else ()


def _set(element: Element, value: Any) -> None:
    values: Iterable[Any] = value if isinstance(value, tuple) else (value,)
    for one in values:
        text = {True: "1", False: "0"}[one] if isinstance(one, bool) else str(one)
        SubElement(element, f"{{{DATA}}}value").text = text


def _value(field: Element, name: str, hint: Any) -> Any:
    values = [value.text or "" for value in field.iterfind(f"{{{DATA}}}value")]
    if get_origin(hint) is tuple:
        return tuple(values)
    if len(values) != 1:
        raise Malformed(f"{name} needs exactly one value")
    if hint is bool and values[0] not in BOOLEANS:
        raise Malformed(f"{name} is true or false")
    return BOOLEANS[values[0]] if hint is bool else values[0]

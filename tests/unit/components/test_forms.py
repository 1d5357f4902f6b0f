"""Data forms as dataclasses."""

from dataclasses import dataclass, field
from typing import Any, Literal
from xml.etree.ElementTree import Element, fromstring

import pytest

from components.runtime.forms import form_element, parse_form, result_element, table_element
from schemas.refusals import Malformed


@dataclass(frozen=True)
class Search:
    text: str = field(metadata={"label": "Words"})
    scope: Literal["people", "rooms"] = "people"
    exact: bool = False
    tags: tuple[str, ...] = ()
    kinds: tuple[Literal["a", "b"], ...] = ("a",)


def submitted(type: str = "submit", **fields: str | list[str]) -> Element:
    parts = []
    for name, values in fields.items():
        inner = "".join(
            f"<value>{value}</value>"
            for value in (values if isinstance(values, list) else [values])
        )
        parts.append(f"<field var='{name}'>{inner}</field>")
    return fromstring(  # noqa: S314  made right here
        f"<x xmlns='jabber:x:data' type='{type}'>{''.join(parts)}</x>"
    )


def test_values_arrive_as_what_they_are() -> None:
    found = parse_form(
        submitted(text="tea", scope="rooms", exact="1", tags=["x", "y"], kinds=["b", "a"]), Search
    )

    assert Search("tea", "rooms", exact=True, tags=("x", "y"), kinds=("b", "a")) == found


def test_what_is_left_out_has_its_default_and_what_is_unknown_is_ignored() -> None:
    assert Search("") == parse_form(
        submitted(text="", FORM_TYPE="urn:x", stranger=["1", "2"]), Search
    )


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "text"),
        ({"text": ["two", "values"]}, "text"),
        ({"text": []}, "text"),
        ({"text": "tea", "scope": "moon"}, "scope"),
        ({"text": "tea", "exact": "yes"}, "exact"),
        ({"text": "tea", "exact": ""}, "exact"),
        ({"text": "tea", "kinds": ["a", "c"]}, "kinds"),
    ],
)
def test_a_value_that_does_not_fit_is_malformed_and_named(
    fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(Malformed, match=named) as malformed:
        parse_form(submitted(**fields), Search)

    assert "moon" not in str(malformed.value)


@pytest.mark.parametrize(
    "x", [None, submitted(type="form", text="tea"), Element("{jabber:x:data}y"), Element("x")]
)
def test_anything_but_a_submitted_form_is_malformed(x: Element | None) -> None:
    with pytest.raises(Malformed):
        parse_form(x, Search)


def test_a_form_shows_types_labels_options_defaults_and_what_is_required() -> None:
    x = form_element(Search, "Search", "In all rooms")
    fields = {one.get("var"): one for one in x.iterfind("{*}field")}

    assert ("form", "Search", "In all rooms") == (
        x.get("type"),
        x.findtext("{*}title"),
        x.findtext("{*}instructions"),
    )
    assert ["text-single", "list-single", "boolean", "text-multi", "list-multi"] == [
        one.get("type") for one in fields.values()
    ]
    assert "Words" == fields["text"].get("label")
    assert ["text"] == [name for name, one in fields.items() if one.find("{*}required") is not None]
    assert ["people", "rooms"] == [
        one.findtext("{*}value") for one in fields["scope"].iterfind("{*}option")
    ]
    assert ["people", "0", None, "a"] == [
        fields[name].findtext("{*}value") for name in ("scope", "exact", "tags", "kinds")
    ]


def test_a_result_says_what_a_form_would_have_said() -> None:
    search = Search("tea", "rooms", exact=True, tags=("x",))
    x = result_element(search)
    x.set("type", "submit")

    assert search == parse_form(x, Search)


def test_a_form_says_what_its_fields_mean_by_a_hidden_type() -> None:
    first = form_element(Search, form_type="jabber:iq:search").find("{*}field")

    assert first is not None
    assert ("FORM_TYPE", "hidden") == (first.get("var"), first.get("type"))
    assert "jabber:iq:search" == first.findtext("{*}value")


def test_several_results_have_their_columns_named_first() -> None:
    rows = (Search("tea", "rooms"), Search("milk", "people"))
    x = table_element("jabber:iq:search", {"text": "Words", "scope": "Where"}, rows)
    columns = x.iterfind("{*}reported/{*}field")

    assert "result" == x.get("type")
    assert [("text", "Words"), ("scope", "Where")] == [
        (each.get("var"), each.get("label")) for each in columns
    ]
    assert [["tea", "rooms"], ["milk", "people"]] == [
        [field.findtext("{*}value") for field in item.iterfind("{*}field")]
        for item in x.iterfind("{*}item")
    ]

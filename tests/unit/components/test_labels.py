"""Names people give to devices and programs."""

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.directory import labels
from schemas.refusals import Malformed


@pytest.mark.parametrize(
    "name",
    ["phone", "Ada's «laptop» & <co>", "电话", "می\u200cخ", "\U0001f469\u200d\U0001f4bb", "a" * 64],
)
def test_names_of_any_language_are_taken_as_they_are(name: str) -> None:
    assert name == labels.checked(f" {name}\t")


@given(st.text(st.characters(exclude_categories=[])))
def test_what_is_taken_is_one_readable_line_that_xml_can_carry(name: str) -> None:
    try:
        taken = labels.checked(name)
    except Malformed:
        return
    element = Element("name")
    element.text = taken

    assert 1 <= len(taken) <= labels.LONGEST
    assert [taken] == taken.splitlines()
    assert taken == fromstring(tostring(element)).text  # noqa: S314 - our own

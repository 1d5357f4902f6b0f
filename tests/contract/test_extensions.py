"""Our own elements: each has a schema, and its examples are valid."""

from pathlib import Path

import pytest
from lxml import etree

from schemas.xmpp import namespaces

EXTENSIONS = Path(__file__).parents[2] / "schemas" / "xmpp" / "extensions"
EXAMPLES = sorted(EXTENSIONS.glob("examples/*.xml"))
SCHEMAS = {path.stem: etree.XMLSchema(file=path) for path in EXTENSIONS.glob("*.xsd")}
INVALID = {
    "membership": "<membership xmlns='urn:stoa:membership:1'><item nick='Ada'/></membership>",
    "pinned": "<pinned xmlns='urn:stoa:pinned:1'>text</pinned>",
    "inbox": "<conversation xmlns='urn:stoa:inbox:1' kind='direct' name=''/>",
    "archived": "<archived xmlns='urn:stoa:archived:1' jid='grace@localhost'/>",
    "hidden": "<hidden xmlns='urn:stoa:hidden:1'/>",
    "unread": "<unread xmlns='urn:stoa:unread:1' up-to='1'/>",
    "threads": "<thread xmlns='urn:stoa:threads:1' follows='perhaps'/>",
    "devices": "<devices xmlns='urn:stoa:devices:1'><device show='busy'/></devices>",
    "muted": "<until xmlns='urn:stoa:muted:1' stamp='tomorrow'/>",
}


def test_every_schema_has_a_name_and_an_example() -> None:
    named = {value for name, value in vars(namespaces).items() if name.isupper()}

    assert named >= {f"urn:stoa:{name}:1" for name in SCHEMAS}
    assert {path.stem.partition("-")[0] for path in EXAMPLES} == set(SCHEMAS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.stem))
def test_an_example_is_valid(path: Path) -> None:
    SCHEMAS[path.stem.partition("-")[0]].assertValid(etree.parse(path))


@pytest.mark.parametrize("name", INVALID)
def test_anything_else_is_not(name: str) -> None:
    assert not SCHEMAS[name].validate(etree.fromstring(INVALID[name]))

"""The server's half of links to files, in a node of its own: it writes what the component reads."""

import base64
import json
import subprocess
from pathlib import Path
from uuid import UUID
from xml.etree.ElementTree import fromstring
from xml.sax.saxutils import escape, quoteattr

import pytest

from components.upload.links import Links
from deploy.instance.layout import Layout
from deploy.instance.settings import Settings
from deploy.servers.erlang import Erlang
from tests.harness.stack import Stack

ORIGIN, DOMAIN, KEY = "http://localhost:8080", "stoa.localhost", "key"
GRACE = f"grace@{DOMAIN}"
LINKS = Links(ORIGIN, DOMAIN, KEY)
PLAN = UUID("9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f")
LINK = LINKS.canonical.make(PLAN, "plan ä.txt")
ALONE = (
    "{}",
    "see {}.",
    "({})",
    "{} {}",
    "{},{}",
    "„{}“",
    "画像{}",
    "*{}*",
    "<{}>",
    '"{}"',
    "{}\t{}",
)
INSIDE = ("https://elsewhere.example/?{}", "https://elsewhere.example/({}", "x{}", "[{}](x)", "")
FOREIGN = ("例え。{}", "例え\uff0f{}", "https://elsewhere.example/ {}", "ä" * 1000 + "{}", "{}" * 3)
TEXTS = [
    *ALONE,
    *INSIDE,
    *FOREIGN,
    LINK.upper(),
    LINK.replace("-4", "-1"),
]
SCRIPT = """
logger:set_primary_config(level, none),
[application:ensure_all_started(Each) || Each <- [crypto, p1_xml, xmpp]],
Host = <<"{domain}">>,
stoa_links:start(Host, #{{file_links => <<"{key}">>, origin => <<"{origin}">>, origins => []}}),
State = fun(At) -> #{{lserver => At, jid => jid:decode(<<"grace@", At/binary, "/phone">>)}} end,
Texts = misc:json_decode(base64:decode(<<"{stanzas}">>)),
Parse = fun fxml_stream:parse_element/1,
Read = fun(Xml) -> xmpp:decode(Parse(Xml), <<"jabber:client">>, [ignore_els]) end,
Written = fun(Stanza) -> fxml:element_to_binary(xmpp:encode(Stanza)) end,
Both = fun(Xml) ->
    {{Personal, _}} = stoa_links:personal({{Stanza = Read(Xml), State(Host)}}),
    {{Unknown, _}} = stoa_links:personal({{Stanza, State(<<"elsewhere">>)}}),
    [Written(Personal), Written(stoa_links:canonical(Host, Personal)), Written(Unknown)]
end,
io:put_chars(misc:json_encode([Both(Xml) || Xml <- Texts])), halt(0).
"""


def asked(stack: Stack, stanzas: list[str]) -> list[list[str]]:
    """Of each: as Grace gets it, as it is recorded then, and as it stays where rewriting fails.

    That it fails is an error to the node, whose log would stand before or behind the answer.
    """
    found = Erlang(Layout(stack.home, Settings().layout().tree, Path()))
    ebin = stack.home / "ejabberd" / "stoa" / "ebin"
    given = base64.b64encode(json.dumps(stanzas).encode()).decode()
    code = SCRIPT.format(domain=DOMAIN, key=KEY, origin=ORIGIN, stanzas=given)
    words = ["-noinput", "-boot", "no_dot_erlang", "-pa", str(ebin), "-eval", code]
    done = subprocess.run(
        [found.erl, *words],
        env=found.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[list[str]] = json.loads(done.stdout)
    return answers


def message(body: str) -> str:
    return (
        f"<message xmlns='jabber:client' from='ada@{DOMAIN}/web' to='{GRACE}'>"
        f"<body>{escape(body)}</body><x xmlns='x' href={quoteattr(body)}/></message>"
    )


def body(xml: str) -> str:
    return fromstring(xml).findtext("{*}body") or ""  # noqa: S314 - our own server's


@pytest.fixture(scope="module")
def answers(stack: Stack) -> dict[str, list[str]]:
    texts = [text.replace("{}", LINK) for text in TEXTS]
    return dict(zip(texts, asked(stack, [message(each) for each in texts]), strict=True))


def test_it_writes_the_links_that_the_component_reads(answers: dict[str, list[str]]) -> None:
    personal = {text: body(answer[0]) for text, answer in answers.items()}

    assert {text: LINKS.personalised(text, GRACE) for text in answers} == personal
    assert any(text != found for text, found in personal.items())


def test_what_somebody_got_is_recorded_as_it_was(answers: dict[str, list[str]]) -> None:
    assert {text: body(answer[1]) for text, answer in answers.items()} == {
        text: text for text in answers
    }


def test_a_message_whose_links_cannot_be_made_is_delivered_with_nobodys(
    answers: dict[str, list[str]],
) -> None:
    assert {text: body(answer[2]) for text, answer in answers.items()} == {
        text: text for text in answers
    }

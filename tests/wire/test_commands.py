"""Ad-hoc commands: stages, who may run them, and what is answered to nonsense (XEP-0050)."""

from dataclasses import dataclass, field
from typing import Literal

import pytest
from slixmpp import JID

from components.runtime import commands
from components.runtime.commands import Command, Commands
from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch
from components.runtime.stream import ComponentStream
from schemas.refusals import Conflict
from tests.harness.stanza import Stanza
from tests.wire.server import LoopbackServer

NS = "http://jabber.org/protocol/commands"
DATA = "jabber:x:data"
ITEMS = "http://jabber.org/protocol/disco#items"
INFO = "http://jabber.org/protocol/disco#info"
SUBMIT = f"<x xmlns='{DATA}' type='submit'><field var='subject'><value>Tea</value></field></x>"
CHOICE = f"<x xmlns='{DATA}' type='submit'><field var='kind'><value>loud</value></field></x>"
GRACE = "grace@localhost/phone"


@dataclass(frozen=True)
class Subject:
    subject: str = field(metadata={"label": "What it is about"})


@dataclass(frozen=True)
class Kind:
    kind: Literal["quiet", "loud"]
    urgent: bool = False


async def not_grace(asker: JID) -> bool:
    return asker.local != "grace"


async def greet(asker: JID) -> str:
    return f"Hello {asker.local}"


async def announce(asker: JID, subject: Subject, kind: Kind) -> str:
    return f"{asker.local}: {subject.subject} {kind.kind} {kind.urgent}"


async def refuse(_: JID) -> str:
    raise Conflict("It is there already")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(stream: ComponentStream, dispatch: Dispatch) -> Clock:
    clock = Clock()
    found = Commands("archive.localhost", clock)
    found.add(Command("greet", "Greet", not_grace, greet))
    found.add(Command("announce", "Announce", not_grace, announce, (Subject, Kind)))
    found.add(Command("refuse", "Refuse", not_grace, refuse))
    disco = Disco(Identity("component", "archive", "Stoa archive"))
    disco.register(dispatch)
    found.register(dispatch, disco)
    return clock


@pytest.fixture(autouse=True)
def _commands(clock: Clock) -> None:
    """Every test has them."""


def command(attributes: str, payload: str = "") -> str:
    return f"<command xmlns='{NS}' {attributes}>{payload}</command>"


async def begin(server: LoopbackServer, sender: str = "ada@localhost/phone") -> str:
    """The session of a command with forms."""
    answer = await server.ask("set", command("node='announce'"), sender=sender)
    found = answer.child("{*}command")
    assert found is not None
    return found.attrib["sessionid"]


def status(answer: Stanza) -> str | None:
    found = answer.child("{*}command")
    return None if found is None else found.get("status")


def note(answer: Stanza) -> str | None:
    return answer.element.findtext("{*}command/{*}note")


def specific(answer: Stanza) -> list[str]:
    return [
        one.tag.rpartition("}")[2]
        for one in answer.element.iterfind("{*}error/*")
        if one.tag.startswith(f"{{{NS}}}")
    ]


def actions(answer: Stanza) -> tuple[str | None, list[str]]:
    """The default and all that are offered."""
    found = answer.child("{*}command/{*}actions")
    assert found is not None
    return found.get("execute"), [one.tag.rpartition("}")[2] for one in found]


async def test_a_command_without_forms_is_done_at_once(server: LoopbackServer) -> None:
    answer = await server.ask("set", command("node='greet' action='execute'"))

    assert ("completed", "Hello ada") == (status(answer), note(answer))


async def test_stages_are_filled_in_one_after_the_other(server: LoopbackServer) -> None:
    first = await server.ask("set", command("node='announce'"))
    session = (first.child("{*}command") or first.element).get("sessionid")
    second = await server.ask("set", command(f"node='announce' sessionid='{session}'", SUBMIT))
    last = await server.ask(
        "set", command(f"node='announce' sessionid='{session}' action='complete'", CHOICE)
    )

    assert ["executing", "executing", "completed"] == [status(one) for one in (first, second, last)]
    assert ("next", ["next"]) == actions(first)
    assert ("complete", ["prev", "complete"]) == actions(second)
    assert "ada: Tea loud False" == note(last)


async def test_one_may_go_back_and_change_the_first_stage(server: LoopbackServer) -> None:
    session = f"node='announce' sessionid='{await begin(server)}'"
    await server.ask("set", command(session, SUBMIT))
    back = await server.ask("set", command(f"{session} action='prev'"))
    await server.ask("set", command(session, SUBMIT.replace("Tea", "Coffee")))
    last = await server.ask("set", command(session, CHOICE))

    assert ("next", ["next"]) == actions(back)
    assert "ada: Coffee loud False" == note(last)


async def test_a_cancelled_session_is_gone(server: LoopbackServer) -> None:
    session = f"node='announce' sessionid='{await begin(server)}'"
    cancelled = await server.ask("set", command(f"{session} action='cancel'"))
    again = await server.ask("set", command(session, SUBMIT))

    assert "canceled" == status(cancelled)
    assert ["bad-sessionid"] == specific(again)


async def test_a_session_expires(server: LoopbackServer, clock: Clock) -> None:
    session = f"node='announce' sessionid='{await begin(server)}'"
    clock.now = commands.SESSION_SECONDS
    answer = await server.ask("set", command(session, SUBMIT))

    assert ("bad-request", ["bad-sessionid"]) == (answer.error, specific(answer))


async def test_another_persons_session_is_unknown(server: LoopbackServer) -> None:
    session = f"node='announce' sessionid='{await begin(server)}'"
    linus = await server.ask("set", command(session, SUBMIT), sender="linus@localhost/phone")
    ada = await server.ask("set", command(session, SUBMIT))

    assert ["bad-sessionid"] == specific(linus)
    assert "executing" == status(ada)


@pytest.mark.parametrize(
    ("action", "payload", "condition"),
    [
        ("complete", SUBMIT, "bad-action"),
        ("prev", "", "bad-action"),
        ("strange", SUBMIT, "malformed-action"),
        ("next", "", "bad-payload"),
        ("next", CHOICE, "bad-payload"),
        ("next", SUBMIT.replace("submit", "form"), "bad-payload"),
    ],
)
async def test_a_wrong_step_is_refused_and_the_right_one_still_possible(
    server: LoopbackServer, action: str, payload: str, condition: str
) -> None:
    session = f"node='announce' sessionid='{await begin(server)}'"
    wrong = await server.ask("set", command(f"{session} action='{action}'", payload))
    right = await server.ask("set", command(session, SUBMIT))

    assert ("bad-request", [condition]) == (wrong.error, specific(wrong))
    assert "executing" == status(right)


@pytest.mark.parametrize("action", ["next", "prev", "complete", "cancel"])
async def test_a_command_begins_with_execute_only(server: LoopbackServer, action: str) -> None:
    answer = await server.ask("set", command(f"node='announce' action='{action}'"))

    assert ["bad-action"] == specific(answer)


async def test_an_unknown_command_is_not_found(server: LoopbackServer) -> None:
    answers = [await server.ask("set", command(node)) for node in ("node='none'", "")]

    assert ["item-not-found"] * 2 == [answer.error for answer in answers]


async def test_who_may_not_run_a_command_neither_sees_nor_runs_it(server: LoopbackServer) -> None:
    ran = await server.ask("set", command("node='greet'"), sender=GRACE)
    seen = await server.ask("get", f"<query xmlns='{INFO}' node='greet'/>", sender=GRACE)
    listed = await server.ask("get", f"<query xmlns='{ITEMS}' node='{NS}'/>", sender=GRACE)

    assert ["forbidden", "forbidden"] == [ran.error, seen.error]
    assert [] == listed.element.findall(f"{{*}}query/{{{ITEMS}}}item")


async def test_commands_are_listed_and_described(server: LoopbackServer) -> None:
    listed = await server.ask("get", f"<query xmlns='{ITEMS}' node='{NS}'/>")
    described = await server.ask("get", f"<query xmlns='{INFO}' node='announce'/>")
    component = await server.ask("get", f"<query xmlns='{INFO}'/>")
    identity = described.child("{*}query/{*}identity")

    assert ["greet", "announce", "refuse"] == [
        item.get("node") for item in listed.element.iterfind("{*}query/{*}item")
    ]
    assert identity is not None
    assert ("automation", "command-node") == (identity.get("category"), identity.get("type"))
    assert component.child(f"{{*}}query/{{*}}feature[@var='{NS}']") is not None


async def test_work_that_is_refused_ends_the_session_with_its_error(server: LoopbackServer) -> None:
    answer = await server.ask("set", command("node='refuse'"))

    assert "conflict" == answer.error


async def test_nobody_fills_the_memory_with_sessions(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST_SESSIONS", 2)
    people = ("ada@localhost/phone", "linus@localhost/phone", "alan@localhost/phone")
    answers = [await server.ask("set", command("node='announce'"), sender=one) for one in people]
    without_forms = await server.ask("set", command("node='greet'"), sender=people[2])

    assert [None, None, "resource-constraint"] == [answer.error for answer in answers]
    assert "completed" == status(without_forms)


async def test_who_begins_too_many_loses_the_oldest_and_nobody_else_loses_anything(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST_SESSIONS", 7)
    others = await begin(server, "linus@localhost/phone")
    own = [await begin(server, f"ada@localhost/{number}") for number in range(20)]
    gone, kept = [
        await server.ask(
            "set",
            command(f"node='announce' sessionid='{own[number]}'", SUBMIT),
            sender=f"ada@localhost/{number}",
        )
        for number in (14, 15)
    ]
    went_on = await server.ask(
        "set",
        command(f"node='announce' sessionid='{others}'", SUBMIT),
        sender="linus@localhost/phone",
    )

    assert ["bad-sessionid"] == specific(gone)
    assert ["executing", "executing"] == [status(kept), status(went_on)]

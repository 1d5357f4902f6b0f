"""ejabberd's log: one, plain, and without what people write."""

import asyncio
import re
import subprocess
from pathlib import Path

import pytest

from deploy.instance.layout import Layout
from deploy.instance.settings import Settings
from deploy.servers.erlang import Erlang
from tests.harness.stack import Stack

PROBE_SECONDS = 6

SECRET = "the director resigns"
CRASHES = {
    "gen_server": "#{label => {gen_server, terminate}, name => x, last_message => T, state => T,"
    " log => [T], reason => {{badmatch, T}, [{m, f, [T], []}]}, client_info => undefined}",
    "proc_lib": "#{label => {proc_lib, crash}, report => [[{initial_call, {m, f, [T]}},"
    " {error_info, {error, {badmatch, T}, [{m, f, [T], []}]}}, {messages, [T]}], [T]]}",
    "supervisor": "#{label => {supervisor, child_terminated}, report => [{supervisor, s},"
    " {reason, {badmatch, T}}, {offender, [{mfargs, {m, f, [T]}}]}]}",
    "unknown": "#{label => {p1_server, terminate}, anything => T}",
}


def erlang(stack: Stack, expression: str) -> str:
    """What an expression of our log module gives, in a node of its own."""
    layout = Layout(stack.home, Settings().layout().tree, Path())
    found = Erlang(layout)
    ebin = stack.home / "ejabberd" / "stoa" / "ebin"
    code = f'T = <<"{SECRET}">>, io:put_chars({expression}), halt(0).'
    words = ["-noinput", "-boot", "no_dot_erlang", "-pa", str(ebin), "-eval", code]
    return subprocess.run(
        [found.erl, *words], env=found.environment(), capture_output=True, text=True, check=True
    ).stdout


def formatted(message: str) -> str:
    event = f"#{{level => error, meta => #{{time => 0, pid => self()}}, msg => {message}}}"
    return f"stoa_log:format({event}, #{{}})"


@pytest.mark.parametrize("kind", CRASHES)
def test_a_crash_is_told_without_state_and_messages(stack: Stack, kind: str) -> None:
    told = erlang(stack, formatted(f"{{report, {CRASHES[kind]}}}"))

    assert "[error]" in told
    assert "state and message omitted" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    "text",
    [
        '{"** Generic server ~p terminating~n** Last message in was ~p", [x, T]}',
        '{"Hook ~p crashed when running ~p:~p/~p:~n** Arg 1 = ~p", [h, m, f, 1, T]}',
        "{\"SQL query '~ts' failed: ~p\", [T, closed]}",
        '{"SQL transaction restarts exceeded~n** Last abort reason: ~p", [T]}',
    ],
    ids=["server", "hook", "statement", "transaction"],
)
def test_a_failure_told_as_text_is_cut_short(stack: Stack, text: str) -> None:
    told = erlang(stack, formatted(text))

    assert "omitted" in told
    assert SECRET not in told


def test_anything_else_is_told_as_it_is(stack: Stack) -> None:
    assert "ejabberd says hello" in erlang(stack, formatted('{"ejabberd says ~s", ["hello"]}'))


async def test_the_one_log_is_plain_and_silent_about_our_own_questions(stack: Stack) -> None:
    log = stack.home / "log" / "ejabberd.log"
    before = log.stat().st_size
    await asyncio.sleep(PROBE_SECONDS)
    written = log.read_text()

    assert "is started in the node" in written
    assert "\x1b" not in written
    assert not re.search("api.sock|Accepted connection|API call", written[before:])
    assert not (stack.home / "log" / "ejabberd").exists()
    assert written.splitlines()[-1] in stack.command("logs", "ejabberd")

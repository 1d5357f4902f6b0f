"""ejabberd's own registration of accounts, on a stack whose sign-in is switched to it meanwhile."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.harness.stack import CHECKOUT, START_SECONDS, Stack, eventually

AT_ONCE = 4
OURS = CHECKOUT / "ejabberd-config" / "sign-in.yml"
METHOD, COMMAND = "auth_method: stoa\n", "      - status\n"


def registered(stack: Stack, localparts: Sequence[str]) -> float:
    """Seconds until all of them can sign in with a password."""

    def register(localpart: str) -> None:
        stack.api("register", user=localpart, host=stack.domain, password="benchmark")  # noqa: S106

    with _own_accounts(stack), ThreadPoolExecutor(AT_ONCE) as threads:
        began = time.perf_counter()
        list(threads.map(register, localparts))
        taken = time.perf_counter() - began
        assert stack.api("check_account", user=localparts[-1], host=stack.domain) == 0
    return taken


@contextmanager
def _own_accounts(stack: Stack) -> Iterator[None]:
    configuration = stack.home / "etc" / "ejabberd.yml"
    theirs = stack.home / "etc" / "sign-in-by-ejabberd.yml"
    before, text = configuration.read_text(), OURS.read_text()
    assert METHOD in text
    assert COMMAND in text
    allowed = f"{COMMAND}      - register\n      - check_account\n"
    theirs.write_text(text.replace(METHOD, "auth_method: sql\n").replace(COMMAND, allowed))
    theirs.chmod(0o644)
    _restart(stack, before.replace(str(OURS), str(theirs)))
    try:
        yield
    finally:
        _restart(stack, before)


def _restart(stack: Stack, configuration: str) -> None:
    """With another module for sign-in a server has to start anew."""
    (stack.home / "etc" / "ejabberd.yml").write_text(configuration)
    killed = stack.pid("ejabberd")
    stack.kill("ejabberd")
    up = eventually(lambda: _answers(stack, but=killed), bool, START_SECONDS)
    assert up, "the server did not come back"


def _answers(stack: Stack, but: int) -> bool:
    found = stack.status()
    return bool(found["state"] == "healthy" and found["parts"]["ejabberd"]["pid"] != but)

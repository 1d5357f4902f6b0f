"""The XMPP server: its values for our configuration, and how it is run."""

import asyncio
import json
from pathlib import Path

from components.runtime.server_api import ServerApi
from deploy.instance import files
from deploy.instance.credentials import Credentials
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.users import Accounts
from deploy.servers.ejabberd_values import render
from deploy.servers.erlang import Erlang
from deploy.supervisor import leftovers
from deploy.supervisor.part import NotReady, Part
from schemas.refusals import Refusal

NODE = "stoa@127.0.0.1"
STACK_KILOWORDS = 8192
"""Deeply nested stanzas overflow the default stack and end the whole server."""
NEVER_SPIN = "+sbwt none +sbwtdcpu none +sbwtdio none"
SCHEDULERS = (
    f"+K true +P 250000 +sss {STACK_KILOWORDS} +sssdcpu {STACK_KILOWORDS} "
    f"+sssdio {STACK_KILOWORDS} {NEVER_SPIN}"
)
CONNECT_SECONDS = 3.0
LOGGER = (
    "[{handler, default, logger_std_h,"
    " #{formatter => {stoa_log, #{}}, filters => [{stoa, {fun stoa_log:filter/2, []}}]}},"
    " {handler, ejabberd_log, logger_std_h, #{level => none}},"
    " {handler, error_log, logger_std_h, #{level => none}}]"
)
"""One log, on standard output (modules/stoa_log.erl). The server would open two files
of its own unless it found handlers of their names."""


def prepare(layout: Layout, instance: Instance, users: Accounts, credentials: Credentials) -> None:
    """Folders, cookie, compiled modules and the rendered configuration."""
    erlang = Erlang(layout)
    erlang.refuse_old_ejabberd()
    _folders(layout, users)
    cookie = credentials.read("ejabberd", "cookie")
    files.write(_home(layout) / ".erlang.cookie", cookie, users.ejabberd)
    sources = sorted((layout.checkout / "ejabberd-config" / "modules").glob("*.[eh]rl"))
    erlang.compile(sources, modules_folder(layout), users.supervisor)
    rendered = render(layout, instance, credentials)
    files.write(layout.etc / "ejabberd.yml", rendered, users.ejabberd)


def part(layout: Layout, instance: Instance, users: Accounts) -> Part:
    ports = instance.ports
    return Part(
        name="ejabberd",
        argv=_argv(layout, ports["distribution"]),
        environment=_environment(layout),
        account=users.ejabberd,
        folder=layout.ejabberd_api.parent,
        probe=lambda: _answers(layout.ejabberd_api, instance),
        needs=("postgres",),
        prepare=lambda: clear(layout),
        stop_seconds=15.0,
        umask=0o007,
    )


def clear(layout: Layout) -> None:
    leftovers.kill(lambda: leftovers.of_part(layout.home, "ejabberd"))
    layout.ejabberd_api.unlink(missing_ok=True)
    layout.sending.unlink(missing_ok=True)


async def _answers(api: Path, instance: Instance) -> None:
    """Our own handler: mod_stoa runs, and nothing is logged."""
    try:
        await asyncio.to_thread(ServerApi(api, CONNECT_SECONDS).call, "stoa_status")
    except Refusal as refusal:
        raise NotReady(f"the private API does not answer: {refusal}") from None
    port = instance.ports["client"]
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(reachable(instance.listen), port)
    except (OSError, TimeoutError) as error:
        raise NotReady(f"port {port} does not answer: {error}") from None
    writer.close()


def reachable(listen: str) -> str:
    """An address at which this machine itself reaches such a listener."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen, listen)  # noqa: S104  compared, not bound


def modules_folder(layout: Layout) -> Path:
    """Erlang names an application after the folder above `ebin`: were it `ejabberd`,
    the server would look there for its own translations and libraries."""
    return layout.ejabberd / "stoa" / "ebin"


def _home(layout: Layout) -> Path:
    """Erlang's HOME holds the cookie and is not writable by the server."""
    return layout.ejabberd / "home"


def _folders(layout: Layout, users: Accounts) -> None:
    files.folder(layout.ejabberd, users.supervisor, 0o755)
    files.folder(_home(layout), users.supervisor, 0o755)
    files.folder(layout.ejabberd / "spool", users.ejabberd, 0o700)
    shared = 0o2750 if users.privileged else 0o700
    files.folder(layout.ejabberd_api.parent, users.ejabberd, shared, users.components.gid)
    files.folder(layout.sending.parent, users.ejabberd, shared, users.portal.gid)


def _argv(layout: Layout, distribution: int) -> tuple[str, ...]:
    spool = layout.ejabberd / "spool"
    return (
        str(Erlang(layout).erl),
        "-noinput",
        *("-name", NODE),
        *("-pa", str(modules_folder(layout))),
        *SCHEDULERS.split(),
        *("-kernel", "inet_dist_use_interface", "{127,0,0,1}"),
        *("-kernel", "logger", LOGGER),
        # PostgreSQL delays its acknowledgements: each first use of a statement would wait 40 ms.
        *("-kernel", "inet_default_connect_options", "[{nodelay,true}]"),
        *("-start_epmd", "false"),
        *("-erl_epmd_port", str(distribution)),
        *("-mnesia", "dir", json.dumps(str(spool))),
        *("-s", "ejabberd"),
    )


def _environment(layout: Layout) -> dict[str, str]:
    spool = str(layout.ejabberd / "spool")
    return Erlang(layout).environment() | {
        "HOME": str(_home(layout)),
        "SPOOL_DIR": spool,
        "EJABBERD_CONFIG_PATH": str(layout.etc / "ejabberd.yml"),
        "EJABBERD_PID_PATH": str(layout.run / "ejabberd" / "ejabberd.pid"),
        # A dump would hold messages and passwords in clear text.
        "ERL_CRASH_DUMP_SECONDS": "0",
    }

"""The private PostgreSQL cluster: made once, then run."""

import os
import signal

import psycopg

from deploy.instance import files
from deploy.instance.credentials import Credentials
from deploy.instance.layout import Layout
from deploy.instance.tools import run
from deploy.instance.users import Accounts
from deploy.supervisor import leftovers
from deploy.supervisor.part import Busy, NotReady, Part

SUPERUSER = "postgres"
PROBE_TIMEOUT_SECONDS = 3
DURABILITY = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""Never weakened: delivered means recorded."""

CONFIGURATION = {
    **DURABILITY,
    "listen_addresses": "127.0.0.1",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "idle_in_transaction_session_timeout": "60s",
    "jit": "off",
    # People wait for short queries, and several of them at once: other processes start too late to
    # help with one.
    "max_parallel_workers_per_gather": "0",
    # Solid state, and mostly in memory: the default is about turning disks.
    "random_page_cost": "1.1",
    # Pictures and long stanzas: a fifth of the default's time.
    "default_toast_compression": "lz4",
    "autovacuum": "on",
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # Neither a failing statement nor the row it was about is logged: both hold messages.
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "timezone": "GMT",
    "log_timezone": "GMT",
    "unix_socket_permissions": "0770",
}
LEAST_BUFFERS_MB, MOST_BUFFERS_MB = 128, 512
"""The most is what a million messages and the indexes of their words fit into."""
KEPT_BYTES = 16 << 20
ALLOCATION = f"glibc.malloc.mmap_threshold={KEPT_BYTES}:glibc.malloc.trim_threshold={KEPT_BYTES}"
"""What a query needed of memory is kept for the next one: to have it of the kernel again takes a
fifth of the time of a search for common words."""

WHO_MAY_CONNECT = """\
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
"""


def prepare(layout: Layout, port: int, users: Accounts) -> None:
    create_cluster(layout, users)
    configure(layout, port, users)


def create_cluster(layout: Layout, users: Accounts) -> None:
    """Makes the cluster, or nothing if there is one.

    It is made beside its final place, so that an interrupted start is repeated.
    """
    data = layout.postgres_data
    _folders(layout, users)
    if (data / "PG_VERSION").exists():
        return
    fresh = data.with_name("data.new")
    run(["/bin/rm", "-rf", str(fresh)], users.supervisor)
    files.folder(fresh, users.postgres, 0o700)
    run(
        [
            str(layout.postgres_program("initdb")),
            f"--pgdata={fresh}",
            f"--username={SUPERUSER}",
            f"--pwfile={layout.secrets / 'postgres' / 'superuser'}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8",
            "--data-checksums",
        ],
        users.postgres,
    )
    fresh.rename(data)


def configure(layout: Layout, port: int, users: Accounts) -> None:
    """Writes the configuration, outside the data folder and not writable by it."""
    etc = files.folder(layout.etc / "postgres", users.supervisor, 0o755)
    files.write(etc / "pg_hba.conf", WHO_MAY_CONNECT, users.postgres)
    settings = CONFIGURATION | {
        "port": str(port),
        "shared_buffers": f"{buffers_mb()}MB",
        "unix_socket_directories": str(layout.postgres_sockets),
        "hba_file": str(etc / "pg_hba.conf"),
    }
    lines = [f"{name} = '{_quoted(value)}'\n" for name, value in settings.items()]
    files.write(etc / "postgresql.conf", "".join(lines), users.postgres)


def buffers_mb() -> int:
    """An eighth of the machine's memory, between the bounds."""
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return min(max(memory_mb // 8, LEAST_BUFFERS_MB), MOST_BUFFERS_MB)


def superuser_connection(
    layout: Layout, port: int, credentials: Credentials, database: str = SUPERUSER
) -> str:
    """Over the socket: only users who may enter its folder can try a password."""
    return psycopg.conninfo.make_conninfo(
        host=str(layout.postgres_sockets),
        port=port,
        dbname=database,
        user=SUPERUSER,
        password=credentials.read("postgres", "superuser"),
        connect_timeout=PROBE_TIMEOUT_SECONDS,
    )


def part(layout: Layout, port: int, users: Accounts, credentials: Credentials) -> Part:
    address = superuser_connection(layout, port, credentials)
    return Part(
        name="postgres",
        argv=(
            str(layout.postgres_program("postgres")),
            f"-D{layout.postgres_data}",
            f"--config_file={layout.etc / 'postgres' / 'postgresql.conf'}",
        ),
        environment={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GLIBC_TUNABLES": ALLOCATION},
        account=users.postgres,
        folder=layout.postgres_data,
        probe=lambda: _answers(address),
        prepare=lambda: clear(layout, port),
        stop_signal=signal.SIGINT,
        stop_seconds=20.0,
    )


def clear(layout: Layout, port: int) -> None:
    """Ends backends that outlived their postmaster, and drops lock files whose
    process number now belongs to somebody else."""
    data = layout.postgres_data
    leftovers.kill(lambda: leftovers.of_folder(data, "postgres"))
    socket = layout.postgres_sockets / f".s.PGSQL.{port}"
    for path in (data / "postmaster.pid", socket.with_name(f"{socket.name}.lock")):
        path.unlink(missing_ok=True)


async def _answers(address: str) -> None:
    try:
        async with await psycopg.AsyncConnection.connect(address) as connection:
            await connection.execute("select 1")
    except psycopg.Error as error:
        said = str(error).splitlines()[0]
        raise (Busy if "FATAL:" in said else NotReady)(said) from None


def _folders(layout: Layout, users: Accounts) -> None:
    files.folder(layout.postgres_data.parent, users.supervisor, 0o711)
    shared = 0o2750 if users.privileged else 0o700
    files.folder(layout.postgres_sockets, users.postgres, shared, users.components.gid)


def _quoted(value: str) -> str:
    return value.replace("'", "''")

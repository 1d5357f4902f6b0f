"""The demo's CMS: a database of its own, read by the directory and the portal."""

import stat
from urllib.parse import quote

import psycopg
from psycopg import sql

from components.directory.sources import mapping_file, opening
from deploy.instance.credentials import Credentials, owner
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.instance.users import Accounts
from deploy.servers import component
from deploy.servers.bootstrap import set_role
from deploy.servers.postgres import superuser_connection
from schemas.refusals import Malformed

DATABASE, OWNER, READER = "cms", "cms", "cms_reader"
READERS = ("directory", "portal")
PRIVATE = {0o400, 0o600}
"""Modes of a file that only its owner reads."""

IN_DATABASE = """
revoke all on database cms from public;
revoke all on schema public from public;
grant connect on database cms to cms_reader;
grant usage on schema public to cms_reader;
alter role cms_reader in database cms set default_transaction_read_only = on;
alter default privileges for role cms in schema public grant select on tables to cms_reader;
"""


def connected(layout: Layout, instance: Instance) -> bool:
    """Whether there is a CMS to take people from: the demo's, or the operator's."""
    return instance.demo or layout.cms.exists()


def prepare(layout: Layout, instance: Instance, users: Accounts, found: Credentials) -> None:
    """Tells its readers where it is. The operator's address is in `secrets/cms_url`.

    Raises Refused when others may read it, for it holds a password, and for a mapping or an
    address that cannot be used.
    """
    if not connected(layout, instance):
        return
    address = _operators(layout) if layout.cms.exists() else ""
    _refuse_mapping(layout, users, address)
    if instance.demo:
        for role in (OWNER, READER):
            found.ensure(role, "database_password", users.supervisor)
    for reader in READERS:
        found.ensure(reader, "cms_url", owner(reader, users), address or _demo(instance, found))


def bootstrap(layout: Layout, port: int, credentials: Credentials) -> None:
    """Makes what is missing of the demo's; may be repeated."""
    address = superuser_connection(layout, port, credentials)
    with psycopg.connect(address, autocommit=True) as connection:
        for role in (OWNER, READER):
            set_role(connection, role, credentials.read(role, "database_password"))
        found = connection.execute("select from pg_database where datname = %s", [DATABASE])
        if not found.rowcount:
            make = sql.SQL("create database {} owner {}")
            connection.execute(make.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    with psycopg.connect(superuser_connection(layout, port, credentials, DATABASE)) as connection:
        connection.execute(IN_DATABASE)


def _refuse_mapping(layout: Layout, users: Accounts, address: str) -> None:
    remedy = "docs/administrators/sources.md tells what to write there"
    if layout.mapping.exists() and users.privileged and not layout.mapping.stat().st_mode & 0o004:
        raise Refused(
            f"{layout.mapping} cannot be read by those who read people",
            f"chmod 0644 {layout.mapping}: it holds no secret",
        )
    try:
        mapping = mapping_file.read(component.mapping(layout))
        if address:
            opening.with_mapping(address, mapping).close()
    except Malformed as refusal:
        raise Refused(str(refusal), remedy) from refusal


def _operators(layout: Layout) -> str:
    mode = stat.S_IMODE(layout.cms.stat().st_mode)
    if mode not in PRIVATE:
        raise Refused(
            f"{layout.cms} has the mode {mode:04o}: it holds a password, for its owner alone",
            f"chmod 0400 {layout.cms}",
        )
    return layout.cms.read_text().strip()


def _demo(instance: Instance, found: Credentials) -> str:
    password = quote(found.read(READER, "database_password"), safe="")
    address = f"127.0.0.1:{instance.ports['postgres']}/{DATABASE}"
    return f"postgresql+psycopg://{READER}:{password}@{address}"

"""What each database role may do in schema `stoa`, and what it may not."""

from itertools import product

import psycopg
import pytest
from psycopg import sql

from deploy.servers import bootstrap
from tests.harness.cluster import Cluster, Database
from tests.store.conftest import AsRole

IDENTITY = ("account", "app_password", "sign_in_attempt", "web_session", "api_token")
GROWS = (*IDENTITY, "person", "department", "sync_change", "provisioning", "audit_entry")
"""Tables of the app from which it never deletes anything."""
COMES_AND_GOES = (
    *("picture", "own_picture", "membership", "role", "provisioned", "outbox", "web_token"),
    *("sync_run", "message_rule", "file"),
)
VIEWS = ("audit", "person_side", "present_role", "recorded", "ledger_backlog", "shown_picture")
LEDGER = (
    *("ledger_entry", "ledger_content", "ledger_subtree", "ledger_checkpoint"),
    *("ledger_signing_key", "recorded_stanza"),
)
"""What the archive adds to and nobody changes."""
SHOWN = (
    *("ledger_entry", "ledger_subtree", "ledger_checkpoint", "ledger_cosignature"),
    "ledger_signing_key",
)
"""What proves the record to whoever asks the portal: nothing that was said."""
MESSAGE_VIEWS = (
    *(
        "view_state",
        "conversation",
        "participant",
        "occupant",
        "message",
        "message_edit",
        "receipt",
    ),
    *("mark", "reaction", "mention", "hashtag", "link", "attachment", "reading"),
    *("conversation_setting", "call", "pin", "thread_follower"),
)
"""What the archive makes of the ledger, twice: the second time while it is made anew."""
OF_SEVERAL = (
    "asked_once",
    "draft",
    "feed",
    "redelivery",
    "may_answer",
    "ledger_cosignature",
    "ledger_witness",
    "own_export",
    *("notification_preference", "push_subscription"),
    *("report", "reported_message"),
    "policy",
)
TABLES = (*GROWS, *COMES_AND_GOES, *LEDGER, *MESSAGE_VIEWS, *OF_SEVERAL)
ALLOWED = {
    *product(["app"], GROWS, ["select", "insert"]),
    *product(["app"], COMES_AND_GOES, ["select", "insert", "delete"]),
    *product(["app"], ["audit", "shown_picture", "policy"], ["select"]),
    *product(["app"], ["may_answer"], ["select", "delete"]),
    *product(["ledger"], MESSAGE_VIEWS, ["select", "insert", "update", "delete"]),
    *product(["app"], MESSAGE_VIEWS, ["select"]),
    *product(["app"], ["asked_once", "draft"], ["select", "insert", "delete"]),
    *product(["app"], ["own_export", "notification_preference"], ["select", "insert"]),
    *product(["app"], ["push_subscription"], ["select", "insert", "delete"]),
    *product(["app"], ["report", "reported_message"], ["select"]),
    ("push", "notification_preference", "select"),
    *product(["push"], ["push_subscription"], ["select", "delete"]),
    *product(["ledger"], ["own_export"], ["select", "update", "delete"]),
    ("ledger", "feed", "select"),
    ("ledger", "feed", "delete"),
    ("ledger", "redelivery", "select"),
    ("ledger", "redelivery", "update"),
    *product(["ledger"], ["account", "department", "membership", "file"], ["select"]),
    *product(["ledger"], ["recorded", "ledger_backlog", "ledger_cosignature"], ["select"]),
    *product(["ledger", "app"], ["ledger_witness"], ["select"]),
    *product(["ledger"], LEDGER, ["select", "insert"]),
    *product(["retention"], ["ledger_content"], ["select", "delete"]),
    ("retention", "ledger_entry", "select"),
    *product(["app"], [*SHOWN, "ledger_backlog"], ["select"]),
    *product(["app"], ["ledger_cosignature", "ledger_witness"], ["insert"]),
}
ROLES = ("ejabberd", "ledger", "retention", "app", "push")
RIGHTS = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
FUNCTIONS_OF_EJABBERD = {
    "accept",
    "account_exists",
    "is_recorded",
    "last_stanza_id",
    "refused",
    "report",
    "room_history",
    "room_history_from",
    "sign_in",
    "sign_in_refused",
    "sign_in_session",
    "taken_back",
}
ABOUT_MESSAGES = {"readable", "message_status"}
FUNCTIONS_OF_APP = {
    "bare",
    "feed_end",
    "folded",
    "ledger_end",
    "may_fetch",
    "may_write",
    "report",
    "sent",
    "side",
    "unseen_by",
    *ABOUT_MESSAGES,
    "notable",
    "text_configuration",
    "thread_root",
}
FUNCTIONS_OF_PUSH = {
    "feed_end",
    "last_message",
    "listeners",
    "notable",
    "session_goes_on",
    "views_know",
}
FUNCTIONS_OF_LEDGER = {
    "bare",
    "finish_rebuild",
    "folded",
    "taken_back",
    "text_configuration",
    "words",
    *ABOUT_MESSAGES,
}


def test_nobody_has_more_rights_on_tables_than_listed(database: Database) -> None:
    found = database.execute(
        "select r, c.relname, p from unnest(%s::text[]) r, unnest(%s::text[]) p, pg_class c"
        " where c.relnamespace = 'stoa'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        " and c.relname <> 'alembic_version' and has_table_privilege(r, c.oid, p)",
        (list(ROLES), list(RIGHTS)),
    ).fetchall()

    assert set(found) == ALLOWED


def test_views_that_are_made_anew_are_as_safe_as_those_they_replace(database: Database) -> None:
    database.execute("select stoa.finish_rebuild()")
    rights = (
        "select n.nspname, c.relname, r, p"
        "  from pg_class c join pg_namespace n on n.oid = c.relnamespace,"
        "       unnest(%s::text[]) r, unnest(%s::text[]) p"
        " where n.nspname in ('stoa', 'rebuild') and c.relname = any(%s)"
        "   and has_table_privilege(r, c.oid, p)"
    )
    wanted = (list(ROLES), list(RIGHTS), list(MESSAGE_VIEWS))
    found = database.execute(rights, wanted).fetchall()

    allowed = {each for each in ALLOWED if each[1] in MESSAGE_VIEWS}
    assert allowed == {(role, table, right) for _, table, role, right in found}
    assert len(found) == 2 * len(allowed)


def test_the_portal_changes_no_localpart_and_no_digest(database: Database) -> None:
    found = database.execute(
        "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relnamespace = 'stoa'::regnamespace and a.attnum > 0 and c.relkind = 'r'"
        " and has_column_privilege('app', c.oid, a.attnum, 'update')"
    ).fetchall()

    assert set(found) == {
        *product(["account"], ["disabled_at", "reserved_for"]),
        *product(["asked_once"], ["at"]),
        *product(["draft"], ["body", "reply_id", "mentions", "version"]),
        *product(["app_password"], ["device", "expires_at", "revoked_at"]),
        *product(["api_token"], ["revoked_at", "last_used_at"]),
        *product(["web_session"], ["ended_at", "last_seen_at"]),
        *product(["person"], ["user_name", "name", "title", "email", "manager", "removed_at"]),
        *product(["person"], ["picture_source", "picture_trouble"]),
        *product(["picture"], ["sha1", "png", "source"]),
        *product(["own_picture"], ["sha1", "png", "set_at"]),
        ("policy", "own_pictures"),
        *product(["department"], ["name", "room", "removed_at"]),
        *product(["provisioned"], ["state", "at"]),
        *product(["sync_run"], ["finished_at", "added", "changed", "removed", "trouble", "mark"]),
        *product(["provisioning"], ["total", "done", "refused", "at"]),
        ("ledger_witness", "removed_at"),
        *product(["own_export"], ["finished_at", "expires_at"]),
        *product(["notification_preference"], ["enabled", "previews", "sound", "rooms"]),
        *product(
            ["notification_preference"], ["quiet_from", "quiet_to", "quiet_days", "time_zone"]
        ),
        *product(["push_subscription"], ["session_id", "p256dh", "auth", "told_to"]),
        *product(["report"], ["closed_at", "closed_by", "outcome"]),
        *product(["file"], ["state", "refusal", "used_at", "uploaded_at", "media_type", "digest"]),
        *product(["file"], ["stored_size", "width", "height", "duration_ms", "blurhash"]),
        *product(["file"], ["waveform", "preview"]),
    }


def test_every_table_is_known_to_these_tests(database: Database) -> None:
    found = database.execute(
        "select relname from pg_class where relnamespace = 'stoa'::regnamespace"
        " and relkind in ('r', 'p', 'v', 'm')"
    ).fetchall()

    assert {*TABLES, *VIEWS, "alembic_version"} == {name for (name,) in found}


def test_nobody_runs_more_functions_than_listed(database: Database) -> None:
    found = database.execute(
        "select r, p.proname from unnest(%s::text[]) r, pg_proc p"
        " where p.pronamespace = 'stoa'::regnamespace"
        " and has_function_privilege(r, p.oid, 'execute')",
        (list(ROLES),),
    ).fetchall()

    expected = {
        *product(["ejabberd"], FUNCTIONS_OF_EJABBERD),
        *product(["app"], FUNCTIONS_OF_APP),
        *product(["ledger"], FUNCTIONS_OF_LEDGER),
        *product(["push"], FUNCTIONS_OF_PUSH),
    }
    assert expected == set(found)


@pytest.mark.parametrize("role", ROLES)
def test_only_the_app_reaches_the_jobs(database: Database, role: str) -> None:
    found = database.execute(
        "select has_schema_privilege(%(role)s, 'jobs', 'usage'),"
        " (select array_agg(distinct has_table_privilege(%(role)s, oid, %(rights)s)) from pg_class"
        "   where relnamespace = 'jobs'::regnamespace and relkind = 'r'),"
        " (select array_agg(distinct has_function_privilege(%(role)s, oid, 'execute')) from pg_proc"
        "   where pronamespace = 'jobs'::regnamespace)",
        {"role": role, "rights": ",".join(("select", "insert", "update", "delete"))},
    ).fetchone()

    allowed = role == "app"
    assert found == (allowed, [allowed], [allowed])


def test_functions_of_the_jobs_find_their_tables_whoever_calls_them(database: Database) -> None:
    found = database.execute(
        "select distinct proconfig from pg_proc where pronamespace = 'jobs'::regnamespace"
    ).fetchall()

    assert [(["search_path=jobs, pg_catalog, pg_temp"],)] == found


def test_every_function_with_its_owners_rights_fixes_its_search_path(database: Database) -> None:
    found = database.execute(
        "select proname, proconfig from pg_proc"
        " where pronamespace = 'stoa'::regnamespace and prosecdef"
    ).fetchall()

    assert {name for name, _ in found} >= FUNCTIONS_OF_EJABBERD
    assert {"search_path=pg_catalog, pg_temp"} == {next(iter(config or ())) for _, config in found}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["select * from", "delete from"])
def test_ejabberd_reaches_our_tables_by_functions_only(
    database: Database, as_role: AsRole, table: str, verb: str
) -> None:
    query = sql.SQL(f"{verb} {{}}").format(sql.Identifier("stoa", table))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_role("ejabberd"):
        database.execute(query)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "statement",
    [
        "create table stoa.mine (x int)",
        "create function stoa.mine() returns int language sql as 'select 1'",
        "create schema mine",
        "create table public.mine (x int)",
        "create extension dblink",
        "copy (select 1) to program 'true'",
        "select pg_read_file('/etc/passwd')",
        "set role migrate",
        "set session authorization postgres",
        "alter role app superuser",
    ],
)
def test_no_role_makes_anything_or_becomes_anybody(
    cluster: Cluster, role: str, statement: str
) -> None:
    with cluster.sign_in(role) as connection:
        assert (role,) == connection.execute("select current_user::text").fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
        connection.rollback()


@pytest.mark.parametrize("decoy", ["temporary table", "temporary view"])
def test_a_temporary_object_does_not_stand_in_for_a_table(
    database: Database, as_role: AsRole, decoy: str
) -> None:
    body = (
        "(localpart text, disabled_at timestamptz)"
        if "table" in decoy
        else (" as select 'mallory'::text as localpart, null::timestamptz as disabled_at")
    )
    with as_role("ejabberd"):
        database.execute(f"create {decoy} account{body}".encode())
        row = database.execute("select stoa.account_exists('mallory')").fetchone()

    assert row == (False,)


def test_durability_is_on(database: Database) -> None:
    found = database.execute(
        "select name, setting from pg_settings"
        " where name in ('fsync', 'full_page_writes', 'synchronous_commit')"
    ).fetchall()

    assert dict(found) == {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def test_a_start_ends_that_archives_do_not_wait_for_the_disk(database: Database) -> None:
    database.execute(
        "create function ejabberd.not_waited_for() returns trigger language plpgsql as"
        " 'begin return new; end';"
        "create trigger not_waited_for before insert on ejabberd.archive for each row"
        " execute function ejabberd.not_waited_for()"
    )
    database.execute(bootstrap.AFTER_TABLES)

    assert not database.execute(
        "select tgname from pg_trigger where tgname = 'not_waited_for'"
    ).fetchall()

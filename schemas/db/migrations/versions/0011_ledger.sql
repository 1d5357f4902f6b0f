-- The ledger (docs/auditors/ledger.md has the encoding). Run as role migrate.

-- How a stanza refers to another: retract, replace, moderate.
alter table stoa.feed add column refers_how text;

-- Who belongs to a room, and what a person's devices agree on, are recorded as messages are.
alter table stoa.feed drop constraint feed_kind_check;
alter table stoa.feed add constraint feed_kind_check
    check (kind in ('message', 'iq', 'outcome', 'membership', 'item'));


-- One leaf of the tree each. The leaf's hash covers every other column.
create table stoa.ledger_entry (
    seq          bigint primary key check (seq >= 0),
    feed_id      bigint not null unique,
    -- µs since 1970: when it was written to the feed, and the id of the stanza in the archives.
    recorded_at  bigint not null,
    stanza_id    bigint not null,
    host         text not null,
    source       text not null,
    kind         text not null,
    type         text not null,
    -- Pseudonyms: the key store knows whose they are.
    author       bytea not null check (octet_length(author) = 16),
    conversation bytea not null check (octet_length(conversation) = 16),
    -- The newest entry before this one that says who belongs to the room; null outside of rooms.
    membership   bigint,
    key_id       bytea not null check (octet_length(key_id) = 16),
    -- SHA-256 of the ciphertexts: what only this stanza has, and what several may share.
    envelope     bytea not null check (octet_length(envelope) = 32),
    body         bytea check (octet_length(body) = 32),
    leaf_hash    bytea not null check (octet_length(leaf_hash) = 32)
);

create table stoa.ledger_content (
    digest     bytea primary key check (octet_length(digest) = 32),
    ciphertext bytea not null
);

-- Roots of complete subtrees of 256 leaves (level 1), 65,536 (level 2) and so on.
create table stoa.ledger_subtree (
    level smallint not null check (level > 0),
    place bigint not null check (place >= 0),
    hash  bytea not null check (octet_length(hash) = 32),
    primary key (level, place)
);

-- Signed notes (C2SP tlog-checkpoint).
create table stoa.ledger_checkpoint (
    size bigint primary key check (size >= 0),
    at   timestamptz not null default clock_timestamp(),
    note text not null
);

-- Witnesses' signatures of them (C2SP tlog-cosignature), one line each.
create table stoa.ledger_cosignature (
    size    bigint not null references stoa.ledger_checkpoint,
    witness text not null check (witness <> ''),
    at      timestamptz not null default clock_timestamp(),
    line    text not null,
    primary key (size, witness)
);

-- The log's own keys, in the order of their use; each but the first is introduced by its predecessor.
create table stoa.ledger_signing_key (
    vkey      text primary key,
    from_size bigint not null,
    at        timestamptz not null default clock_timestamp(),
    note      text not null
);

-- What stanzas outlive the feed for: who wrote what (stoa.is_author), what reached its archives.
-- Made from the ledger, and empty of what was said.
create table stoa.recorded_stanza (
    seq        bigint primary key references stoa.ledger_entry,
    stanza_id  bigint not null,
    host       text not null,
    source     text not null,
    kind       text not null,
    type       text not null,
    sender     text not null,
    recipient  text not null,
    nick       text not null,
    message_id text,
    origin_id  text,
    refers_how text,
    refers_to  text,
    storable   boolean not null
);
create index recorded_stanza_id on stoa.recorded_stanza (stanza_id);
create index recorded_stanza_message_id on stoa.recorded_stanza (md5(message_id), stoa.bare(sender))
    where message_id is not null;
create index recorded_stanza_origin_id on stoa.recorded_stanza (md5(origin_id), stoa.bare(sender))
    where origin_id is not null;
create index recorded_stanza_refers_to on stoa.recorded_stanza (md5(refers_to), stoa.bare(sender))
    where refers_to is not null;

-- Every recorded stanza, whether the ledger has it already; `xml` is the ledger's then.
create view stoa.recorded as
    select seq, stanza_id, host, source, kind, type, sender, recipient, nick, message_id, origin_id,
           refers_how, refers_to, storable, null::text as xml
      from stoa.recorded_stanza
    union all
    select null, stanza_id, host, source, kind, type, sender, recipient, nick, message_id, origin_id,
           refers_how, refers_to, storable, xml
      from stoa.feed;


create function stoa.never_changes() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise restrict_violation using message = tg_table_name || ' only grows';
end $$;

do $$
declare
    v_table text;
begin
    foreach v_table in array array['entry', 'subtree', 'checkpoint', 'cosignature', 'signing_key'] loop
        v_table := 'stoa.ledger_' || v_table;
        execute 'create trigger never_changes before update or delete or truncate on ' || v_table
             || ' execute function stoa.never_changes()';
        execute 'alter table ' || v_table || ' enable always trigger never_changes';
    end loop;
end $$;
create trigger never_changes before update or truncate on stoa.ledger_content
    execute function stoa.never_changes();
alter table stoa.ledger_content enable always trigger never_changes;

revoke execute on function stoa.never_changes() from public;
grant select, insert on
    stoa.ledger_entry, stoa.ledger_content, stoa.ledger_subtree, stoa.ledger_checkpoint,
    stoa.ledger_signing_key, stoa.recorded_stanza
to ledger;
grant select on stoa.recorded, stoa.ledger_cosignature to ledger;
grant select, delete on stoa.ledger_content to retention;
grant select on stoa.ledger_entry to retention;
grant select on
    stoa.ledger_entry, stoa.ledger_subtree, stoa.ledger_checkpoint, stoa.ledger_cosignature,
    stoa.ledger_signing_key
to app;
grant insert on stoa.ledger_cosignature to app;

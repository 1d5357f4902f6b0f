-- The ledger (docs/auditors/ledger.md has the encoding). Run as role migrate.

-- How a stanza refers to another: retract, replace, moderate.
alter table stoa.feed add column refers_how text;
update stoa.feed
   set refers_how = case when kind = 'iq' then 'moderate'
                         when strpos(xml, 'urn:xmpp:message-retract:') > 0 then 'retract'
                         else 'replace' end
 where refers_to is not null;

-- An entry's texts are short ones.
alter table stoa.feed
    add constraint feed_host_check check (octet_length(host) <= 1023),
    add constraint feed_type_check check (octet_length(type) <= 255);

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

create index ledger_entry_membership on stoa.ledger_entry (conversation, seq) where kind = 'membership';

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

-- Whose signatures of them are taken, by key (C2SP signed-note, "vkey"). One that comes back after it was
-- removed is a row of its own.
create table stoa.ledger_witness (
    id         bigint generated always as identity primary key,
    vkey       text not null check (vkey <> ''),
    name       text not null check (name <> ''),
    added_at   timestamptz not null default clock_timestamp(),
    removed_at timestamptz
);
create unique index ledger_witness_vkey on stoa.ledger_witness (vkey) where removed_at is null;

-- Those signatures (C2SP tlog-cosignature), one line each; `witness` is the key.
create table stoa.ledger_cosignature (
    size    bigint not null references stoa.ledger_checkpoint,
    witness text not null check (witness <> ''),
    at      timestamptz not null default clock_timestamp(),
    line    text not null,
    primary key (size, witness)
);
create index ledger_cosignature_witness on stoa.ledger_cosignature (witness, size);

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

-- What was recorded and is not yet in the ledger, for those who may not see it.
create view stoa.ledger_backlog as
    select count(*) as waiting, min(stanza_id) as oldest from stoa.feed;

-- The ledger's keys are part of the audit where they are recorded, as sign-ins are.
create or replace view stoa.audit as
    select at, 'entry-' || id as key, actor, action, subject, details from stoa.audit_entry
    union all
    select at, 'sign-in-' || id, case when door = 'web' and starts_with(localpart, '?') then null else localpart end,
           case when succeeded then 'signed in' else 'sign-in refused' end,
           case when door = 'web' and starts_with(localpart, '?') then '' else localpart end,
           jsonb_strip_nulls(jsonb_build_object('door', door, 'reason', reason, 'address', host(address)))
      from stoa.sign_in_attempt
    union all
    select at, 'ledger-key-' || md5(vkey), null, 'ledger key begun', '',
           jsonb_build_object('vkey', vkey, 'from_size', from_size)
      from stoa.ledger_signing_key;


-- Whether p_author wrote the message that a retraction (XEP-0424) or correction (XEP-0308) names.
-- Ids of one-to-one messages are chosen by clients: one that also names somebody else's message in
-- the same conversation (or in the same room's private messages, which archives file under the room)
-- is refused, because archives would lose both. As it is stable, all of it sees one moment: no row is
-- on its way from the feed to the ledger. No plan is kept: the next feed is not as empty, or as full.
create or replace function stoa.is_author(
    p_host text, p_author text, p_peer text, p_source text, p_refers_how text, p_refers_to text
) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
    if p_source = 'muc' and p_refers_how = 'retract' then
        return p_refers_to ~ '^[0-9]{1,18}$' and exists (
            select from stoa.recorded
             where stanza_id = p_refers_to::bigint and source = 'muc' and kind = 'message'
               and recipient = p_peer and stoa.bare(sender) = p_author);
    end if;
    if not exists (
        select from stoa.recorded
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) = p_author and stoa.bare(recipient) = p_peer
           and kind = 'message' and (source = 'muc') = (p_source = 'muc'))
    then
        return false;
    end if;
    return p_source = 'muc' or not (exists (
        select from stoa.recorded
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) = p_peer and stoa.bare(recipient) = p_author
           and kind = 'message' and source <> 'muc'
    ) or split_part(p_peer, '@', 2) <> p_host and exists (
        select from stoa.recorded
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) <> p_author and stoa.bare(recipient) = p_peer
           and kind = 'message' and source <> 'muc'));
end $$;

-- The largest id given so far; ids only grow, also when the clock does not.
create or replace function stoa.last_stanza_id() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(stanza_id), 0) from stoa.recorded;
$$;

-- The one question ejabberd asks before it routes a stanza. '' means: recorded, route it. Anything
-- else is a stanza error (RFC 6120 §8.3.3): condition, space, text; nothing is recorded then.
-- Whoever is made a member or put out of a room did not send that: no rule keeps it from the record.
create or replace function stoa.accept(
    p_host text, p_source text, p_kind text, p_type text, p_sender text, p_recipient text, p_nick text,
    p_stanza_id bigint, p_message_id text, p_origin_id text, p_refers_how text, p_refers_to text,
    p_storable boolean, p_xml text
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_author  text := stoa.bare(p_sender);
    v_refusal text;
begin
    if p_source <> 'component' and p_kind <> 'membership' and split_part(v_author, '@', 2) = p_host then
        if not exists (
            select from stoa.account
             where localpart = split_part(v_author, '@', 1) and disabled_at is null)
        then
            return 'forbidden This account may not send messages';
        end if;
        if p_source <> 'muc' and exists (select from stoa.message_rule) then
            v_refusal := stoa.rules_refuse(p_host, v_author, stoa.bare(p_recipient), p_xml);
        end if;
    end if;
    if v_refusal is not null then
        return v_refusal;
    end if;
    if p_refers_how in ('retract', 'replace')
        and not stoa.is_author(p_host, v_author, stoa.bare(p_recipient), p_source, p_refers_how, p_refers_to)
    then
        return 'forbidden Only its author can change or retract a message';
    end if;
    insert into stoa.feed (host, source, kind, type, sender, recipient, nick, stanza_id,
                           message_id, origin_id, refers_how, refers_to, storable, xml)
    values (p_host, p_source, p_kind, p_type, p_sender, p_recipient, p_nick, p_stanza_id,
            nullif(p_message_id, ''), nullif(p_origin_id, ''), nullif(p_refers_how, ''), nullif(p_refers_to, ''),
            p_storable, p_xml);
    return '';
end $$;

-- The stanza was answered with an error although its row may have been written (the answer of
-- stoa.accept was lost): a later row says so, once. True when the row was there.
create or replace function stoa.refused(p_stanza_id bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
    insert into stoa.feed (host, source, kind, type, sender, recipient, nick, stanza_id, storable, xml)
    select host, source, 'outcome', 'refused', sender, recipient, nick, stanza_id, false, ''
      from stoa.recorded
     where stanza_id = p_stanza_id and kind <> 'outcome'
       and not exists (select from stoa.recorded o where o.stanza_id = p_stanza_id and o.kind = 'outcome');
    return found;
end $$;

-- Whether the row of a stanza was written, of which ejabberd has had no answer.
create function stoa.is_recorded(p_stanza_id bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
    return exists (select from stoa.recorded where stanza_id = p_stanza_id);
end $$;


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

revoke execute on function stoa.never_changes(), stoa.is_recorded(bigint) from public;
grant execute on function stoa.is_recorded(bigint) to ejabberd;
grant select, insert on
    stoa.ledger_entry, stoa.ledger_content, stoa.ledger_subtree, stoa.ledger_checkpoint,
    stoa.ledger_signing_key, stoa.recorded_stanza
to ledger;
grant select on stoa.recorded, stoa.ledger_cosignature, stoa.department, stoa.membership to ledger;
grant select, delete on stoa.ledger_content to retention;
grant select on stoa.ledger_entry to retention;
grant select on
    stoa.ledger_entry, stoa.ledger_subtree, stoa.ledger_checkpoint, stoa.ledger_cosignature,
    stoa.ledger_signing_key
to app;
grant insert on stoa.ledger_cosignature to app;
grant select, insert on stoa.ledger_witness to app;
grant update (removed_at) on stoa.ledger_witness to app;
grant select on stoa.ledger_backlog to app, ledger;
grant select on stoa.ledger_witness to ledger;

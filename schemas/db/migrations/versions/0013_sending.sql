-- What REST needs to write as a person, and the archive to name people. Run as role migrate.

-- Messages that a program asked for with a key of its own (Idempotency-Key): asked for again, each is
-- the same message. Forgotten after a day.
create table stoa.asked_once (
    localpart  text not null references stoa.account,
    key        text not null check (key <> ''),
    -- SHA-256 of what was asked.
    request    bytea not null check (octet_length(request) = 32),
    message_id text not null,
    at         timestamptz not null default now(),
    primary key (localpart, key)
);
create index on stoa.asked_once (at);

-- The stanza id of somebody's message, if it was recorded and not refused since.
create function stoa.sent(p_address text, p_message_id text) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select r.stanza_id
      from stoa.recorded r
     where md5(r.message_id) = md5(p_message_id) and stoa.bare(r.sender) = p_address
       and r.message_id = p_message_id and r.kind = 'message'
       and not exists (
           select from stoa.recorded o where o.stanza_id = r.stanza_id and o.kind = 'outcome')
     limit 1;
$$;

revoke execute on function stoa.sent(text, text) from public;
grant execute on function stoa.sent(text, text) to app;
grant select, insert, delete on stoa.asked_once to app;
grant update (at) on stoa.asked_once to app;   -- "for update" asks for it
grant select (localpart, name) on stoa.person to ledger;

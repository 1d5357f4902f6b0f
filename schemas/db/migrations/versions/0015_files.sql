-- What people share. Run as role migrate.

create table stoa.file (
    id           uuid primary key,
    -- A localpart.
    owner        text not null references stoa.account,
    -- As its owner called it: shown, never trusted.
    name         text not null check (name <> ''),
    -- Announced and kept to, bytes.
    size         bigint not null check (size > 0),
    -- '' where nothing was announced.
    claimed_type text not null default '',
    purpose      text not null default 'message' check (purpose in ('message', 'ephemeral')),
    -- 'slot': nothing there yet; 'held': not scanned yet; 'ready': may be fetched; 'refused': never.
    state        text not null default 'slot' check (state in ('slot', 'held', 'ready', 'refused')),
    created_at   timestamptz not null default now(),
    slot_until   timestamptz not null,
    -- A slot is used by the first upload that begins, whatever becomes of it.
    used_at      timestamptz,
    uploaded_at  timestamptz,
    -- Nobody gets it from then on; null: stays.
    expires_at   timestamptz,

    -- What was found in it; of what is handed out, where that is not what came.
    media_type   text not null default '',
    -- Why it is refused, for people; '' otherwise.
    refusal      text not null default '',
    -- SHA-256.
    digest       bytea check (octet_length(digest) = 32),
    stored_size  bigint,
    width        integer,
    height       integer,
    duration_ms  integer,
    blurhash     text not null default '',
    -- Loudness over its length, 64 values.
    waveform     bytea check (octet_length(waveform) = 64),
    preview      boolean not null default false
);
create index on stoa.file (owner);
create index on stoa.file (slot_until) where state = 'slot';
create index on stoa.file (expires_at) where expires_at is not null;

-- Whether somebody, by bare JID, may have a file.
create function stoa.may_fetch(p_holder text, p_file uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from stoa.file f
          join stoa.account a on a.localpart = f.owner
         where f.id = p_file and f.owner = split_part(p_holder, '@', 1) and a.disabled_at is null
           and (f.expires_at is null or f.expires_at > now()));
$$;

revoke execute on function stoa.may_fetch(text, uuid) from public;
grant execute on function stoa.may_fetch(text, uuid) to app;
grant select, insert, delete on stoa.file to app;
-- What becomes of it; whose it is and how large it may be stays.
grant update (state, refusal, used_at, uploaded_at, media_type, digest, stored_size, width, height, duration_ms, blurhash,
              waveform, preview) on stoa.file to app;
grant select on stoa.file to ledger;

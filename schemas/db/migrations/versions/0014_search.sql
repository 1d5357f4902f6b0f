-- Searching messages, and taking one's own along. Run as role migrate.

-- A sixth of the size of the one with the ids: whoever is in hundreds of conversations has all of
-- their messages looked up here by each search.
create index on stoa.message (conversation_id);
create index on rebuild.message (conversation_id);

create function stoa.text_configuration(p_language text) returns regconfig
language sql immutable strict parallel safe
return case p_language
    when 'en' then 'pg_catalog.english'
    when 'de' then 'pg_catalog.german'
    when 'fr' then 'pg_catalog.french'
    when 'es' then 'pg_catalog.spanish'
    when 'it' then 'pg_catalog.italian'
    when 'pt' then 'pg_catalog.portuguese'
    when 'ru' then 'pg_catalog.russian'
    else 'pg_catalog.simple'
end::regconfig;

create or replace function stoa.words(p_language text, p_body text) returns tsvector
language sql immutable strict parallel safe
return to_tsvector(stoa.text_configuration(p_language), p_body);

-- What somebody asked to take along. `conversation` is an address, null: all of them; `name` is its
-- name once it is begun. `file` is the export's name in the folder of exports, once it is there.
create table stoa.own_export (
    id           bigint generated always as identity primary key,
    localpart    text not null references stoa.account,
    conversation text,
    name         text not null default '',
    asked_at     timestamptz not null default now(),
    done         bigint not null default 0,
    total        bigint,
    finished_at  timestamptz,
    file         text,
    size         bigint,
    expires_at   timestamptz
);
create index on stoa.own_export (localpart);
-- One at a time for each person.
create unique index own_export_running on stoa.own_export (localpart) where finished_at is null;

revoke execute on function stoa.text_configuration(text) from public;
grant execute on function stoa.text_configuration(text) to app, ledger;
grant execute on function stoa.folded(text) to ledger;
grant usage on schema extensions to ledger;
grant select, insert on stoa.own_export to app;
grant update (finished_at, expires_at) on stoa.own_export to app;
grant select, update, delete on stoa.own_export to ledger;

-- Who may fetch a file that was shared. Run as role migrate.

-- The file of ours that it is, where its sender might share it then; null: another's, or nobody's.
alter table stoa.attachment add column file uuid;
alter table rebuild.attachment add column file uuid;
create index on stoa.attachment (file) where file is not null;
create index on rebuild.attachment (file) where file is not null;

-- Whether somebody, by bare JID, may have a file: it is theirs, or shared in a message that they may read.
create or replace function stoa.may_fetch(p_holder text, p_file uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from stoa.account where localpart = split_part(p_holder, '@', 1) and disabled_at is null
    ) and (exists (
        select from stoa.file where id = p_file and owner = split_part(p_holder, '@', 1)
    ) or exists (
        select from stoa.attachment a
          join stoa.message m on m.id = a.message_id
          join stoa.readable(p_holder) may
            on may.conversation_id = m.conversation_id and m.id between may.from_id and may.to_id
         where a.file = p_file and m.retracted_at is null));
$$;

-- The last row of the feed, 0 while it has none.
create function stoa.feed_end() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(id), 0) from stoa.feed;
$$;

-- The last entry of the ledger once it has everything up to a row of the feed, -1 while it is empty; null before.
create function stoa.ledger_end(p_feed_id bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(seq), -1) from stoa.ledger_entry
    having not exists (select from stoa.feed where id <= p_feed_id);
$$;

revoke execute on function stoa.feed_end(), stoa.ledger_end(bigint) from public;
grant execute on function stoa.feed_end(), stoa.ledger_end(bigint) to app;

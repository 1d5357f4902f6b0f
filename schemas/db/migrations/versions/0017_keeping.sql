-- How long somebody keeps a conversation as they have set it. Run as role migrate.

do $$
declare
    v_schema text;
begin
    foreach v_schema in array array['stoa', 'rebuild'] loop
        execute 'alter table ' || v_schema || '.conversation_setting'
            -- `archived` holds as long as there is no newer message.
            ' add column archived_to bigint not null default 9223372036854775807,'
            -- Somebody wants to come back to it, although it was read.
            ' add column marked_unread boolean not null default false,'
            -- `notify` holds until then; null: for good.
            ' add column notify_until timestamptz';
    end loop;
end $$;

-- What is unread is the inbox's to say (components/archive/inbox.py).
drop function stoa.unread(text);

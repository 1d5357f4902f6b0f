-- Views of what was recorded. Run as role migrate.
--
-- Made from the ledger alone and rebuilt from it (components/archive/views): the archive writes them,
-- in the order of the ledger. Ids of messages are stanza ids, µs since 1970; addresses are bare JIDs.
-- What a table says of a message is of one that is in `message`.

-- Up to which entry of the ledger all tables tell; -1 before the first.
create table stoa.view_state (
    one boolean primary key default true check (one),
    seq bigint not null
);

create table stoa.conversation (
    -- Place in the ledger of the entry that first tells of it: the same in each rebuild.
    id      bigint primary key,
    -- A room's JID; "a b", both sides in order; "room a b", for private messages in a room.
    key     text not null unique,
    kind    text not null check (kind in ('direct', 'room', 'private')),
    -- A room's name, '' without.
    name    text not null default '',
    -- What members of a room may read of its past.
    history text not null default 'all' check (history in ('all', 'since-joining')),
    -- Members alone may enter and read.
    members_only boolean not null default false,
    -- The newest message, 0 without; µs, as all ids of messages.
    last_id bigint not null default 0,
    -- The greatest `message.place`.
    counted bigint not null default 0
);

-- Who belongs to a conversation, from one message on and up to another; ids are those of messages
-- or of changes of membership, all µs. A row for each time that somebody belonged to it.
create table stoa.participant (
    conversation_id bigint not null,
    address         text not null,
    since_id        bigint not null,
    -- Null: still.
    until_id        bigint,
    -- The name that somebody had there last.
    nick            text not null default '',
    affiliation     text not null default '' check (affiliation in ('', 'none', 'member', 'admin', 'owner')),
    primary key (conversation_id, address, since_id)
);
create index on stoa.participant (address) where until_id is null;

-- Sessions that are in a room, by full JID.
create table stoa.occupant (
    conversation_id bigint not null,
    jid             text not null,
    nick            text not null,
    primary key (conversation_id, jid)
);

create table stoa.message (
    id              bigint primary key,
    conversation_id bigint not null,
    -- How many messages of its conversation have this id or a smaller one, those of kind 'system' and
    -- 'call' left out.
    place           bigint not null,
    sender          text not null,
    nick            text not null default '',
    at              timestamptz not null,
    kind            text not null check (kind in (
        'text', 'image', 'audio', 'video', 'document', 'voice', 'system', 'call', 'event')),
    -- What it says now; '' once it is retracted.
    body            text not null,
    -- Of its author's choice or detected, ISO 639-1; '' where unknown.
    language        text not null default '',
    encrypted       boolean not null default false,
    thread          text,
    reply_to        bigint,
    edited_at       timestamptz,
    retracted_at    timestamptz,
    retracted_by    text,
    -- What its sender calls it: the id attribute, and the origin id where it is another.
    message_id      text,
    origin_id       text,
    words           tsvector
);
create index on stoa.message (conversation_id, id);
create index on stoa.message (conversation_id, id) where retracted_at is not null;
create index on stoa.message (md5(message_id), conversation_id) where message_id is not null;
create index on stoa.message (md5(origin_id), conversation_id) where origin_id is not null;
create index on stoa.message using gin (words);

-- A correction (XEP-0308), by its stanza id: what it is called by its sender, and what the message
-- said before.
create table stoa.message_edit (
    id         bigint primary key,
    message_id bigint not null,
    conversation_id bigint not null,
    named      text,
    body       text not null
);
create index on stoa.message_edit (message_id);
create index on stoa.message_edit (md5(named), conversation_id) where named is not null;

-- A receipt (XEP-0184): this one arrived.
create table stoa.receipt (
    message_id bigint not null,
    address    text not null,
    at         timestamptz not null,
    primary key (message_id, address)
);

-- A displayed marker (XEP-0333): this one and all before it were read.
create table stoa.mark (
    conversation_id bigint not null,
    address         text not null,
    message_id      bigint not null,
    at              timestamptz not null,
    primary key (conversation_id, address, message_id)
);

create table stoa.reaction (
    message_id bigint not null,
    address    text not null,
    emoji      text not null,
    at         timestamptz not null,
    primary key (message_id, address, emoji)
);

-- `address` is a room's for a mention of everybody in it.
create table stoa.mention (
    address         text not null,
    conversation_id bigint not null,
    message_id      bigint not null,
    primary key (address, conversation_id, message_id)
);
create index on stoa.mention (message_id);

create table stoa.hashtag (
    -- Folded, without the #.
    tag        text not null,
    message_id bigint not null,
    primary key (tag, message_id)
);
create index on stoa.hashtag (message_id);

create table stoa.link (
    message_id bigint not null,
    place      bigint not null,
    url        text not null,
    primary key (message_id, place)
);

create table stoa.attachment (
    message_id bigint not null,
    place      bigint not null,
    url        text not null,
    media_type text not null default '',
    name       text not null default '',
    size       bigint,
    primary key (message_id, place)
);

-- How far somebody has read, on whichever device; own words are read. `counted` is the place up to
-- which that is.
create table stoa.reading (
    address         text not null,
    conversation_id bigint not null,
    read_to         bigint not null,
    counted         bigint not null,
    at              timestamptz not null,
    primary key (address, conversation_id)
);

create table stoa.conversation_setting (
    address         text not null,
    conversation_id bigint not null,
    pinned          boolean not null default false,
    archived        boolean not null default false,
    -- XEP-0492: what somebody is told of; '' where nothing is said.
    notify          text not null default '' check (notify in ('', 'never', 'on-mention', 'always')),
    primary key (address, conversation_id)
);

create table stoa.call (
    -- The stanza that began it, which is a message of kind 'call' too.
    id              bigint primary key,
    conversation_id bigint not null,
    sid             text not null,
    caller          text not null,
    -- 'audio', 'audio video', … as proposed.
    media           text not null default '',
    state           text not null check (state in (
        'ringing', 'picked', 'active', 'declined', 'busy', 'missed', 'no-answer', 'failed', 'raced', 'ended')),
    -- When it came into this state.
    at              timestamptz not null,
    active_at       timestamptz,
    reason          text not null default '',
    -- The session that goes on where this one ended.
    migrated_to     text
);
create unique index on stoa.call (conversation_id, md5(sid));


-- The same tables once more, for a rebuild: what it makes takes their place when it is whole. Indexes
-- have the names that PostgreSQL gives them, so that both sets call them the same.
create function stoa.make_rebuild_table(p_table text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    execute 'create table rebuild.' || p_table || ' (like stoa.' || p_table || ' including all)';
    execute 'grant select, insert, update, delete on rebuild.' || p_table || ' to ledger';
    execute 'grant select on rebuild.' || p_table || ' to app';
end $$;

create function stoa.view_tables() returns setof text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select quote_ident(relname) from pg_class where relnamespace = 'rebuild'::regnamespace and relkind = 'r' order by 1;
$$;

-- What a rebuild has made becomes the views.
create function stoa.finish_rebuild() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_table text;
begin
    for v_table in select stoa.view_tables() loop
        execute 'analyze rebuild.' || v_table;
    end loop;
    foreach v_table in array array(select stoa.view_tables()) loop
        execute 'drop table stoa.' || v_table;
        execute 'alter table rebuild.' || v_table || ' set schema stoa';
        perform stoa.make_rebuild_table(v_table);
    end loop;
    insert into rebuild.view_state (seq) values (-1);
end $$;

do $$
declare
    v_table text;
begin
    foreach v_table in array array[
        'view_state', 'conversation', 'participant', 'occupant', 'message', 'message_edit', 'receipt', 'mark',
        'reaction', 'mention', 'hashtag', 'link', 'attachment', 'reading', 'conversation_setting', 'call']
    loop
        execute 'grant select, insert, update, delete on stoa.' || v_table || ' to ledger';
        execute 'grant select on stoa.' || v_table || ' to app';
        perform stoa.make_rebuild_table(v_table);
    end loop;
end $$;
grant usage on schema rebuild to ledger;
insert into stoa.view_state (seq) values (-1);
insert into rebuild.view_state (seq) values (-1);


-- What somebody may read: of these conversations the messages from one id up to another, both included.
-- Every question about messages goes through here, also the server's for the history of a room.
create function stoa.readable(p_address text)
returns table (conversation_id bigint, from_id bigint, to_id bigint)
language sql stable parallel safe as $$
    select c.id,
           case when c.kind = 'room' and c.history = 'since-joining' then p.since_id else 0 end,
           9223372036854775807
      from stoa.participant p
      join stoa.conversation c on c.id = p.conversation_id
     where p.address = p_address and p.until_id is null;
$$;

-- What a room keeps for its members: 'all', or 'since-joining'.
create function stoa.room_history(p_room text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(
        (select history from stoa.conversation where key = p_room and kind = 'room'), 'all');
$$;

-- The id from which on somebody may read what is kept since joining; one of the year 9999 for strangers.
create function stoa.room_history_from(p_room text, p_address text) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce((
        select may.from_id
          from stoa.readable(p_address) may
          join stoa.conversation c on c.id = may.conversation_id
         where c.key = p_room), 253402300799000000);
$$;

-- What is unread of it. Own words are read; what was retracted, what the room itself says and calls do
-- not count.
create function stoa.unread(p_address text)
returns table (conversation_id bigint, unread bigint, mentions bigint)
language sql stable parallel safe as $$
    select c.id,
           c.counted - r.counted - (
               select count(*) from stoa.message m
                where m.conversation_id = c.id and m.retracted_at is not null and m.id > r.read_to
                  and m.kind not in ('system', 'call')),
           (select count(*) from stoa.mention n
             where n.address in (p_address, c.key) and n.conversation_id = c.id and n.message_id > r.read_to)
      from stoa.readable(p_address) may
      join stoa.conversation c on c.id = may.conversation_id
      join stoa.reading r on r.address = p_address and r.conversation_id = c.id;
$$;

-- What became of a message with those who were there: null is unknown, which is not "unread".
create function stoa.message_status(p_message_id bigint)
returns table (address text, delivered_at timestamptz, read_at timestamptz)
language sql stable parallel safe as $$
    select p.address, d.at, r.at
      from stoa.message m
      join lateral (
           select distinct o.address from stoa.participant o
            where o.conversation_id = m.conversation_id and o.address <> m.sender
              and o.since_id <= m.id and (o.until_id is null or o.until_id > m.id)
           ) p on true
      left join stoa.receipt d on d.message_id = m.id and d.address = p.address
      left join lateral (
           select min(k.at) as at from stoa.mark k
            where k.conversation_id = m.conversation_id and k.address = p.address and k.message_id >= m.id
           ) r on true
     where m.id = p_message_id;
$$;

-- How a language's words are found, also where it is unknown.
create function stoa.words(p_language text, p_body text) returns tsvector
language sql immutable strict parallel safe
return to_tsvector(
    case p_language
        when 'en' then 'pg_catalog.english'
        when 'de' then 'pg_catalog.german'
        when 'fr' then 'pg_catalog.french'
        when 'es' then 'pg_catalog.spanish'
        when 'it' then 'pg_catalog.italian'
        when 'pt' then 'pg_catalog.portuguese'
        when 'ru' then 'pg_catalog.russian'
        else 'pg_catalog.simple'
    end::regconfig, p_body);

revoke execute on function
    stoa.make_rebuild_table(text), stoa.view_tables(), stoa.finish_rebuild(), stoa.readable(text), stoa.unread(text),
    stoa.room_history(text), stoa.room_history_from(text, text), stoa.message_status(bigint), stoa.words(text, text)
from public;
grant execute on function stoa.room_history(text), stoa.room_history_from(text, text) to ejabberd;
grant execute on function stoa.finish_rebuild(), stoa.words(text, text) to ledger;
grant execute on function stoa.readable(text), stoa.unread(text), stoa.message_status(bigint) to app, ledger;

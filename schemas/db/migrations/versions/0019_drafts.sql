-- What people have begun to write, on all their devices. Run as role migrate.

create table stoa.draft (
    localpart    text not null references stoa.account,
    -- As its owner names it (components/archive/inbox.py).
    conversation text not null check (conversation <> ''),
    body         text not null check (body <> ''),
    -- Id of the message that it answers (XEP-0461).
    reply_id     text,
    -- [[address, begin, end], …]: code points of the body (XEP-0372).
    mentions     jsonb not null default '[]',
    -- When it was changed last, µs since 1970; greater with every change.
    version      bigint not null
                 default (extract(epoch from clock_timestamp()) * 1000000)::bigint,
    primary key (localpart, conversation)
);

grant select, insert, delete on stoa.draft to app;
grant update (body, reply_id, mentions, version) on stoa.draft to app;

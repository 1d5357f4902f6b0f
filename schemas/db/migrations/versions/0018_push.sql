-- Who is notified of what, and browsers that are told with no page open. Run as role migrate.
--
-- Role push talks to push services of others: it may read no message, only ask whether there is one.

grant usage on schema stoa to push;

create table stoa.notification_preference (
    owner      text primary key references stoa.account,
    enabled    boolean not null,
    previews   boolean not null,
    sound      boolean not null,
    -- Of rooms in which its owner has set nothing (XEP-0492).
    rooms      text not null check (rooms in ('never', 'on-mention', 'always')),
    -- Nothing is told from one time of the day to the other; over midnight where the second is not later.
    -- All null: never quiet.
    quiet_from time,
    quiet_to   time,
    -- ISO 8601, 1 is Monday: days on which quiet begins.
    quiet_days smallint[],
    time_zone  text,
    check (num_nulls(quiet_from, quiet_to, quiet_days, time_zone) in (0, 4))
);

create table stoa.push_subscription (
    -- XEP-0357: the node, and what its publisher has to know.
    id           uuid primary key,
    secret       text not null check (secret <> ''),
    owner        text not null references stoa.account,
    -- What ends with its browser's session is told nothing any more.
    session_id   bigint not null references stoa.web_session on delete cascade,
    -- RFC 8030, 8291: where its push service takes messages for it, and for whom they are encrypted.
    endpoint     text not null unique,
    p256dh       bytea not null check (octet_length(p256dh) = 65),
    auth         bytea not null check (octet_length(auth) = 16),
    created_at   timestamptz not null default now(),
    succeeded_at timestamptz,
    -- In a row.
    failures     integer not null default 0,

    -- The last message, µs, that its owner was told of or need not be told of.
    told_to      bigint not null,
    -- The greatest that it was looked into for.
    heard_to     bigint not null,
    -- How often there was something to look into; the last time, and the feed's end then.
    asked        bigint not null default 0,
    asked_at     timestamptz,
    feed_id      bigint,
    -- When it is looked into (again); null: nothing to look into.
    look_at      timestamptz,
    -- Since when a push is owed, and when it is sent (again); null: none is.
    owed_since   timestamptz,
    owed_at      timestamptz
);
create index on stoa.push_subscription (owner);
create index on stoa.push_subscription (look_at) where look_at is not null;
create index on stoa.push_subscription (owed_at) where owed_at is not null;

-- The newest message of each conversation that somebody wants to be told of, after a message (0: any)
-- and not read yet. `p_rooms` is what counts in rooms where nothing is set.
create function stoa.notable(p_address text, p_after bigint, p_rooms text)
returns table (conversation_id bigint, message_id bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.id, m.id
      from stoa.readable(p_address) may
      join stoa.conversation c on c.id = may.conversation_id
      left join stoa.reading r on r.address = p_address and r.conversation_id = c.id
      left join stoa.conversation_setting s on s.address = p_address and s.conversation_id = c.id
     cross join lateral (
           select greatest(p_after, r.read_to, may.from_id - 1) as after,
                  coalesce(case when coalesce(s.notify_until > now(), true) then nullif(s.notify, '') end,
                           case when c.kind = 'room' then p_rooms else 'always' end) as wish
           ) w
     cross join lateral (
           select m.id from stoa.message m
            where m.conversation_id = c.id and m.id > w.after and m.id <= may.to_id
              and m.sender <> p_address and m.retracted_at is null and m.kind not in ('system', 'call')
              and (w.wish = 'always' or exists (
                   select from stoa.mention n
                    where n.message_id = m.id and n.conversation_id = c.id and n.address in (p_address, c.key)))
            order by m.id desc limit 1
           ) m
     where c.last_id > w.after and w.wish <> 'never'
       and not coalesce(s.archived and c.last_id <= s.archived_to, false);
$$;

-- Of messages after one: who belongs to their conversations and is told by push. Theirs and the newest message.
create function stoa.listeners(p_after bigint, p_domain text)
returns table (subscription uuid, message_id bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select s.id, max(m.id)
      from stoa.message m
      join stoa.participant p on p.conversation_id = m.conversation_id and p.until_id is null and p.address <> m.sender
      join stoa.push_subscription s
        on s.owner || '@' || p_domain = p.address and m.id > greatest(s.told_to, s.heard_to)
     where m.id > p_after
     group by s.id;
$$;

-- The newest message that the views know, 0 without one.
create function stoa.last_message() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(id), 0) from stoa.message;
$$;

-- Whether the views tell of everything that was recorded up to a row of the feed.
create function stoa.views_know(p_feed_id bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(stoa.ledger_end(p_feed_id) <= (select seq from stoa.view_state), false);
$$;

-- Whether a browser's session goes on.
create function stoa.session_goes_on(p_session_id bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from stoa.web_session s
          join stoa.account a on a.localpart = s.localpart
         where s.id = p_session_id and s.ended_at is null and s.expires_at > now() and a.disabled_at is null);
$$;

revoke execute on function
    stoa.notable(text, bigint, text), stoa.listeners(bigint, text), stoa.last_message(), stoa.views_know(bigint),
    stoa.session_goes_on(bigint)
from public;
grant execute on function
    stoa.notable(text, bigint, text), stoa.listeners(bigint, text), stoa.last_message(), stoa.views_know(bigint),
    stoa.session_goes_on(bigint), stoa.feed_end()
to push;
grant execute on function stoa.notable(text, bigint, text) to app;
grant select, insert on stoa.notification_preference to app;
grant update (enabled, previews, sound, rooms, quiet_from, quiet_to, quiet_days, time_zone)
    on stoa.notification_preference to app;
grant select, insert, delete on stoa.push_subscription to app;
grant update (session_id, p256dh, auth, told_to) on stoa.push_subscription to app;
grant select on stoa.notification_preference to push;
grant select, delete on stoa.push_subscription to push;
grant update (succeeded_at, failures, told_to, heard_to, asked, asked_at, feed_id, look_at, owed_since, owed_at)
    on stoa.push_subscription to push;

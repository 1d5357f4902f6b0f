-- Pinned messages, and reports of messages and people. Run as role migrate.

-- What was said about a message being pinned (schemas/xmpp/extensions/pins.xsd), by the message that says so:
-- the greatest id about a message counts.
create table stoa.pin (
    id              bigint primary key,
    conversation_id bigint not null,
    message_id      bigint not null,
    address         text not null,
    pinned          boolean not null
);
create index on stoa.pin (conversation_id, message_id, id);
create index on stoa.pin (message_id);
grant select, insert, update, delete on stoa.pin to ledger;
grant select on stoa.pin to app;
select stoa.make_rebuild_table('pin');

-- What somebody told those who moderate of somebody else (XEP-0377), and what became of it.
create table stoa.report (
    id        bigint generated always as identity primary key,
    at        timestamptz not null default now(),
    reporter  text not null references stoa.account,
    -- Bare JID.
    reported  text not null,
    reason    text not null check (reason in ('spam', 'abuse')),
    -- In the reporter's words.
    note      text not null,
    -- The reporter blocked them with it.
    blocked   boolean not null,
    closed_at timestamptz,
    closed_by text references stoa.account,
    outcome   text not null default '',
    check (num_nulls(closed_at, closed_by) in (0, 2))
);
create index on stoa.report (reporter, at);
create index on stoa.report (id) where closed_at is null;

-- What it was about, as it was then: whoever is reported cannot take it back from those who look into it.
create table stoa.reported_message (
    report_id  bigint not null references stoa.report,
    message_id bigint not null,
    -- A room's JID; null among people.
    room       text,
    at         timestamptz not null,
    kind       text not null,
    body       text not null,
    encrypted  boolean not null,
    primary key (report_id, message_id)
);

-- Takes a report; 0 where somebody has made fifty within a day, or of themselves. It shows messages that its reporter
-- may read and the reported has written, and no others. It is of a person, whichever of their devices was named;
-- of whoever wrote the messages as an occupant of a room, or else was called so there last.
create function stoa.report(
    p_reporter text, p_reported text, p_reason text, p_note text, p_messages bigint[], p_blocked boolean)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_reporter text := split_part(p_reporter, '@', 1);
    v_address text := lower(split_part(p_reported, '/', 1));
    v_nick text := substr(p_reported, length(v_address) + 2);
    v_reported text;
    v_id bigint;
begin
    perform pg_advisory_xact_lock(hashtext('stoa.report ' || v_reporter));
    if v_nick = '' or not exists (select from stoa.conversation where key = v_address and kind = 'room') then
        v_reported := v_address;
    else
        v_reported := coalesce((
            select m.sender
              from stoa.readable(p_reporter) may
              join stoa.conversation c on c.id = may.conversation_id
              join stoa.message m on m.conversation_id = c.id and m.id between may.from_id and may.to_id
             where m.id = any(p_messages) and c.key = v_address and m.nick = v_nick
             order by m.id limit 1), (
            select p.address
              from stoa.conversation c
              join stoa.participant p on p.conversation_id = c.id
             where c.key = v_address and p.nick = v_nick
             order by p.until_id desc nulls first, p.since_id desc limit 1),
            v_address || '/' || v_nick);
    end if;
    if v_reported = p_reporter or (
        select count(*) >= 50 from stoa.report
         where reporter = v_reporter and at > now() - interval '1 day') then
        return 0;
    end if;
    insert into stoa.report (reporter, reported, reason, note, blocked)
    values (v_reporter, left(v_reported, 512), case p_reason when 'spam' then 'spam' else 'abuse' end,
            left(p_note, 2000), p_blocked)
    returning id into v_id;
    insert into stoa.reported_message (report_id, message_id, room, at, kind, body, encrypted)
    select v_id, m.id, case c.kind when 'room' then c.key end, m.at, m.kind, left(m.body, 20000), m.encrypted
      from stoa.readable(p_reporter) may
      join stoa.conversation c on c.id = may.conversation_id
      join stoa.message m on m.conversation_id = c.id and m.id between may.from_id and may.to_id
     where m.id = any(p_messages) and m.sender = v_reported
     order by m.id limit 50;
    return v_id;
end $$;

revoke execute on function stoa.report(text, text, text, text, bigint[], boolean) from public;
grant execute on function stoa.report(text, text, text, text, bigint[], boolean) to app, ejabberd;
grant select on stoa.report, stoa.reported_message to app;
grant update (closed_at, closed_by, outcome) on stoa.report to app;

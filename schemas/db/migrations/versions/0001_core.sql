-- Schema stoa, first revision. Run as role migrate, which owns everything here.

create table stoa.account (
    localpart   text primary key check (localpart <> '' and octet_length(localpart) <= 1023),
    name        text not null,
    created_at  timestamptz not null default now(),
    disabled_at timestamptz
);

create table stoa.app_password (
    id           bigint generated always as identity primary key,
    localpart    text not null references stoa.account,
    device       text not null check (device <> ''),
    digest       bytea not null check (octet_length(digest) = 32),
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    unique (localpart, digest)
);

-- localpart is what was typed, so it references nothing.
create table stoa.sign_in_attempt (
    id              bigint generated always as identity primary key,
    at              timestamptz not null default clock_timestamp(),
    localpart       text not null,
    succeeded       boolean not null,
    reason          text not null,
    app_password_id bigint references stoa.app_password,
    address         inet,
    resource        text
);
create index sign_in_attempt_at on stoa.sign_in_attempt (at);

create table stoa.feed (
    id         bigint generated always as identity primary key,
    at         timestamptz not null default clock_timestamp(),
    host       text not null,
    source     text not null check (source in ('c2s', 'muc', 'component', 's2s', 'router')),
    kind       text not null check (kind in ('message', 'iq', 'outcome')),
    type       text not null,
    sender     text not null,
    recipient  text not null,
    nick       text not null,
    stanza_id  bigint not null,
    message_id text,
    origin_id  text,
    refers_to  text,
    storable   boolean not null,
    xml        text not null
);
create index feed_stanza_id on stoa.feed (stanza_id);

create function stoa.bare(p_jid text) returns text
language sql immutable parallel safe return split_part(p_jid, '/', 1);

-- Clients choose the ids of their messages, and long ones if they like: digests fit into an index,
-- and only together with the sender do they name few rows.
create index feed_message_id on stoa.feed (md5(message_id), stoa.bare(sender)) where message_id is not null;
create index feed_origin_id on stoa.feed (md5(origin_id), stoa.bare(sender)) where origin_id is not null;
create index feed_refers_to on stoa.feed (md5(refers_to), stoa.bare(sender)) where refers_to is not null;

create table stoa.redelivery (checked_through bigint not null);
create unique index redelivery_single_row on stoa.redelivery ((true));
insert into stoa.redelivery values (0);


-- Whether a sign-in with an app password counts. Each call is one row of sign_in_attempt.
-- Returns its id, negated where the attempt is refused. The answer never tells why.
create function stoa.sign_in(p_localpart text, p_digest bytea) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_disabled boolean;
    v_password stoa.app_password;
    v_reason   text;
    v_attempt  bigint;
begin
    select disabled_at is not null into v_disabled from stoa.account where localpart = p_localpart;
    select * into v_password from stoa.app_password where localpart = p_localpart and digest = p_digest;
    v_reason := case
        when v_disabled is null then 'unknown account'
        when v_password.id is null then 'wrong password'
        when v_disabled then 'account disabled'
        when v_password.revoked_at is not null then 'password revoked'
        when v_password.expires_at <= now() then 'password expired'
        else 'ok'
    end;
    if v_reason = 'ok' then
        update stoa.app_password set last_used_at = now() where id = v_password.id;
    end if;
    insert into stoa.sign_in_attempt (localpart, succeeded, reason, app_password_id)
    values (left(p_localpart, 255), v_reason = 'ok', v_reason, v_password.id)
    returning id into v_attempt;
    return case when v_reason = 'ok' then v_attempt else -v_attempt end;
end $$;

-- What the password check could not know: where the attempt came from and the resource it became.
create function stoa.sign_in_session(p_attempt bigint, p_address text, p_resource text) returns boolean
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update stoa.sign_in_attempt
       set address = coalesce(address, nullif(p_address, '')::inet), resource = coalesce(nullif(p_resource, ''), resource)
     where id = abs(p_attempt)
    returning true;
$$;

-- An attempt that was refused before any password was looked at (foreign authzid, unknown mechanism).
create function stoa.sign_in_refused(p_localpart text, p_reason text, p_address text) returns boolean
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into stoa.sign_in_attempt (localpart, succeeded, reason, address)
    values (left(p_localpart, 255), false, left(p_reason, 255), nullif(p_address, '')::inet)
    returning true;
$$;

create function stoa.account_exists(p_localpart text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from stoa.account where localpart = p_localpart);
$$;



-- Whether p_author wrote the message that a retraction (XEP-0424) or correction (XEP-0308) names.
-- Ids of one-to-one messages are chosen by clients: one that also names somebody else's message in
-- the same conversation (or in the same room's private messages, which archives file under the room)
-- is refused, because archives would lose both.
create function stoa.is_author(
    p_host text, p_author text, p_peer text, p_source text, p_refers_how text, p_refers_to text
) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_source = 'muc' and p_refers_how = 'retract' then
        return p_refers_to ~ '^[0-9]{1,18}$' and exists (
            select from stoa.feed
             where stanza_id = p_refers_to::bigint and source = 'muc' and kind = 'message'
               and recipient = p_peer and stoa.bare(sender) = p_author);
    end if;
    if not exists (
        select from stoa.feed
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) = p_author and stoa.bare(recipient) = p_peer
           and kind = 'message' and (source = 'muc') = (p_source = 'muc'))
    then
        return false;
    end if;
    return p_source = 'muc' or not (exists (
        select from stoa.feed
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) = p_peer and stoa.bare(recipient) = p_author
           and kind = 'message' and source <> 'muc'
    ) or split_part(p_peer, '@', 2) <> p_host and exists (
        select from stoa.feed
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) <> p_author and stoa.bare(recipient) = p_peer
           and kind = 'message' and source <> 'muc'));
end $$;

-- The largest id given so far; ids only grow, also when the clock does not.
create function stoa.last_stanza_id() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(max(stanza_id), 0) from stoa.feed;
$$;

-- The one question ejabberd asks before it routes a stanza. '' means: recorded, route it. Anything
-- else is a stanza error (RFC 6120 §8.3.3): condition, space, text; nothing is recorded then.
create function stoa.accept(
    p_host text, p_source text, p_kind text, p_type text, p_sender text, p_recipient text, p_nick text,
    p_stanza_id bigint, p_message_id text, p_origin_id text, p_refers_how text, p_refers_to text,
    p_storable boolean, p_xml text
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_author text := stoa.bare(p_sender);
begin
    if p_source <> 'component' and split_part(v_author, '@', 2) = p_host and not exists (
        select from stoa.account
         where localpart = split_part(v_author, '@', 1) and disabled_at is null)
    then
        return 'forbidden This account may not send messages';
    end if;
    if p_refers_how in ('retract', 'replace')
        and not stoa.is_author(p_host, v_author, stoa.bare(p_recipient), p_source, p_refers_how, p_refers_to)
    then
        return 'forbidden Only its author can change or retract a message';
    end if;
    insert into stoa.feed (host, source, kind, type, sender, recipient, nick,
                           stanza_id, message_id, origin_id, refers_to, storable, xml)
    values (p_host, p_source, p_kind, p_type, p_sender, p_recipient, p_nick,
            p_stanza_id, nullif(p_message_id, ''), nullif(p_origin_id, ''), nullif(p_refers_to, ''),
            p_storable, p_xml);
    return '';
end $$;

-- The stanza was answered with an error although its row may have been written (the answer of
-- stoa.accept was lost): a later row says so, once. True when the row was there.
create function stoa.refused(p_stanza_id bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into stoa.feed (host, source, kind, type, sender, recipient, nick, stanza_id, storable, xml)
    select host, source, 'outcome', 'refused', sender, recipient, nick, stanza_id, false, ''
      from stoa.feed f
     where stanza_id = p_stanza_id and kind <> 'outcome'
       and not exists (select from stoa.feed o where o.stanza_id = p_stanza_id and o.kind = 'outcome');
    return found;
end $$;


revoke execute on all functions in schema stoa from public;
grant usage on schema stoa to ejabberd, app, ledger, retention;
grant execute on function
    stoa.sign_in(text, bytea),
    stoa.sign_in_session(bigint, text, text),
    stoa.sign_in_refused(text, text, text),
    stoa.account_exists(text),
    stoa.accept(text, text, text, text, text, text, text, bigint, text, text, text, text, boolean, text),
    stoa.refused(bigint),
    stoa.last_stanza_id()
to ejabberd;
grant select, insert on stoa.account, stoa.app_password to app;
grant update (name, disabled_at) on stoa.account to app;
grant update (expires_at, revoked_at) on stoa.app_password to app;
grant select on stoa.sign_in_attempt to app;
grant select, delete on stoa.feed to ledger;
grant select, update on stoa.redelivery to ledger;
grant select on stoa.account to ledger;
grant execute on function stoa.bare(text) to app, ledger;

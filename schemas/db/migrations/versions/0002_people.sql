-- People, and how they sign in. Run as role migrate.

-- A person's name lives with the person.
alter table stoa.account drop column name;

create table stoa.person (
    localpart    text primary key references stoa.account,
    source_id    text not null unique,
    user_name    text not null check (user_name <> ''),
    name         text not null check (name <> ''),
    title        text not null default '',
    email        text not null default '',
    manager      text references stoa.person deferrable initially deferred,
    removed_at   timestamptz
);
-- What is typed at sign-in; whoever has left gives it free.
create unique index person_user_name on stoa.person (lower(user_name)) where removed_at is null;

create table stoa.picture (
    localpart text primary key references stoa.person,
    sha1      text not null check (sha1 ~ '^[0-9a-f]{40}$'),
    png       bytea not null
);

create table stoa.department (
    id         bigint generated always as identity primary key,
    source_id  text not null unique,
    name       text not null check (name <> ''),
    room       text not null unique check (room <> ''),
    removed_at timestamptz
);

create table stoa.membership (
    localpart     text not null references stoa.person,
    department_id bigint not null references stoa.department,
    primary key (localpart, department_id)
);
create index membership_department on stoa.membership (department_id);

create table stoa.role (
    localpart text not null references stoa.person,
    role      text not null check (role in ('administrator')),
    primary key (localpart, role)
);

-- What the server has been told already: subject such as 'profile ada', state a digest of it.
create table stoa.provisioned (
    subject text primary key,
    state   text not null,
    at      timestamptz not null default now()
);

create table stoa.sync_run (
    id          bigint generated always as identity primary key,
    started_at  timestamptz not null default now(),
    finished_at timestamptz,
    added       integer not null default 0,
    changed     integer not null default 0,
    removed     integer not null default 0,
    trouble     text not null default ''
);

-- Stanzas a component has to send, written with the work that causes them.
create table stoa.outbox (
    id     bigint generated always as identity primary key,
    at     timestamptz not null default now(),
    sender text not null,
    stanza text not null
);
create index outbox_sender on stoa.outbox (sender, id);


-- One browser that is signed in; the cookie holds a random token, the table its SHA-256.
create table stoa.web_session (
    id           bigint generated always as identity primary key,
    localpart    text not null references stoa.account,
    digest       bytea not null unique check (octet_length(digest) = 32),
    created_at   timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at   timestamptz not null,
    ended_at     timestamptz,
    address      inet,
    browser      text not null default ''
);
create index web_session_localpart on stoa.web_session (localpart);

-- Signs the web client in to XMPP: one use, one minute, ended with its session.
create table stoa.web_token (
    digest         bytea primary key check (octet_length(digest) = 32),
    localpart      text not null references stoa.account,
    web_session_id bigint not null references stoa.web_session,
    expires_at     timestamptz not null
);
create index web_token_expires_at on stoa.web_token (expires_at);

-- Programs of a person: REST with a scope, never XMPP.
create table stoa.api_token (
    id           bigint generated always as identity primary key,
    localpart    text not null references stoa.account,
    name         text not null check (name <> ''),
    digest       bytea not null unique check (octet_length(digest) = 32),
    scopes       text[] not null check (cardinality(scopes) > 0),
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);
create index api_token_localpart on stoa.api_token (localpart);

alter table stoa.sign_in_attempt
    add column door text not null default 'xmpp' check (door in ('xmpp', 'web')),
    add column web_session_id bigint references stoa.web_session;
create index sign_in_attempt_localpart on stoa.sign_in_attempt (localpart, at);
-- What throttling counts: guesses at the portal's door.
create index sign_in_attempt_web_address on stoa.sign_in_attempt (address, at) where door = 'web' and not succeeded;
create index sign_in_attempt_web_localpart on stoa.sign_in_attempt (localpart, at) where door = 'web' and not succeeded;
create index sign_in_attempt_app_password on stoa.sign_in_attempt (app_password_id) where resource is not null;
create index sign_in_attempt_web_session on stoa.sign_in_attempt (web_session_id) where resource is not null;


-- Whether a sign-in with an app password or a web token counts. Each call is one row of
-- sign_in_attempt. Returns its id, negated where the attempt is refused. The answer never tells why.
create function stoa.sign_in(p_localpart text, p_digest bytea, p_address text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_disabled boolean;
    v_password stoa.app_password;
    v_token    stoa.web_token;
    v_reason   text;
    v_attempt  bigint;
begin
    select disabled_at is not null into v_disabled from stoa.account where localpart = p_localpart;
    select * into v_password from stoa.app_password where localpart = p_localpart and digest = p_digest;
    if v_password.id is null then
        -- Deleting is what makes it one use, also for two at once.
        delete from stoa.web_token where localpart = p_localpart and digest = p_digest returning * into v_token;
    end if;
    v_reason := case
        when v_disabled is null then 'unknown account'
        when v_password.id is null and v_token.digest is null then 'wrong password'
        when v_disabled then 'account disabled'
        when v_password.revoked_at is not null then 'password revoked'
        when v_password.expires_at <= now() then 'password expired'
        when v_token.expires_at <= now() then 'token expired'
        when v_token.digest is not null and exists (
            select from stoa.web_session where id = v_token.web_session_id
               and (ended_at is not null or expires_at <= now())) then 'session ended'
        else 'ok'
    end;
    if v_reason = 'ok' and v_password.id is not null then
        update stoa.app_password set last_used_at = now() where id = v_password.id;
    end if;
    insert into stoa.sign_in_attempt (localpart, succeeded, reason, app_password_id, web_session_id, address)
    values (left(p_localpart, 255), v_reason = 'ok', v_reason, v_password.id, v_token.web_session_id,
            nullif(p_address, '')::inet)
    returning id into v_attempt;
    return case when v_reason = 'ok' then v_attempt else -v_attempt end;
end $$;

revoke execute on function stoa.sign_in(text, bytea, text) from public;
grant execute on function stoa.sign_in(text, bytea, text) to ejabberd;

-- As the release before calls it.
create or replace function stoa.sign_in(p_localpart text, p_digest bytea) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select stoa.sign_in(p_localpart, p_digest, '');
$$;

-- What the password check could not know: the resource the attempt became.
-- False when what signed in has ended since: the session must not begin. The locks come first: either
-- whoever ends it has committed and is seen here, or they wait until they see the resource, and end its
-- stream. Accounts before what signs in to them, as `disable` takes them. Its statements stay planned,
-- and only a resource is waited for to be on disk: without it nothing could end its stream.
create or replace function stoa.sign_in_session(p_attempt bigint, p_address text, p_resource text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_attempt stoa.sign_in_attempt;
begin
    if p_resource = '' then
        perform set_config('synchronous_commit', 'off', true);
    end if;
    select * into v_attempt from stoa.sign_in_attempt where id = abs(p_attempt);
    perform from stoa.account where localpart = v_attempt.localpart for share;
    perform from stoa.app_password where id = v_attempt.app_password_id for share;
    perform from stoa.web_session where id = v_attempt.web_session_id for share;
    update stoa.sign_in_attempt
       set address = coalesce(address, nullif(p_address, '')::inet), resource = coalesce(nullif(p_resource, ''), resource)
     where id = abs(p_attempt);
    return not exists (
        select from stoa.sign_in_attempt a
          left join stoa.account c on c.localpart = a.localpart
          left join stoa.app_password p on p.id = a.app_password_id
          left join stoa.web_session w on w.id = a.web_session_id
         where a.id = p_attempt
           and (c.disabled_at is not null or p.revoked_at is not null or p.expires_at <= now()
                or w.ended_at is not null or w.expires_at <= now()));
end $$;


grant select, insert on
    stoa.person, stoa.picture, stoa.department, stoa.membership, stoa.role, stoa.provisioned, stoa.sync_run,
    stoa.outbox, stoa.web_session, stoa.web_token, stoa.api_token
to app;
grant delete on stoa.picture, stoa.membership, stoa.role, stoa.provisioned, stoa.outbox, stoa.web_token to app;
grant update (user_name, name, title, email, manager, removed_at) on stoa.person to app;
grant update (sha1, png) on stoa.picture to app;
grant update (name, removed_at) on stoa.department to app;
grant update (state, at) on stoa.provisioned to app;
grant update (finished_at, added, changed, removed, trouble) on stoa.sync_run to app;
grant update (last_seen_at, ended_at) on stoa.web_session to app;
grant update (revoked_at, last_used_at) on stoa.api_token to app;
grant insert on stoa.sign_in_attempt to app;

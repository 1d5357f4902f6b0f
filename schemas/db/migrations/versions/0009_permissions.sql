-- Who may write to whom, the audit, and the search for people. Run as role migrate.

-- Whoever runs an instance is not its administrator for a part of it only.
alter table stoa.role add constraint role_administrator_everywhere
    check (role <> 'administrator' or department_id is null);


-- What people, programs and the server itself did that somebody may have to answer for. Only ever grows.
create table stoa.audit_entry (
    id      bigint generated always as identity primary key,
    at      timestamptz not null default clock_timestamp(),
    -- A localpart; null for the server itself.
    actor   text,
    action  text not null check (action <> ''),
    -- Mostly a localpart.
    subject text not null default '',
    details jsonb not null default '{}' check (jsonb_typeof(details) = 'object')
);
create index audit_entry_at on stoa.audit_entry (at);
create index audit_entry_subject on stoa.audit_entry (subject, at);
create index audit_entry_actor on stoa.audit_entry (actor, at);

-- With the sign-ins, which are recorded where they are counted. What was typed at the portal and is
-- nobody's name is not shown, as in the list of sign-ins. Both halves are one table each: the newest of
-- both come by their indexes, however much there is.
create view stoa.audit as
    select at, 'entry-' || id as key, actor, action, subject, details from stoa.audit_entry
    union all
    select at, 'sign-in-' || id, case when door = 'web' and starts_with(localpart, '?') then null else localpart end,
           case when succeeded then 'signed in' else 'sign-in refused' end,
           case when door = 'web' and starts_with(localpart, '?') then '' else localpart end,
           jsonb_strip_nulls(jsonb_build_object('door', door, 'reason', reason, 'address', host(address)))
      from stoa.sign_in_attempt;


-- A side of a rule is anybody, a department's people, whoever has a role, or whoever has it in that
-- department; its key is what rules and people are compared by.
create function stoa.side(p_department_id bigint, p_role text) returns text
language sql immutable parallel safe return coalesce(p_department_id::text, '') || '/' || coalesce(p_role, '');

-- Somebody may write to somebody else unless a rule that fits both refuses it and none that fits allows it.
create table stoa.message_rule (
    id                   bigint generated always as identity primary key,
    sender_department    bigint references stoa.department,
    sender_role          text check (sender_role in ('publisher', 'moderator', 'agent', 'auditor', 'administrator')),
    recipient_department bigint references stoa.department,
    recipient_role       text check (recipient_role in ('publisher', 'moderator', 'agent', 'auditor', 'administrator')),
    allowed              boolean not null,
    asleep               boolean not null default false,
    sender_side          text not null generated always as (stoa.side(sender_department, sender_role)) stored,
    recipient_side       text not null generated always as (stoa.side(recipient_department, recipient_role)) stored
);
create unique index message_rule_sides on stoa.message_rule (sender_side, recipient_side) include (allowed, asleep);

-- The people of a department that is gone are kept as they were: its rules sleep until it comes back.
create function stoa.rules_sleep() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update stoa.message_rule set asleep = exists (
        select from stoa.department d
         where d.id in (sender_department, recipient_department) and d.removed_at is not null)
     where new.id in (sender_department, recipient_department);
    return null;
end $$;
create trigger rules_sleep after update of removed_at on stoa.department
    for each row when (old.removed_at is distinct from new.removed_at) execute function stoa.rules_sleep();

-- Whoever was written to within the rules may answer for a while, also where the rules do not let them begin.
create table stoa.may_answer (
    localpart text not null references stoa.account,
    writer    text not null references stoa.account,
    at        timestamptz not null default now(),
    primary key (localpart, writer)
);
create index may_answer_at on stoa.may_answer (at);

-- A role in a department that is gone sleeps too.
create view stoa.present_role as
    select r.localpart, r.role, r.department_id
      from stoa.role r left join stoa.department d on d.id = r.department_id
     where d.removed_at is null;

-- The sides that each person is on, besides anybody's.
create view stoa.person_side as
    select localpart, stoa.side(department_id, null) as side from stoa.membership
    union all
    select localpart, stoa.side(null, role) from stoa.present_role
    union all
    select localpart, stoa.side(department_id, role) from stoa.present_role where department_id is not null
    union all
    select m.localpart, stoa.side(m.department_id, r.role)
      from stoa.present_role r join stoa.membership m using (localpart) where r.department_id is null;

-- Asked about every message where there are rules: plans of plpgsql last as long as the session, and
-- few people have a role.
create function stoa.sides(p_localpart text) returns text[]
language plpgsql stable as $$
begin
    if exists (select from stoa.role where localpart = p_localpart) then
        return array(select side from stoa.person_side where localpart = p_localpart) || '/'::text;
    end if;
    return array(select department_id || '/' from stoa.membership where localpart = p_localpart) || '/'::text;
end $$;

create function stoa.rules_let(p_sender_sides text[], p_recipient_sides text[]) returns boolean
language plpgsql stable as $$
begin
    return coalesce((select bool_or(allowed) from stoa.message_rule
                      where sender_side = any(p_sender_sides) and recipient_side = any(p_recipient_sides)
                        and not asleep), true);
end $$;

-- Whether p_sender was written to by p_recipient lately, and would be allowed to be again.
create function stoa.answers(
    p_sender text, p_recipient text, p_sender_sides text[], p_recipient_sides text[]
) returns boolean
language plpgsql stable as $$
begin
    return exists (select from stoa.may_answer
                    where localpart = p_sender and writer = p_recipient and at > now() - interval '30 days')
       and stoa.rules_let(p_recipient_sides, p_sender_sides);
end $$;

create function stoa.may_write(p_sender text, p_recipient text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_sender text[];
    v_recipient text[];
begin
    if p_sender = p_recipient or not exists (select from stoa.message_rule) then
        return true;
    end if;
    v_sender := stoa.sides(p_sender);
    v_recipient := stoa.sides(p_recipient);
    return stoa.rules_let(v_sender, v_recipient)
        or stoa.answers(p_sender, p_recipient, v_sender, v_recipient);
end $$;

-- Those whom somebody may not write to: asked by whatever shows people.
create function stoa.unseen_by(p_localpart text) returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_sides   text[];
    v_anybody boolean;
begin
    if not exists (select from stoa.message_rule) then
        return;
    end if;
    v_sides := stoa.sides(p_localpart);
    v_anybody := (select bool_or(allowed) from stoa.message_rule
                   where sender_side = any(v_sides) and recipient_side = '/' and not asleep);
    if v_anybody then
        return;
    end if;
    return query
        with verdict as (
            select recipient_department as department_id, recipient_role as role, bool_or(allowed) as allowed
              from stoa.message_rule where sender_side = any(v_sides) and not asleep group by 1, 2
        ), fitting (localpart, allowed) as (
            select m.localpart, v.allowed from verdict v join stoa.membership m using (department_id)
             where v.role is null
            union all
            select r.localpart, v.allowed from verdict v join stoa.present_role r using (role)
             where v.department_id is null or v.department_id = r.department_id
            union all
            select r.localpart, v.allowed from verdict v join stoa.present_role r using (role)
              join stoa.membership m on m.localpart = r.localpart and m.department_id = v.department_id
             where r.department_id is null
        ), ruled as (select f.localpart, bool_or(f.allowed) as allowed from fitting f group by 1)
        select p.localpart from stoa.person p left join ruled using (localpart)
         where p.removed_at is null and p.localpart <> p_localpart
           and not coalesce(ruled.allowed, v_anybody, true)
           and not exists (select from stoa.may_answer a
                            where a.localpart = p_localpart and a.writer = p.localpart
                              and stoa.may_write(p_localpart, p.localpart));
end $$;

-- Whom of this server a stanza reaches: the person it is sent to, or those whom an invitation or its
-- refusal (XEP-0045 #invite-mediated) names, which a room hands on with its text.
create function stoa.reached(p_host text, p_recipient text, p_xml text) returns text[]
language plpgsql stable as $$
begin
    if split_part(p_recipient, '@', 2) = p_host then
        return array[split_part(p_recipient, '@', 1)];
    elsif strpos(p_xml, 'http://jabber.org/protocol/muc#user') = 0 then
        return '{}';
    end if;
    return array(
        select split_part(named, '@', 1)
          from unnest(xpath('//*[local-name() = "invite" or local-name() = "decline"]/@to', p_xml::xml)) address,
               lower(stoa.bare(address::text)) named
         where split_part(named, '@', 2) = p_host);
end $$;

-- Why the rules do not let a person of this server send a stanza; null where they do. Only asked where
-- there are rules. Notes whom the recipient may answer.
create function stoa.rules_refuse(p_host text, p_author text, p_recipient text, p_xml text) returns text
language plpgsql as $$
declare
    v_sender     text := split_part(p_author, '@', 1);
    v_sides      text[] := stoa.sides(v_sender);
    v_recipients text[] := stoa.reached(p_host, p_recipient, p_xml);
    v_recipient  text;
    v_their      text[];
begin
    foreach v_recipient in array v_recipients loop
        continue when v_recipient = v_sender;
        v_their := stoa.sides(v_recipient);
        if not stoa.rules_let(v_sides, v_their) then
            if not stoa.answers(v_sender, v_recipient, v_sides, v_their) then
                return 'forbidden The rules of your organisation do not let you write to this person';
            end if;
        elsif not stoa.rules_let(v_their, v_sides) then
            insert into stoa.may_answer (localpart, writer)
            select localpart, v_sender from stoa.account where localpart = v_recipient
            on conflict (localpart, writer) do update set at = now()
             where may_answer.at < now() - interval '1 hour';
        end if;
    end loop;
    return null;
end $$;

-- The one question ejabberd asks before it routes a stanza. '' means: recorded, route it. Anything
-- else is a stanza error (RFC 6120 §8.3.3): condition, space, text; nothing is recorded then.
create or replace function stoa.accept(
    p_host text, p_source text, p_kind text, p_type text, p_sender text, p_recipient text, p_nick text,
    p_stanza_id bigint, p_message_id text, p_origin_id text, p_refers_how text, p_refers_to text,
    p_storable boolean, p_xml text
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_author  text := stoa.bare(p_sender);
    v_refusal text;
begin
    if p_source <> 'component' and split_part(v_author, '@', 2) = p_host then
        if not exists (
            select from stoa.account
             where localpart = split_part(v_author, '@', 1) and disabled_at is null)
        then
            return 'forbidden This account may not send messages';
        end if;
        if p_source <> 'muc' and exists (select from stoa.message_rule) then
            v_refusal := stoa.rules_refuse(p_host, v_author, stoa.bare(p_recipient), p_xml);
        end if;
    end if;
    if v_refusal is not null then
        return v_refusal;
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


-- Names are found without their accents and in spite of typing errors.
create schema extensions;
create extension pg_trgm schema extensions;
create extension unaccent schema extensions;

-- Immutable, as indexes need it: nobody changes the rules of unaccent here.
create function stoa.folded(p_text text) returns text
language sql immutable strict parallel safe
return lower(extensions.unaccent('extensions.unaccent'::regdictionary, p_text));

alter table stoa.person add column folded text not null
    generated always as (stoa.folded(name || ' ' || title || ' ' || localpart)) stored;
create index person_folded on stoa.person using gin (folded extensions.gin_trgm_ops) where removed_at is null;
alter table stoa.department add column folded text not null generated always as (stoa.folded(name)) stored;


revoke execute on function
    stoa.rules_sleep(),
    stoa.side(bigint, text),
    stoa.sides(text),
    stoa.rules_let(text[], text[]),
    stoa.answers(text, text, text[], text[]),
    stoa.may_write(text, text),
    stoa.unseen_by(text),
    stoa.reached(text, text, text),
    stoa.rules_refuse(text, text, text, text),
    stoa.folded(text)
from public;
grant usage on schema extensions to app;
grant execute on function
    stoa.side(bigint, text), stoa.may_write(text, text), stoa.unseen_by(text), stoa.folded(text)
to app;
grant select, insert on stoa.audit_entry, stoa.message_rule to app;
grant delete on stoa.message_rule to app;
grant select, delete on stoa.may_answer to app;
grant select on stoa.audit to app;

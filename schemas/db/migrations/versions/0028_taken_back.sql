-- What the archives lose together: a message that was taken back and all that it was changed to; and whose
-- notes to oneself are. Run as role migrate.

-- The message of which p_id is the stanza id, or that the correction (XEP-0308) or retraction (XEP-0424)
-- of that id names, and its corrections; nothing while it is not taken back, by its author or by a
-- moderator (XEP-0425). In rooms, retractions name the stanza id: that is asked for there. Where a client
-- has given an id again since, what corrects the later message is not the earlier one's.
create function stoa.taken_back(p_id bigint) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    v_one     stoa.recorded;
    v_message stoa.recorded;
begin
    select * into v_one from stoa.recorded where stanza_id = p_id and kind = 'message';
    for v_message in
        select m.* from stoa.recorded m
         where v_one.refers_to is null and m.stanza_id = p_id and m.kind = 'message'
        union all
        select m.* from stoa.recorded m
         where (md5(m.message_id) = md5(v_one.refers_to) or md5(m.origin_id) = md5(v_one.refers_to))
           and stoa.bare(m.sender) = stoa.bare(v_one.sender)
           and stoa.bare(m.recipient) = stoa.bare(v_one.recipient)
           and m.kind = 'message' and (m.source = 'muc') = (v_one.source = 'muc')
    loop
        if stoa.is_taken_back(v_message) then
            return next v_message.stanza_id;
            return query
                select c.stanza_id from stoa.recorded c
                 where md5(c.refers_to) in (md5(v_message.message_id), md5(v_message.origin_id))
                   and stoa.bare(c.sender) = stoa.bare(v_message.sender)
                   and stoa.bare(c.recipient) = stoa.bare(v_message.recipient)
                   and (c.source = 'muc') = (v_message.source = 'muc')
                   and c.refers_how = 'replace' and c.stanza_id > v_message.stanza_id
                   and not exists (
                       select from stoa.recorded again
                        where (md5(again.message_id) = md5(c.refers_to) or md5(again.origin_id) = md5(c.refers_to))
                          and stoa.bare(again.sender) = stoa.bare(c.sender)
                          and stoa.bare(again.recipient) = stoa.bare(c.recipient)
                          and again.kind = 'message' and (again.source = 'muc') = (c.source = 'muc')
                          and again.stanza_id > v_message.stanza_id and again.stanza_id < c.stanza_id
                          and not stoa.is_taken_back(again));
        end if;
    end loop;
end $$;

create function stoa.is_taken_back(p_message stoa.recorded) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
    if p_message.source = 'muc' then
        return exists (
            select from stoa.recorded r
             where md5(r.refers_to) = md5(p_message.stanza_id::text) and r.recipient = p_message.recipient
               and r.source = 'muc' and r.stanza_id > p_message.stanza_id
               and (r.refers_how = 'retract' and stoa.bare(r.sender) = stoa.bare(p_message.sender)
                    or r.refers_how = 'moderate')
               and not exists (
                   select from stoa.recorded o where o.stanza_id = r.stanza_id and o.kind = 'outcome'));
    end if;
    return exists (
        select from stoa.recorded r
         where md5(r.refers_to) in (md5(p_message.message_id), md5(p_message.origin_id))
           and stoa.bare(r.sender) = stoa.bare(p_message.sender)
           and stoa.bare(r.recipient) = stoa.bare(p_message.recipient)
           and r.source <> 'muc' and r.refers_how = 'retract' and r.stanza_id > p_message.stanza_id
           and not exists (
               select from stoa.recorded o where o.stanza_id = r.stanza_id and o.kind = 'outcome'));
end $$;

revoke execute on function stoa.taken_back(bigint), stoa.is_taken_back(stoa.recorded) from public;
grant execute on function stoa.taken_back(bigint) to ejabberd, ledger;

-- As in 0011; a note to oneself has its author on either side, and is theirs to change.
create or replace function stoa.is_author(
    p_host text, p_author text, p_peer text, p_source text, p_refers_how text, p_refers_to text
) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
    if p_source = 'muc' and p_refers_how = 'retract' then
        return p_refers_to ~ '^[0-9]{1,18}$' and exists (
            select from stoa.recorded
             where stanza_id = p_refers_to::bigint and source = 'muc' and kind = 'message'
               and recipient = p_peer and stoa.bare(sender) = p_author);
    end if;
    if not exists (
        select from stoa.recorded
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) = p_author and stoa.bare(recipient) = p_peer
           and kind = 'message' and (source = 'muc') = (p_source = 'muc'))
    then
        return false;
    end if;
    return p_source = 'muc' or p_author = p_peer or not (exists (
        select from stoa.recorded
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) = p_peer and stoa.bare(recipient) = p_author
           and kind = 'message' and source <> 'muc'
    ) or split_part(p_peer, '@', 2) <> p_host and exists (
        select from stoa.recorded
         where (md5(message_id) = md5(p_refers_to) or md5(origin_id) = md5(p_refers_to))
           and stoa.bare(sender) <> p_author and stoa.bare(recipient) = p_peer
           and kind = 'message' and source <> 'muc'));
end $$;

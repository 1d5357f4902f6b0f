-- Who follows a thread is told of what is said in it, who does not is not. Run as role migrate.

-- The newest message of each conversation that somebody wants to be told of, after a message (0: any)
-- and not read yet. `p_rooms` is what counts in rooms where nothing is set. What is said in a thread that
-- they follow is wanted as mentions are; in one that they have left, nothing but mentions is.
create or replace function stoa.notable(p_address text, p_after bigint, p_rooms text)
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
           select m.id
             from stoa.message m
             left join stoa.thread_follower f
               on f.address = p_address and f.conversation_id = c.id and f.thread = m.thread
            where m.conversation_id = c.id and m.id > w.after and m.id <= may.to_id
              and m.sender <> p_address and m.retracted_at is null and m.kind not in ('system', 'call')
              and m.id > coalesce(f.read_to, 0)
              and (case w.wish when 'always' then coalesce(f.follows, true)
                               -- Between two people, clients name one thread for all that they say.
                               else coalesce(f.follows, f.takes_part and c.kind = 'room', false) end
                   or exists (
                   select from stoa.mention n
                    where n.message_id = m.id and n.conversation_id = c.id and n.address in (p_address, c.key)))
            order by m.id desc limit 1
           ) m
     where c.last_id > w.after and w.wish <> 'never'
       and not coalesce(s.archived and c.last_id <= s.archived_to, false);
$$;

-- Threads (XEP-0201) that somebody has to do with. Run as role migrate.

create table stoa.thread_follower (
    address         text not null,
    conversation_id bigint not null,
    thread          text not null,
    -- They began it, said something in it or were mentioned there, and so follow it unless …
    takes_part      boolean not null default false,
    -- … they have said themselves whether they do.
    follows         boolean,
    -- The last message of it that they have read, where they have read the thread alone.
    read_to         bigint not null default 0,
    -- The last message, or wish of theirs, that they had to do with the thread by.
    last_id         bigint not null default 0,
    primary key (address, conversation_id, thread)
);
create index on stoa.thread_follower (address, last_id);
grant select, insert, update, delete on stoa.thread_follower to ledger;
grant select on stoa.thread_follower to app;
select stoa.make_rebuild_table('thread_follower');

-- A name is what stands between white space; what is longer than any is none.
update stoa.message
   set thread = case when length(btrim(thread, E' \t\r\n')) <= 255 then nullif(btrim(thread, E' \t\r\n'), '') end
 where thread <> btrim(thread, E' \t\r\n') or length(thread) not between 1 and 255;

create index on stoa.message (conversation_id, md5(thread), id) where thread is not null;
create index on rebuild.message (conversation_id, md5(thread), id) where thread is not null;
create index on stoa.message (conversation_id, id) where thread is not null;
create index on rebuild.message (conversation_id, id) where thread is not null;

-- The message that a thread is named after: in a room by its stanza id, else by what its sender calls it.
create function stoa.thread_root(p_conversation_id bigint, p_thread text) returns bigint
language sql stable parallel safe as $$
    select case when c.kind = 'room' then (
               select m.id from stoa.message m
                where m.id = case when p_thread ~ '^[1-9][0-9]{0,17}$' then p_thread::bigint end
                  and m.conversation_id = c.id)
           else (
               select max(found.id) from (
                   select m.id from stoa.message m
                    where m.conversation_id = c.id and md5(m.origin_id) = md5(p_thread) and m.origin_id = p_thread
                    union all
                   select m.id from stoa.message m
                    where m.conversation_id = c.id and md5(m.message_id) = md5(p_thread) and m.message_id = p_thread
               ) found)
           end
      from stoa.conversation c
     where c.id = p_conversation_id;
$$;
revoke execute on function stoa.thread_root(bigint, text) from public;
grant execute on function stoa.thread_root(bigint, text) to app;

-- What was said so far has its followers too.
insert into stoa.thread_follower (address, conversation_id, thread, takes_part, last_id)
select who.address, m.conversation_id, m.thread, true, max(m.id)
  from stoa.message m
 cross join lateral (
       select m.sender as address
        union select n.address
          from stoa.mention n
          join stoa.participant p
            on p.conversation_id = m.conversation_id and p.address = n.address
           and m.id between p.since_id and coalesce(p.until_id, m.id)
         where n.message_id = m.id and octet_length(n.address) <= 512
        union select r.sender from stoa.message r where r.id = stoa.thread_root(m.conversation_id, m.thread)
       ) who
 where m.thread is not null
 group by who.address, m.conversation_id, m.thread;

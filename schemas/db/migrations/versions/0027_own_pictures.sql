-- A picture that a person has set comes before the directory's, which stays beside it: a reading of the
-- source changes that one only, and it is back at once when the person takes the own one away. Run as
-- role migrate.

create table stoa.own_picture (
    localpart text primary key references stoa.person,
    sha1      text not null check (sha1 ~ '^[0-9a-f]{40}$'),
    png       bytea not null,
    set_at    timestamptz not null
);
grant select, insert, delete on stoa.own_picture to app;
grant update (sha1, png, set_at) on stoa.own_picture to app;

-- What the organisation lets its people do: one row.
create table stoa.policy (
    only_row     boolean primary key default true check (only_row),
    own_pictures boolean not null
);
insert into stoa.policy (own_pictures) values (true);
grant select, update (own_pictures) on stoa.policy to app;

create view stoa.shown_picture as
select p.localpart,
       coalesce(own.sha1, told.sha1) as sha1,
       coalesce(own.png, told.png) as png,
       own.set_at
  from stoa.person p
  left join stoa.picture told on told.localpart = p.localpart
  left join stoa.own_picture own
    on own.localpart = p.localpart and (select own_pictures from stoa.policy)
 where coalesce(own.sha1, told.sha1) is not null;
grant select on stoa.shown_picture to app;

-- Projects, roles with a scope and an origin, and what each run changed. Run as role migrate.

-- Projects have members and rooms as departments have them.
alter table stoa.department
    add column kind text not null default 'department' check (kind in ('department', 'project'));
alter table stoa.department drop constraint department_source_id_key;
create unique index department_source on stoa.department (kind, source_id);

-- A role counts in one department or everywhere; who gave it takes it away again.
alter table stoa.role
    add column department_id bigint references stoa.department,
    add column origin text not null default 'source' check (origin in ('source', 'portal')),
    drop constraint role_pkey,
    drop constraint role_role_check,
    add constraint role_role_check
        check (role in ('publisher', 'moderator', 'agent', 'auditor', 'administrator')),
    add constraint role_once unique nulls not distinct (localpart, role, department_id, origin);

-- What the source calls the picture that a person is to have; stoa.picture.source is what theirs was made of.
-- picture_trouble says why it became none, so that it is not tried again.
alter table stoa.person
    add column picture_source text not null default '',
    add column picture_trouble text not null default '';
update stoa.person p set picture_source = i.source from stoa.picture i where i.localpart = p.localpart;

alter table stoa.sync_run
    add column kind text not null default 'full' check (kind in ('full', 'incremental')),
    -- How far the source had been read, in its own words.
    add column mark text not null default '',
    -- The administrator's localpart; empty: the clock.
    add column asked_by text not null default '';

create table stoa.sync_change (
    id      bigint generated always as identity primary key,
    run_id  bigint not null references stoa.sync_run on delete cascade,
    kind    text not null check (kind in ('person', 'department', 'project')),
    subject text not null,
    what    text not null,
    before  text not null default '',
    after   text not null default ''
);
create index sync_change_run on stoa.sync_change (run_id, id);

grant select, insert on stoa.sync_change to app;
grant delete on stoa.sync_run to app;
grant update (picture_source, picture_trouble) on stoa.person to app;
grant update (mark) on stoa.sync_run to app;

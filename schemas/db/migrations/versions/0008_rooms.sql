-- Rooms of roles, and how far the server has been told of people. Run as role migrate.

-- A role that somebody has is a group as departments are; its members are in stoa.role.
alter table stoa.department
    drop constraint department_kind_check,
    add constraint department_kind_check check (kind in ('department', 'project', 'role'));

-- One row: of so many people so many have been told of in the run that began last.
create table stoa.provisioning (
    one     boolean primary key default true check (one),
    total   integer not null,
    done    integer not null,
    refused integer not null,
    at      timestamptz not null default now()
);
grant select, insert on stoa.provisioning to app;
grant update (total, done, refused, at) on stoa.provisioning to app;

-- Dry runs are kept as runs are, for whoever asked for them. Run as role migrate.

alter table stoa.sync_run drop constraint sync_run_kind_check;
alter table stoa.sync_run add constraint sync_run_kind_check check (kind in ('full', 'incremental', 'dry run'));

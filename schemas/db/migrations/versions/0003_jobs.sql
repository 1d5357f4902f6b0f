-- What procrastinate's own schema leaves open, in schema jobs. Run as role migrate.

-- Functions find their tables whatever the caller's search_path is.
do $$
declare
    f regprocedure;
begin
    for f in select oid::regprocedure from pg_proc where pronamespace = 'jobs'::regnamespace loop
        execute format('alter function %s set search_path = jobs, pg_catalog, pg_temp', f);
        execute format('revoke execute on function %s from public', f);
    end loop;
end $$;

grant usage on schema jobs to app;
grant select, insert, update, delete on all tables in schema jobs to app;
grant usage on all sequences in schema jobs to app;
grant execute on all functions in schema jobs to app;

-- An account without a person is nobody's but its person's. Run as role migrate.

alter table stoa.account add column reserved_for text;
grant update (reserved_for) on stoa.account to app;

-- Browsers of computers that others use too. Run as role migrate.

alter table stoa.web_session add column shared boolean not null default false;

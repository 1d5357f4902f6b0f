-- What a picture was made of, as its source calls it: need not be read again. Run as role migrate.

alter table stoa.picture add column source text not null default '';
grant update (source) on stoa.picture to app;

-- A new department may find that somebody has a room of its name already. Run as role migrate.

grant update (room) on stoa.department to app;

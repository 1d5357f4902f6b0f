-- What a device is called may be changed by its owner. Run as role migrate.

grant update (device) on stoa.app_password to app;

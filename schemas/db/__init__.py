"""The database: schema `stoa` is described here, schema `ejabberd` is the server's own."""

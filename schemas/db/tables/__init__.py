"""Tables of schema `stoa`, one module per owner; each table is written by its owner only."""

"""The kinds of systems people are read from."""

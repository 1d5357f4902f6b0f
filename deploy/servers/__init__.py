"""The programs of an instance as parts, with their configuration and data."""

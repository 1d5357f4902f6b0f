"""Sharing files, by real clients and servers."""

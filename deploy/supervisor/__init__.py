"""Keeps any parts running; knows none of them."""

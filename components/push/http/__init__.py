"""Requests to push services (RFC 8030): the only ones that leave for the Internet."""

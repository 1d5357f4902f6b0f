"""Settings of the push component's process."""

from __future__ import annotations

from components.runtime.settings import ComponentSettings


class PushSettings(ComponentSettings):
    """`vapid_key` is who we are to push services (RFC 8292), as `vapid.py` writes it."""

    vapid_key: str
    push_services: str = ""
    """Push services beside the known ones: origins, separated by spaces."""

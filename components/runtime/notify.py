"""Tell whoever runs this process how it is: the sd_notify protocol, as systemd and we speak it."""

from __future__ import annotations

import os
import socket


def notify(**fields: str) -> None:
    """Send `READY=1`, `STATUS=…` and the like; silent when nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET")  # noqa: TID251 - named by sd_notify(3)
    if not address:
        return
    message = "\n".join(f"{name}={value}" for name, value in fields.items())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as channel:
        try:
            channel.sendto(message.encode(), address.replace("@", "\0", 1))
        except OSError:
            return  # the listener is busy or restarting; the next message will reach it

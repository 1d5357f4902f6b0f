"""The one origin under which browsers reach this instance."""

import ipaddress

from deploy.instance.instance import Instance


def secure(instance: Instance) -> bool:
    """Whether the web port speaks TLS: always but on this very machine alone."""
    return bool(instance.certificate) or not (instance.loopback and instance.local)


def origin(instance: Instance) -> str:
    """Such as `http://localhost:8080`."""
    scheme = "https" if secure(instance) else "http"
    return f"{scheme}://{hosts(instance)[0]}:{instance.ports['web']}"


def hosts(instance: Instance) -> list[str]:
    """The names that are answered to, the origin's first."""
    if not instance.local:
        return [instance.domain]
    found = [instance.domain, "localhost", "127.0.0.1", "[::1]"]
    listen = ipaddress.ip_address(instance.listen)
    if not (listen.is_loopback or listen.is_unspecified):
        found.insert(0, f"[{listen}]" if listen.version == 6 else str(listen))
    return list(dict.fromkeys(found))


def websocket_url(instance: Instance) -> str:
    return f"ws{origin(instance).removeprefix('http')}/ws"


def origins(instance: Instance) -> list[str]:
    """Pages that may open a WebSocket."""
    scheme = origin(instance).partition(":")[0]
    return [f"{scheme}://{host}:{instance.ports['web']}" for host in hosts(instance)]

"""This instance's values for the configuration in `ejabberd-config/`."""

import ipaddress
import json
import socket
from typing import Any

from deploy.instance import cookie, web
from deploy.instance.credentials import COMPONENTS, Credentials
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.servers.bootstrap import DATABASE

RELAY_PORTS = (49152, 65535)
INTERNAL_NETWORKS = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "::1/128",
    "64:ff9b::/96",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
]
"""Where the TURN relay of a public server must not reach (it could probe them)."""


def render(layout: Layout, instance: Instance, credentials: Credentials) -> str:
    """This instance's values as macros, then the configuration of the checkout.

    Written as JSON, which is YAML: no value can break out of its quotes.
    """
    defined = macros(layout, instance, credentials)
    lines = [f"  {name}: {json.dumps(value)}" for name, value in defined.items()]
    files = sorted((layout.checkout / "ejabberd-config").glob("*.yml"))
    included = f"include_config_file: {json.dumps([str(path) for path in files])}"
    return "\n".join(["define_macro:", *lines, included, ""])


def macros(layout: Layout, instance: Instance, credentials: Credentials) -> dict[str, Any]:
    return (
        _addresses(layout, instance)
        | _database(instance, credentials)
        | {
            "DOMAIN": instance.domain,
            "HOSTS": [instance.domain],
            "ARCHIVE": f"archive.{instance.domain}",
            "FILE_LINKS": credentials.read("ejabberd", "file_links"),
            "ORIGIN": web.origin(instance),
            "WEBSOCKET_ORIGINS": web.origins(instance),
            "CERTFILES": [str(layout.tls / "ejabberd.pem")],
            "CA_FILE": str(layout.tls / "authorities.pem"),
            "COMPONENTS": {
                f"{name}.{instance.domain}": {
                    "password": credentials.read(name, "component_secret")
                }
                for name in COMPONENTS
            },
        }
    )


def _addresses(layout: Layout, instance: Instance) -> dict[str, Any]:
    ports = instance.ports
    return {
        "LISTEN": instance.listen,
        "STARTTLS_REQUIRED": not instance.loopback,
        "CLIENT_PORT": ports["client"],
        "CLIENT_TLS_PORT": ports["client_tls"],
        "COMPONENT_PORT": ports["component"],
        "WEBSOCKET_PORT": ports["websocket"],
        "STUN_PORT": ports["stun"],
        "API_SOCKET": f"unix:{cookie.SOCKET}",
        "SENDING_SOCKET": f"unix:{cookie.SENDING_SOCKET}",
        "WEBSOCKET_URL": web.websocket_url(instance),
    } | _calls(instance)


def _database(instance: Instance, credentials: Credentials) -> dict[str, Any]:
    return {
        "DATABASE_HOST": "127.0.0.1",
        "DATABASE_PORT": instance.ports["postgres"],
        "DATABASE_NAME": DATABASE,
        "DATABASE_PASSWORD": credentials.read("ejabberd", "database_password"),
    }


def _calls(instance: Instance) -> dict[str, Any]:
    """TURN: between people of one machine in the demo, never inwards otherwise."""
    return {
        "TURN_HOST": _turn_address(instance) if instance.local else instance.domain,
        "TURN_ADDRESS": _turn_address(instance),
        "TURN_MIN_PORT": RELAY_PORTS[0],
        "TURN_MAX_PORT": RELAY_PORTS[1],
        "TURN_BLACKLIST": [] if instance.loopback else INTERNAL_NETWORKS,
    }


def _turn_address(instance: Instance) -> str:
    """The IPv4 address that relayed media is sent from."""
    listen = ipaddress.ip_address(instance.listen)
    if listen.version == 4 and not listen.is_unspecified:
        return instance.listen
    return "127.0.0.1" if instance.loopback else _outgoing_address()


def _outgoing_address() -> str:
    """The address of the interface towards the default route; sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])

"""A cookie with which ejabberd can open its private sockets."""

import base64
import hashlib
import secrets

SOCKET = "/proc/self/cwd/api.sock"
"""The private socket as the server itself names it, whose working directory is the
socket's folder. WORKAROUND: ejabberd binds a name made of this one in base64 in the
same folder first, which passes the kernel's 107 bytes if the folder is written out."""

SENDING_SOCKET = "/proc/self/cwd/../sending/api.sock"


def make() -> str:
    """One in four cookies is of no use; the next is taken then."""
    while not usable(cookie := secrets.token_urlsafe(32)):
        pass
    return cookie


def usable(cookie: str) -> bool:
    """WORKAROUND: the name ejabberd binds first must not hold a slash (26.07,
    ejabberd_listener:get_provisional_udsocket_path), or the server does not start."""
    return not any("/" in provisional_name(cookie, path) for path in (SOCKET, SENDING_SOCKET))


def provisional_name(cookie: str, path: str = SOCKET) -> str:
    """Base64 of the Erlang term {eight bytes of the cookie's SHA-1, path}."""
    part = hashlib.sha1(cookie.encode(), usedforsecurity=False).digest()[1:9]
    pair = b"\x83h\x02" + _binary(part) + _binary(path.encode())
    return base64.b64encode(pair).decode()


def _binary(content: bytes) -> bytes:
    return b"m" + len(content).to_bytes(4) + content

"""The portal in this process, on a real database, and browsers without JavaScript."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


def cms_password(person: str) -> str:
    return f"{person} at the CMS"


def cms_hash(person: str) -> str:
    """As Django writes it, but quick."""
    derived = hashlib.pbkdf2_hmac("sha256", cms_password(person).encode(), b"salt", 1)
    return f"pbkdf2_sha256$1$salt${base64.b64encode(derived).decode()}"


@dataclass
class Browser:
    """Keeps cookies, and sends forms as the pages have them: with their CSRF token."""

    app: Flask
    client: FlaskClient

    @classmethod
    def open(cls, app: Flask, address: str = "192.0.2.1", scheme: str = "http") -> "Browser":
        client = app.test_client()
        client.environ_base["HTTP_X_FORWARDED_PROTO"] = scheme
        client.environ_base["HTTP_X_FORWARDED_FOR"] = address
        client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
        return cls(app, client)

    def get(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)

    def csrf_token(self, page: str = "/account/sign-in") -> str:
        found = CSRF.search(self.get(page).text)
        assert found, f"{page} has no form"
        return found[1]

    def send(self, path: str, page: str, **fields: Any) -> TestResponse:
        """Send the form of a page to `path`."""
        return self.client.post(path, data={"csrf_token": self.csrf_token(page), **fields})

    def sign_in(self, person: str, **fields: str) -> TestResponse:
        right = {"user_name": person, "password": cms_password(person)}
        return self.send("/account/sign-in", "/account/sign-in", **right | fields)

    def cookie(self) -> str:
        """The cookie of the session, as it is sent."""
        found = self.client.get_cookie("stoa")
        return found.value if found else ""

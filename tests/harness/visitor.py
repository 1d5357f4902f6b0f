"""A browser at the real portal, through nginx: keeps cookies, sends forms with their CSRF token."""

import json
import re
from http import HTTPStatus
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.harness.stack import Stack
from tests.harness.web import Answer, ask

CSRF_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECRET = re.compile(r'class="secret" id="secret">([^<]+)<')
SIGN_IN = "/account/sign-in"


class Visitor:
    """With the sign-in page open. `source` is its address."""

    def __init__(self, stack: Stack, source: str = "127.0.0.1") -> None:
        self._stack, self._source = stack, source
        self._cookies: dict[str, str] = {}
        self._open_form(SIGN_IN)

    def sign_in(self, user_name: str, password: str) -> Answer:
        answer = self._send(SIGN_IN, user_name=user_name, password=password)
        if answer.status == HTTPStatus.FOUND:
            self._keep(answer)
            self._open_form("/account/devices/new")
        return answer

    def add_device(self, name: str) -> str:
        """Its password."""
        page = self._send("/account/devices/new", device=name, client="other")
        (password,) = SECRET.findall(page.text)
        return str(password)

    def web_token(self) -> str:
        """What the web client of this browser signs in with, once."""
        answer = self._ask("/api/v1/token", "POST", {"X-CSRFToken": self._csrf_token}, b"")
        assert answer.status == HTTPStatus.OK, answer.text
        return str(json.loads(answer.text)["token"])

    def change(self, method: str, path: str, body: object = None) -> Answer:
        """A request of the web client's to the API, below `/api/v1`."""
        headers = {"X-CSRFToken": self._csrf_token, "Content-Type": "application/json"}
        sent = b"" if body is None else json.dumps(body).encode()
        return self._ask(f"/api/v1{path}", method, headers, sent)

    def get(self, path: str) -> Answer:
        return self._ask(path)

    def _open_form(self, path: str) -> None:
        page = self._ask(path)
        self._keep(page)
        self._csrf_token = CSRF_TOKEN.findall(page.text)[0]

    def _send(self, path: str, **fields: str) -> Answer:
        form = urlencode({"csrf_token": self._csrf_token, **fields}).encode()
        return self._ask(path, "POST", {"Content-Type": "application/x-www-form-urlencoded"}, form)

    def _ask(
        self,
        path: str,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        ours = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Origin": self._stack.origin,
            "Referer": f"{self._stack.origin}{SIGN_IN}",
        }
        sent = ours | (headers or {})
        return ask(self._stack.ports["web"], path, method, sent, body, source=self._source)

    def _keep(self, answer: Answer) -> None:
        for cookie in answer.all("Set-Cookie"):
            for name, one in SimpleCookie(cookie).items():
                self._cookies[name] = one.value

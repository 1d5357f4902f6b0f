"""One origin: what nginx hands on, what it answers itself, and what it refuses."""

import gzip
import json
import os
import re
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest

from tests.harness import cast
from tests.harness.stack import Stack, eventually
from tests.harness.stanza import named
from tests.harness.web import Answer, ask

Ask = Callable[..., Answer]

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STYLESHEET = re.compile(r'href="(/assets/[^"]+\.css)"')
CSRF_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def web(stack: Stack) -> Ask:
    def web(path: str, **options: object) -> Answer:
        return ask(stack.ports["web"], path, **options)  # type: ignore[arg-type]

    return web


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/account/sign-in", 200),
        ("/api/v1/health", None),
        ("/nowhere", 404),
        ("/files/x", 403),
        ("/assets/none.css", 404),
        ("/errors/404.html", 404),
        ("/ws", 426),
        ("/account/?" + "q" * 9000, 414),
    ],
)
def test_every_answer_tells_browsers_what_not_to_do(web: Ask, path: str, status: int) -> None:
    answer = web(path)

    assert {name: answer.all(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }
    (policy,) = answer.all("Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert len(answer.all("X-Request-Id")) == 1
    assert len(answer.all("Referrer-Policy")) == 1
    assert len(answer.all("Cache-Control")) == 1
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Server"] == "nginx"
    assert status in (None, answer.status)


def test_the_front_is_the_web_client_asked_for_anew_each_time(web: Ask) -> None:
    page = web("/")
    again = web("/", headers={"If-None-Match": page.headers["ETag"]})

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-cache"
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Cache-Control"] == "no-cache"
    assert web("/?a=b").body == page.body
    assert web("/", method="POST").status == 405
    assert web("/index.html").status == 404
    assert web("/de/index.html").status == 404


@pytest.mark.parametrize(
    ("wanted", "cookie", "language"),
    [
        (None, None, "en"),
        ("de-AT,de;q=0.9,en;q=0.8", None, "de"),
        ("nl,fr-CA;q=0.8,en;q=0.5", None, "fr"),
        ("ja,esx;q=0.5", None, "en"),
        ("de", "stoa_language=es", "es"),
        ("de", "stoa_language=../../de", "de"),
        ("de", "stoa_language=xx; other=fr", "de"),
    ],
)
def test_the_web_client_speaks_the_language_that_was_chosen_or_that_the_browser_wants(
    web: Ask, wanted: str | None, cookie: str | None, language: str
) -> None:
    asked = {"Accept-Language": wanted, "Cookie": cookie}
    page = web("/", headers={name: value for name, value in asked.items() if value})
    others = web("/", headers={"Cookie": "stoa_language=en", "If-None-Match": page.headers["ETag"]})

    assert f'<html lang="{language}"' in page.body.decode()
    assert (304 if language == "en" else 200) == others.status


def test_the_web_client_may_run_its_own_scripts_and_reach_its_own_server_alone(web: Ask) -> None:
    (policy,) = web("/").all("Content-Security-Policy")

    assert dict(rule.split(" ", 1) for rule in policy.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' blob:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "font-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


def test_the_web_client_alone_may_ask_for_the_microphone(web: Ask) -> None:
    (page,) = web("/").all("Permissions-Policy")
    (sign_in,) = web("/account/sign-in").all("Permissions-Policy")

    assert "microphone=(self)" in page
    assert "camera=()" in page
    assert "microphone=()" in sign_in


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1", ""])
def test_a_name_that_is_not_ours_is_answered_with_nothing_of_ours(web: Ask, host: str) -> None:
    answer = web("/account/sign-in", headers={"Host": host})

    assert answer.status in {400, 421}
    assert "form" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_the_demo_answers_to_this_machines_own_names(stack: Stack, web: Ask) -> None:
    port = stack.ports["web"]

    for host in (f"localhost:{port}", f"127.0.0.1:{port}"):
        assert web("/account/sign-in", headers={"Host": host}).status == 200


def test_a_forged_address_is_not_believed(stack: Stack, web: Ask) -> None:
    form = web("/account/sign-in")
    (token,) = CSRF_TOKEN.findall(form.text)
    cookie = form.headers["Set-Cookie"].partition(";")[0]
    forged = {
        "X-Forwarded-For": "192.0.2.7",
        "X_Forwarded_For": "192.0.2.8",
        "Forwarded": "for=192.0.2.9",
        "X-Real-IP": "192.0.2.10",
    }

    answer = web(
        "/account/sign-in",
        method="POST",
        headers={
            **forged,
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        },
        body=f"csrf_token={token}&user_name=nobody-forged&password=wrong".encode(),
    )

    assert answer.status == 401
    with stack.database("app") as connection:
        rows = connection.execute(
            "select host(address) from stoa.sign_in_attempt"
            " where door = 'web' and reason = 'unknown account' order by id desc limit 1"
        ).fetchall()
    assert rows == [("127.0.0.1",)]


def test_a_large_body_is_refused_to_people_and_to_programs(web: Ask) -> None:
    large = b"x" * 65_537

    page = web("/account/sign-in", method="POST", body=large)
    problem = web("/api/v1/health", method="POST", body=large)

    assert page.status == 413
    assert "Too large" in page.text
    assert problem.status == 413
    assert problem.headers["Content-Type"].startswith("application/problem+json")
    assert json.loads(problem.body)["status"] == 413


def test_large_headers_are_refused(web: Ask) -> None:
    answer = web("/account/sign-in", headers={"Cookie": "a=" + "b" * 9000})

    assert answer.status == 431
    assert "cookies" in answer.text


@pytest.mark.parametrize(
    ("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
@pytest.mark.parametrize("page", ["/", "/account/sign-in"])
def test_assets_are_compressed_beforehand_and_never_asked_for_again(
    web: Ask, page: str, encoding: str, decode: Callable[[bytes], bytes]
) -> None:
    (stylesheet,) = STYLESHEET.findall(web(page).text)
    plain = web(stylesheet)

    answer = web(stylesheet, headers={"Accept-Encoding": encoding})

    assert answer.headers["Content-Encoding"] == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert decode(answer.body) == plain.body
    assert len(answer.body) < len(plain.body)


async def test_a_client_signs_in_over_the_websocket_and_says_where_it_comes_from(
    stack: Stack,
) -> None:
    client = await stack.open_websocket()

    assert await client.authenticate(cast.ADA, stack.password(cast.ADA)) is None
    await client.bind("browser")
    client.send(
        f"<message to='{stack.jid(cast.ADA)}' type='chat'><body>{'x' * 100_000}</body></message>"
    )
    await client.available()
    received = await client.expect(named("message"))
    assert len(received.body or "") == 100_000


def test_clients_are_told_the_websocket_of_this_origin(stack: Stack, web: Ask) -> None:
    answer = web("/.well-known/host-meta.json")

    (link,) = [x for x in json.loads(answer.body)["links"] if "websocket" in x["rel"]]
    assert link["href"] == stack.origin.replace("http", "ws") + "/ws"


def test_another_sites_page_cannot_open_the_websocket(stack: Stack, web: Ask) -> None:
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "xmpp",
    }

    refused = web("/ws", headers=upgrade | {"Origin": "http://evil.example"})

    assert refused.status == 403


def test_a_flood_from_one_address_is_stopped_before_the_portal(web: Ask) -> None:
    def look(_: int) -> Answer:
        return web("/account/sign-in", method="HEAD", source="127.0.0.2")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(look, range(200)))

    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert refused[0].headers["Retry-After"] == "2"
    assert len(answers) - len(refused) >= 100
    assert web("/account/sign-in").status == 200


def test_the_access_log_has_one_line_without_query_cookie_or_address(
    stack: Stack, web: Ask
) -> None:
    answer = web("/account/sign-in?token=s3cret", headers={"Cookie": "stoa=c00kie"})
    request_id = answer.headers["X-Request-Id"]
    log = stack.home / "log" / "access.log"

    lines = eventually(
        lambda: [line for line in log.read_text().splitlines() if request_id in line],
        bool,
        seconds=60,
    )

    (line,) = lines
    assert re.fullmatch(rf"[\dT:+-]+ {request_id} GET /account/sign-in 200 [\d.]+", line)


def test_while_the_portal_is_away_people_are_told_to_try_again(stack: Stack, web: Ask) -> None:
    os.killpg(stack.pid("portal"), signal.SIGKILL)

    page = web("/account/sign-in")
    problem = web("/api/v1/health")

    assert page.status == 502
    assert "Try again" in page.text
    assert page.headers["Retry-After"] == "2"
    assert json.loads(problem.body)["status"] == 502
    back = eventually(lambda: web("/account/sign-in").status, lambda code: code == 200, 20)
    assert back == 200
    state = eventually(lambda: stack.status()["state"], lambda state: state == "healthy", 20)
    assert state == "healthy"


def test_a_killed_web_server_comes_back_without_its_orphans(stack: Stack, web: Ask) -> None:
    before = stack.pid("nginx")

    stack.kill("nginx")

    def state() -> tuple[str, int]:
        status = stack.status()
        return status["state"], status["parts"]["nginx"]["pid"]

    after = eventually(state, lambda now: now[0] == "healthy" and now[1] != before, 20)
    assert after[0] == "healthy"
    assert after[1] != before
    assert web("/account/sign-in").status == 200

"""The web port with a certificate: only TLS, and a renewed one without a restart."""

import http.client
import shutil
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.instance.authority import make_authority, make_server
from deploy.instance.certificates import Pair
from tests.harness.stack import Stack, eventually, free_port_base
from tests.harness.web import ask

TAKEN_OVER_SECONDS = 15


class Secured(Stack):
    """A stack whose certificate the tests replace."""

    authority: Pair

    @property
    def certificate(self) -> Path:
        return self.home / "given.pem"

    def renew(self) -> bytes:
        """The new certificate, DER."""
        made = make_server(self.authority, self.domain, ["127.0.0.1"])
        self.certificate.write_bytes(made.chain + made.key)
        return ssl.PEM_cert_to_DER_cert(made.chain.decode().partition("-----END")[0] + END)

    def served(self) -> bytes:
        text = ssl.get_server_certificate(("localhost", self.ports["web"]))
        return ssl.PEM_cert_to_DER_cert(text)


END = "-----END CERTIFICATE-----\n"


@pytest.fixture(scope="module")
def secured() -> Iterator[Secured]:
    home = Path(tempfile.mkdtemp(prefix="s", dir="/tmp"))
    home.chmod(0o755)
    stack = Secured(home, free_port_base())
    stack.authority = make_authority(stack.domain)
    (home / "trusted.pem").write_bytes(stack.authority.chain)
    stack.renew()
    given = str(stack.certificate)
    try:
        stack.up("--cert", given, "--key", given)
        yield stack
    finally:
        stack.down()
        shutil.rmtree(home)


@pytest.fixture
def trust(secured: Secured) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=secured.home / "trusted.pem")


def test_the_origin_is_https_and_the_clients_websocket_too(
    secured: Secured, trust: ssl.SSLContext
) -> None:
    page = ask(secured.ports["web"], "/account/sign-in", tls=trust)
    meta = ask(secured.ports["web"], "/.well-known/host-meta", tls=trust)

    assert page.status == 200
    assert "Secure" in page.headers["Set-Cookie"]
    assert "__Host-" in page.headers["Set-Cookie"]
    assert f"wss://localhost:{secured.ports['web']}/ws" in meta.text


def test_only_a_real_domain_promises_tls_for_a_year(
    secured: Secured, trust: ssl.SSLContext
) -> None:
    page = ask(secured.ports["web"], "/account/sign-in", tls=trust)

    assert "Strict-Transport-Security" not in page.headers


def test_plain_http_on_the_same_port_is_led_to_https(secured: Secured) -> None:
    port = secured.ports["web"]

    answer = ask(port, "/account/sign-in?next=/", method="POST", headers={"Host": "localhost"})

    assert answer.status == 308
    assert answer.headers["Location"] == f"https://localhost:{port}/account/sign-in?next=/"


def test_browsers_get_http2_and_old_protocols_nothing(
    secured: Secured, trust: ssl.SSLContext
) -> None:
    trust.set_alpn_protocols(["h2", "http/1.1"])
    connection = http.client.HTTPSConnection("localhost", secured.ports["web"], context=trust)
    connection.connect()
    assert isinstance(connection.sock, ssl.SSLSocket)
    chosen = connection.sock.selected_alpn_protocol()
    connection.close()
    old = ssl.create_default_context(cafile=secured.home / "trusted.pem")
    old.set_ciphers("AES256-SHA:@SECLEVEL=0")
    old.maximum_version = ssl.TLSVersion.TLSv1_2

    assert chosen == "h2"
    with pytest.raises(ssl.SSLError, match=r"(?i)handshake"):
        ask(secured.ports["web"], "/", tls=old)


def test_a_renewed_certificate_is_taken_over_without_a_restart(secured: Secured) -> None:
    before = secured.status()["parts"]["nginx"]

    renewed = secured.renew()

    assert eventually(secured.served, lambda now: now == renewed, TAKEN_OVER_SECONDS) == renewed
    assert secured.status()["parts"]["nginx"]["pid"] == before["pid"]

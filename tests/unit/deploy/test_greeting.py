"""What is said when it runs."""

from pathlib import Path

from deploy.command.screen import greeting
from deploy.instance.instance import Instance

AUTHORITY = Path("/srv/stoa/var/tls/authority.pem")


def test_the_demo_is_greeted_in_four_lines() -> None:
    assert greeting(Instance(), AUTHORITY) == [
        "Stoa runs for localhost: http://localhost:8080",
        "XMPP clients: 127.0.0.1 port 5222 (STARTTLS), 5223 (TLS)",
        f"Certificate: trust {AUTHORITY}",
        "Stop: ./stoa down · Everybody who can sign in: ./stoa demo",
    ]


def test_a_real_domain_without_a_certificate_is_warned_and_told_its_records() -> None:
    said = greeting(Instance("example.org", listen="192.0.2.1", demo=False), AUTHORITY)

    assert "WARNING: the certificate is of our own authority" in said[2]
    assert next(line for line in said if "SRV" in line).startswith(
        "  _xmpp-client._tcp.example.org."
    )


def test_a_real_domain_with_its_certificate_is_told_its_records_only() -> None:
    given = Instance("example.org", demo=False, certificate="/c.pem", key="/k.pem")

    said = greeting(given, AUTHORITY)

    assert len([line for line in said if " SRV " in line]) == 4
    assert not [line for line in said if "WARNING" in line or "demo" in line]

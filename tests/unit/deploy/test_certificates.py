"""Certificates: ours are fit, unfit ones of the operator are refused with the reason."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from deploy.instance.authority import make_authority, make_server
from deploy.instance.certificates import Pair, names, read, refuse_unfit, uncovered
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.instance.tls import Tls, service_records
from deploy.instance.users import Account, Accounts

DOMAIN = "example.org"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def authority() -> Pair:
    return make_authority(DOMAIN, NOW)


@pytest.fixture
def pair(authority: Pair) -> Pair:
    return make_server(authority, DOMAIN, ["127.0.0.1"], NOW)


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    me = Account("me", 0, 0)
    users = Accounts(me, me, me, me, me, me, me, me, me, privileged=False)
    return Tls(Layout(tmp_path, tmp_path / "tree", tmp_path), users)


def test_our_own_certificate_is_fit(pair: Pair) -> None:
    refuse_unfit(pair, DOMAIN, NOW)


def test_our_own_certificate_is_issued_by_our_authority(authority: Pair, pair: Pair) -> None:
    pair.leaf.verify_directly_issued_by(authority.leaf)


def test_our_authority_may_sign_servers_but_no_further_authorities(authority: Pair) -> None:
    limits = authority.leaf.extensions.get_extension_for_class(x509.BasicConstraints).value

    assert (limits.ca, limits.path_length) == (True, 0)


def test_every_domain_of_a_component_must_be_covered(authority: Pair) -> None:
    missing = uncovered(make_server(authority, "example.net", [], NOW).leaf, names(DOMAIN))

    assert missing == [
        *("example.org", "conference.example.org", "pubsub.example.org", "archive.example.org"),
        *("directory.example.org", "announcements.example.org"),
    ]


def test_another_domains_certificate_is_refused(pair: Pair) -> None:
    with pytest.raises(Refused, match=r"does not cover example\.net"):
        refuse_unfit(pair, "example.net", NOW)


def test_an_expired_certificate_is_refused(pair: Pair) -> None:
    with pytest.raises(Refused, match="expired on"):
        refuse_unfit(pair, DOMAIN, NOW + timedelta(days=366))


def test_a_certificate_of_the_future_is_refused(pair: Pair) -> None:
    with pytest.raises(Refused, match="begins on"):
        refuse_unfit(pair, DOMAIN, NOW - timedelta(days=1))


def test_another_certificates_key_is_refused(authority: Pair, pair: Pair) -> None:
    with pytest.raises(Refused, match="key is not the certificate's"):
        refuse_unfit(Pair(pair.chain, authority.key), DOMAIN, NOW)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\n"])
def test_a_file_that_is_no_certificate_is_refused(
    tmp_path: Path, pair: Pair, content: bytes
) -> None:
    (tmp_path / "c").write_bytes(content)
    (tmp_path / "k").write_bytes(pair.key)

    with pytest.raises(Refused, match="cannot be read"):
        read(tmp_path / "c", tmp_path / "k")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read(tmp_path / "c", tmp_path / "k")


def test_a_second_start_keeps_the_certificate(tls: Tls) -> None:
    assert tls.install(Instance())
    assert not tls.install(Instance())


def test_a_new_address_gets_a_new_certificate_of_the_same_authority(tls: Tls) -> None:
    tls.install(Instance())
    authority = tls.authority.read_bytes()

    assert tls.install(Instance(listen="192.0.2.1", demo=False))
    assert tls.authority.read_bytes() == authority


def test_the_private_keys_are_readable_by_their_owner_only(tls: Tls) -> None:
    tls.install(Instance())

    for path in (tls.installed, tls.layout.tls / "authority.key"):
        assert path.stat().st_mode & 0o777 == 0o400


def test_the_operators_certificate_is_taken_over_when_it_changes(tls: Tls, tmp_path: Path) -> None:
    given = Instance(DOMAIN, demo=False, certificate=f"{tmp_path}/c.pem", key=f"{tmp_path}/k.pem")

    def renew() -> bytes:
        fresh = make_server(make_authority(DOMAIN), DOMAIN, [])
        (tmp_path / "c.pem").write_bytes(fresh.chain)
        (tmp_path / "k.pem").write_bytes(fresh.key)
        return fresh.chain + fresh.key

    for _ in range(2):
        wanted = renew()
        assert tls.install(given)
        assert tls.installed.read_bytes() == wanted


def test_the_records_to_publish_name_clients_and_calls() -> None:
    records = service_records(Instance(DOMAIN, demo=False))

    assert records == [
        "_xmpp-client._tcp.example.org. 3600 IN SRV 5 0 5222 example.org.",
        "_xmpps-client._tcp.example.org. 3600 IN SRV 5 0 5223 example.org.",
        "_stun._udp.example.org. 3600 IN SRV 5 0 3478 example.org.",
        "_turn._udp.example.org. 3600 IN SRV 5 0 3478 example.org.",
    ]

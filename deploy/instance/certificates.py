"""The server's certificate: one given by the operator, or one of our own making."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtensionOID

from deploy.instance.refusal import Refused

SUBDOMAINS = ("conference", "pubsub", "archive", "directory", "announcements")
"""The domains beside the main one that other servers and clients connect for."""


@dataclass(frozen=True)
class Pair:
    """A certificate chain and its key, both PEM."""

    chain: bytes
    key: bytes

    @property
    def leaf(self) -> x509.Certificate:
        return x509.load_pem_x509_certificates(self.chain)[0]

    @property
    def expires(self) -> datetime:
        return self.leaf.not_valid_after_utc

    def expires_within(self, span: timedelta, now: datetime) -> bool:
        return self.expires - now <= span


def names(domain: str) -> list[str]:
    """What a certificate for this domain must cover."""
    return [domain, *(f"{sub}.{domain}" for sub in SUBDOMAINS)]


def read(certificate: Path, key: Path) -> Pair:
    """The operator's files. Raises Refused when they are no PEM of the kind."""
    try:
        pair = Pair(certificate.read_bytes(), key.read_bytes())
        _ = pair.leaf
        load_pem_private_key(pair.key, None)
    except (OSError, ValueError, TypeError, IndexError) as error:
        raise Refused(
            f"the certificate {certificate} with the key {key} cannot be read: "
            f"{str(error).partition('. See')[0]}",
            "give PEM files; the key without a passphrase",
        ) from None
    return pair


def refuse_unfit(pair: Pair, domain: str, now: datetime | None = None) -> None:
    """Raises Refused unless the pair fits together, is in force and covers us."""
    moment = now or datetime.now(UTC)
    if _public(load_pem_private_key(pair.key, None)) != _leaf_key(pair.leaf):
        raise Refused("the key is not the certificate's", "give the key made with it")
    if pair.expires <= moment:
        raise Refused(f"the certificate expired on {pair.expires:%F}", "renew it")
    if pair.leaf.not_valid_before_utc > moment:
        begins = pair.leaf.not_valid_before_utc
        raise Refused(f"the certificate begins on {begins:%F}", "check the clock")
    missing = uncovered(pair.leaf, names(domain))
    if missing:
        raise Refused(
            f"the certificate does not cover {', '.join(missing)}",
            f"get one for {domain} and *.{domain}",
        )


def uncovered(leaf: x509.Certificate, wanted: Sequence[str]) -> list[str]:
    """The names a client would not accept this certificate for (RFC 6125)."""
    held = _held_names(leaf)
    return [
        name for name in wanted if name not in held and f"*.{name.partition('.')[2]}" not in held
    ]


def _held_names(leaf: x509.Certificate) -> set[str]:
    try:
        extension = leaf.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    except x509.ExtensionNotFound:
        return set()
    held = extension.value
    if not isinstance(held, x509.SubjectAlternativeName):
        return set()
    addresses = {str(each) for each in held.get_values_for_type(x509.IPAddress)}
    return addresses | {n.lower() for n in held.get_values_for_type(x509.DNSName)}


def _public(key: PrivateKeyTypes) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _leaf_key(leaf: x509.Certificate) -> bytes:
    key = leaf.public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

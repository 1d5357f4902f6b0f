"""Certificate files where the server reads them, renewed and replaced as needed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.instance import files
from deploy.instance.authority import RENEW_BEFORE, make_authority, make_server
from deploy.instance.certificates import Pair, names, read, refuse_unfit, uncovered
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.users import Account, Accounts

PUBLIC_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")


@dataclass(frozen=True)
class Tls:
    """The certificate in use, and what it comes from."""

    layout: Layout
    users: Accounts

    @property
    def installed(self) -> Path:
        """Chain and key in one file, for the XMPP server only."""
        return self.layout.tls / "ejabberd.pem"

    @property
    def for_browsers(self) -> Path:
        """The same for the web server."""
        return self.layout.tls / "nginx.pem"

    @property
    def authority(self) -> Path:
        """The certificate of our own authority, for clients to trust."""
        return self.layout.tls / "authority.pem"

    def install(self, instance: Instance) -> bool:
        """Puts the right certificate in place; whether it is another than before.

        Raises Refused when the operator's own cannot serve.
        """
        files.folder(self.layout.tls, self.users.supervisor, 0o755)
        if instance.certificate and instance.key:
            pair = read(Path(instance.certificate), Path(instance.key))
            refuse_unfit(pair, instance.domain)
        else:
            pair = self._own(instance)
        self._trust()
        changed = self._replace(self.installed, pair, self.users.ejabberd)
        return self._replace(self.for_browsers, pair, self.users.nginx) or changed

    def current(self) -> Pair | None:
        """What is in use now, without its key's file being separate."""
        if not self.installed.exists():
            return None
        both = self.installed.read_bytes()
        return Pair(both, both)

    def _own(self, instance: Instance) -> Pair:
        addresses = sorted({"127.0.0.1", "::1", *_specific(instance.listen)})
        current = self.current()
        if current and self._still_good(current, instance.domain, addresses):
            return current
        return make_server(self._our_authority(instance), instance.domain, addresses)

    def _still_good(self, pair: Pair, domain: str, addresses: list[str]) -> bool:
        fresh = not pair.expires_within(RENEW_BEFORE, datetime.now(UTC))
        ours = self.authority.exists() and self.authority.read_bytes() in pair.chain
        wanted = [*names(domain), *addresses]
        return fresh and ours and not uncovered(pair.leaf, wanted)

    def _our_authority(self, instance: Instance) -> Pair:
        """Kept for ten years: every client that trusts it goes on doing so."""
        kept = self.layout.tls / "authority.key"
        if kept.exists() and self.authority.exists():
            pair = Pair(self.authority.read_bytes(), kept.read_bytes())
            if not pair.expires_within(timedelta(days=400), datetime.now(UTC)):
                return pair
        pair = make_authority(instance.domain)
        files.write(kept, pair.key, self.users.supervisor)
        files.write(self.authority, pair.chain, self.users.supervisor, 0o444)
        return pair

    def _trust(self) -> None:
        """The authorities the server itself trusts, ours among them."""
        parts = [path for path in (self.authority, PUBLIC_AUTHORITIES) if path.exists()]
        bundle = b"".join(path.read_bytes() for path in parts)
        target = self.layout.tls / "authorities.pem"
        files.write(target, bundle, self.users.supervisor, 0o444)

    def _replace(self, path: Path, pair: Pair, owner: Account) -> bool:
        content = pair.chain if pair.key == pair.chain else pair.chain + pair.key
        if path.exists() and path.read_bytes() == content:
            return False
        files.write(path, content, owner)
        return True


def service_records(instance: Instance) -> list[str]:
    """The DNS lines by which clients find the server (RFC 6120, XEP-0368) and the
    relay for calls (XEP-0215, RFC 8489, RFC 8656)."""
    services = {
        "_xmpp-client._tcp": "client",
        "_xmpps-client._tcp": "client_tls",
        "_stun._udp": "stun",
        "_turn._udp": "stun",
    }
    ports, domain = instance.ports, instance.domain
    return [
        f"{name}.{domain}. 3600 IN SRV 5 0 {ports[service]} {domain}."
        for name, service in services.items()
    ]


def _specific(listen: str) -> list[str]:
    return [] if listen in {"0.0.0.0", "::"} else [listen]  # noqa: S104  compared, not bound

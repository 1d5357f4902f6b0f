"""What was decided about this instance: its name, ports and address."""

import ipaddress
import itertools
import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from deploy.instance import files
from deploy.instance.ports import assign
from deploy.instance.refusal import Refused
from deploy.instance.users import Account

LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST_DOMAIN = 253


@dataclass(frozen=True)
class Instance:
    """The decisions kept in `etc/instance.json`."""

    domain: str = "localhost"
    """Part of every address and ledger entry; fixed by the first start."""
    port_base: int | None = None
    listen: str = "127.0.0.1"
    demo: bool = True
    certificate: str | None = None
    key: str | None = None

    @property
    def ports(self) -> dict[str, int]:
        return assign(self.port_base)

    @property
    def loopback(self) -> bool:
        return ipaddress.ip_address(self.listen).is_loopback

    @property
    def local(self) -> bool:
        """Whether the domain can only mean this very machine (RFC 6761)."""
        return self.domain == "localhost" or self.domain.endswith(".localhost")


@dataclass(frozen=True)
class Wishes:
    """What the operator asked for on the command line; None leaves it as it is."""

    domain: str | None = None
    port_base: int | None = None
    listen: str | None = None
    certificate: str | None = None
    key: str | None = None
    no_demo: bool = False

    def arguments(self) -> list[str]:
        """The same wishes as a command line."""
        options = {
            "--domain": self.domain,
            "--port-base": self.port_base,
            "--listen": self.listen,
            "--cert": self.certificate,
            "--key": self.key,
        }
        given = [[name, str(v)] for name, v in options.items() if v is not None]
        return [*itertools.chain(*given), *(["--no-demo"] if self.no_demo else [])]


def load(path: Path) -> Instance | None:
    """The decisions of earlier starts. Raises Refused for a file we cannot read."""
    if not path.exists():
        return None
    try:
        return Instance(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise Refused(f"{path} is damaged: {error}", "restore it from a backup") from None


def save(path: Path, instance: Instance, owner: Account) -> None:
    files.write(path, json.dumps(asdict(instance), indent=2) + "\n", owner, 0o444)


def decide(known: Instance | None, wishes: Wishes, *, has_demo_accounts: bool = False) -> Instance:
    """The instance as it shall run. Raises Refused for what must not be."""
    before = known or Instance()
    _refuse_new_domain(known, wishes)
    _refuse_half_a_pair(wishes)
    wanted = replace(
        before,
        domain=domain(wishes.domain) if wishes.domain else before.domain,
        port_base=before.port_base if wishes.port_base is None else wishes.port_base,
        listen=address(wishes.listen) if wishes.listen else before.listen,
        certificate=wishes.certificate or before.certificate,
        key=wishes.key or before.key,
        demo=before.demo and not wishes.no_demo,
    )
    assign(wanted.port_base)
    _refuse_open_demo(wanted, has_demo_accounts)
    return wanted


def domain(text: str) -> str:
    """A host name in lower case (RFC 1123). Raises Refused."""
    name = text.lower()
    labels = name.split(".")
    if len(name) > LONGEST_DOMAIN or not all(map(LABEL.fullmatch, labels)):
        raise Refused(f"{text!r} is not a domain name", "give one like example.org")
    return name


def address(text: str) -> str:
    """An IP address to listen on. Raises Refused."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise Refused(
            f"{text!r} is not an IP address", "give one of this machine, or 0.0.0.0"
        ) from None


def _refuse_new_domain(known: Instance | None, wishes: Wishes) -> None:
    if known and wishes.domain and domain(wishes.domain) != known.domain:
        raise Refused(
            f"this instance is {known.domain} and stays so: the domain is part of "
            "every address and of every entry of the ledger",
            another_instance(domain(wishes.domain)),
        )


def another_instance(name: str) -> str:
    """How to go on when this one cannot become what is wanted."""
    return (
        "start another instance beside it (./stoa down first, or give another --port-base): "
        f"STOA_HOME=/srv/stoa/live ./stoa up --no-demo --domain {name}"
    )


def _refuse_half_a_pair(wishes: Wishes) -> None:
    for path in filter(None, (wishes.certificate, wishes.key)):
        if not path.startswith("/"):
            raise Refused(f"{path} is not a whole path", "begin it with /")
    if bool(wishes.certificate) != bool(wishes.key):
        raise Refused("a certificate needs its key", "give both --cert and --key")


def _refuse_open_demo(wanted: Instance, has_demo_accounts: bool) -> None:
    if wanted.loopback and wanted.local:
        return
    where = wanted.domain if not wanted.local else f"the address {wanted.listen}"
    if has_demo_accounts:
        raise Refused(
            "this instance already has the demo people, whose passwords were shown on screen: "
            f"not on {where}",
            another_instance(wanted.domain),
        )
    if wanted.demo:
        raise Refused(
            f"the demo people's passwords are shown on screen: not on {where}",
            "add --no-demo",
        )

"""The demo organisation's people and how they sign in."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.servers.demo_organisation import PEOPLE

NAMES = {person.user_name: person.name for person in PEOPLE}


@dataclass(frozen=True)
class SignIn:
    """What a person types into an XMPP client."""

    jid: str
    name: str
    password: str


def sign_ins(layout: Layout, instance: Instance) -> list[SignIn]:
    """Nobody before the first start. Reads `secrets/demo.json`: localpart to password."""
    if not layout.demo.exists():
        return []
    passwords = json.loads(layout.demo.read_text())
    return [
        SignIn(f"{localpart}@{instance.domain}", NAMES.get(localpart, localpart), secret)
        for localpart, secret in passwords.items()
    ]


def as_json(layout: Layout, instance: Instance) -> dict[str, Any]:
    return {
        "domain": instance.domain,
        "host": instance.listen,
        "ports": instance.ports,
        "authority": str(layout.tls / "authority.pem"),
        "people": [asdict(each) for each in sign_ins(layout, instance)],
    }


def refuse_without_demo(instance: Instance | None) -> Instance:
    """The instance, if it has demo people. Raises Refused otherwise."""
    if instance is None:
        raise Refused("nothing was started yet", "./stoa up")
    if not instance.local:
        raise Refused(f"{instance.domain} is a real domain: it has no demo people")
    if not instance.demo:
        raise Refused("this instance was started with --no-demo: it has no demo people")
    return instance

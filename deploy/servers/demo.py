"""The demo organisation's people and how they sign in."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deploy.instance import web
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.servers.demo_organisation import ADMINISTRATOR, PEOPLE

BEST_KNOWN = ("ada", "grace", "linus", "alan", ADMINISTRATOR)


@dataclass(frozen=True)
class SignIn:
    """What a person types: in the browser, and into an XMPP client."""

    user_name: str
    name: str
    cms_password: str
    jid: str
    password: str
    administrator: bool


def sign_ins(layout: Layout, instance: Instance) -> list[SignIn]:
    """The best known first; nobody before the first start."""
    in_cms, in_clients = _passwords(layout.demo_cms), app_passwords(layout)
    found = [
        SignIn(
            person.user_name,
            person.name,
            in_cms[person.user_name],
            f"{person.user_name}@{instance.domain}",
            in_clients[person.user_name],
            person.user_name == ADMINISTRATOR,
        )
        for person in PEOPLE
        if person.user_name in in_cms and person.user_name in in_clients
    ]
    rank = {name: place for place, name in enumerate(BEST_KNOWN)}
    return sorted(found, key=lambda each: rank.get(each.user_name, len(rank)))


def app_passwords(layout: Layout) -> dict[str, str]:
    """By localpart."""
    return _passwords(layout.demo)


def complete(known: dict[str, str]) -> bool:
    return known.keys() >= {person.user_name for person in PEOPLE}


def as_json(layout: Layout, instance: Instance) -> dict[str, Any]:
    return {
        "domain": instance.domain,
        "origin": web.origin(instance),
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


def _passwords(path: Path) -> dict[str, str]:
    return dict(json.loads(path.read_text())) if path.exists() else {}

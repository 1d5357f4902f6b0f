"""Our own components as parts: what they are told and how they are run."""

from components.directory.sources.mapping_file import DEFAULT
from deploy.instance import files
from deploy.instance.credentials import ROLE_OF_PART, owner
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.tools import PLAIN
from deploy.instance.users import Accounts
from deploy.servers.bootstrap import DATABASE
from deploy.supervisor import leftovers
from deploy.supervisor.part import Part


def prepare(layout: Layout, users: Accounts) -> None:
    files.folder(layout.notifications, users.supervisor, 0o711)
    shared = 0o2750 if users.privileged else 0o700
    files.folder(layout.metrics, users.components, shared, users.portal.gid)
    files.folder(layout.keys, users.components, 0o700)
    files.folder(layout.exports, users.components, shared, users.portal.gid)


def environment(layout: Layout, instance: Instance, name: str, role: str) -> dict[str, str]:
    """The settings every Python program of ours understands (`.env.example`)."""
    return PLAIN | {
        "STOA_DOMAIN": instance.domain,
        "STOA_DATABASE_HOST": "127.0.0.1",
        "STOA_DATABASE_PORT": str(instance.ports["postgres"]),
        "STOA_DATABASE_NAME": DATABASE,
        "STOA_DATABASE_USER": role,
        "STOA_METRICS": str(layout.metrics / f"{name}.sock"),
        "STOA_SECRETS": str(layout.secrets / name),
        "STOA_CMS_MAPPING": mapping(layout),
        "STOA_EXPORTS": str(layout.exports),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def mapping(layout: Layout) -> str:
    """What is read of the CMS: the operator's file, or the mapping of the demo's."""
    return str(layout.mapping) if layout.mapping.exists() else DEFAULT


def part(layout: Layout, instance: Instance, users: Accounts, name: str) -> Part:
    socket = layout.notifications / f"{name}.sock"
    told = environment(layout, instance, name, ROLE_OF_PART[name]) | {
        "STOA_XMPP_HOST": "127.0.0.1",
        "STOA_XMPP_PORT": str(instance.ports["component"]),
        "STOA_EJABBERD_API": str(layout.ejabberd_api),
        "NOTIFY_SOCKET": str(socket),
        "STOA_KEYS": str(layout.keys),
    }
    return Part(
        name=name,
        argv=(str(layout.python), "-m", f"components.{name}"),
        environment=told,
        account=owner(name, users),
        folder=layout.checkout,
        probe=_said_so,
        needs=("postgres", "ejabberd"),
        prepare=lambda: leftovers.kill(lambda: leftovers.of_part(layout.home, name)),
        notices=socket,
    )


async def _said_so() -> None:
    """READY=1 and STATUS=ok are a component's own words; the runner hears them."""

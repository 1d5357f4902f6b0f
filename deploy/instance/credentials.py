"""The secrets of an instance: made once, each readable by its own part only."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from components.push import vapid
from deploy.instance import cookie, files
from deploy.instance.refusal import Refused
from deploy.instance.users import Account, Accounts

BYTES = 32
ROLES = ("ejabberd", "ledger", "retention", "app", "push", "migrate")
COMPONENTS = ("archive", "directory", "announcements", "upload", "push")
ROLE_OF_PART = {
    "archive": "ledger",
    "directory": "app",
    "announcements": "app",
    "portal": "app",
    "upload": "app",
    "push": "push",
}
"""The database role whose password a part's folder repeats."""
KNOW_LINKS = ("upload", "ejabberd", "portal")
"""Who makes the links of files, and checks them: the first makes their key."""


@dataclass(frozen=True)
class Credentials:
    """Reads and makes `secrets/<part>/<name>`."""

    root: Path
    make: Callable[[], str] = lambda: secrets.token_urlsafe(BYTES)

    def read(self, part: str, name: str) -> str:
        """Each folder is its part's own: it must not make us hand on another's secret."""
        try:
            return files.read(self.root / part / name)
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                raise
            reason = f"{error.filename}: {error.strerror}"
            raise Refused(reason, "remove it: a new secret is made") from None

    def ensure(self, part: str, name: str, owner: Account, value: str = "") -> str:
        """The secret's value; a missing one is made, or becomes `value`.

        With `value`, a secret that differs is replaced; a secret of another owner is handed over.
        """
        path = self.root / part / name
        known = self.read(part, name) if path.exists() else ""
        if known and value in ("", known) and _belongs(path, owner):
            return known
        made = value or known or self.make()
        with self._writable(path.parent, owner):
            files.write(path, made, owner)
        return made

    @contextmanager
    def _writable(self, folder: Path, owner: Account) -> Iterator[None]:
        files.folder(folder, owner, 0o700)
        for unfinished in folder.glob(".*"):  # by a start that was killed
            unfinished.unlink()
        try:
            yield
        finally:
            folder.chmod(0o500)


def prepare(root: Path, users: Accounts) -> Credentials:
    """Every secret the parts need, with its owner."""
    files.folder(root, users.supervisor, 0o711)
    found = Credentials(root)
    found.ensure("postgres", "superuser", users.postgres)
    found.ensure("ejabberd", "cookie", users.ejabberd, _cookie(found))
    for role in ROLES:
        found.ensure(role, "database_password", owner(role, users))
    for name, role in ROLE_OF_PART.items():
        password = found.read(role, "database_password")
        found.ensure(name, "database_password", owner(name, users), password)
    for name in COMPONENTS:
        found.ensure(name, "component_secret", owner(name, users))
    found.ensure("portal", "session_key", owner("portal", users))
    key = ""
    for name in KNOW_LINKS:
        key = found.ensure(name, "file_links", owner(name, users), key)
    _push_keys(found, users)
    return found


def _push_keys(found: Credentials, users: Accounts) -> None:
    """Browsers subscribe to the public one: with another, all would have to do it again."""
    path = found.root / "push" / "vapid_key"
    known = found.read("push", "vapid_key") if path.exists() else vapid.make()
    key = found.ensure("push", "vapid_key", owner("push", users), known)
    found.ensure("portal", "push_key", owner("portal", users), vapid.public_of(key))


def _cookie(found: Credentials) -> str:
    path = found.root / "ejabberd" / "cookie"
    known = found.read("ejabberd", "cookie") if path.exists() else ""
    return known if known and cookie.usable(known) else cookie.make()


def owner(part: str, users: Accounts) -> Account:
    """Who may read the secrets of a part, or of a role that no part has.

    Migrations run as PostgreSQL's user, which may do anything to the data anyway.
    """
    owners = {
        "postgres": users.postgres,
        "migrate": users.postgres,
        "ejabberd": users.ejabberd,
        "portal": users.portal,
    }
    components = dict.fromkeys(COMPONENTS, users.components)
    components |= {"upload": users.upload, "push": users.push}
    return (owners | components).get(part, users.supervisor)


def _belongs(path: Path, owner: Account) -> bool:
    """Without root there is nobody to hand it over to."""
    return os.geteuid() != 0 or {path.stat().st_uid, path.parent.stat().st_uid} == {owner.uid}

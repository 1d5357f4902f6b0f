"""Which system user runs what, and whether those users reach our files."""

import grp
import os
import pwd
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deploy.instance.refusal import Refused

POSTGRES, EJABBERD, COMPONENTS = "stoa-postgres", "stoa-ejabberd", "stoa"
PORTAL, UPLOAD, NGINX = "stoa-portal", "stoa-upload", "stoa-nginx"
SCANNER, PUSH = "stoa-scanner", "stoa-push"


@dataclass(frozen=True)
class Account:
    """A system user that owns files or runs a part."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Accounts:
    """The users of an instance; all the same one unless root started it."""

    supervisor: Account
    postgres: Account
    ejabberd: Account
    components: Account
    portal: Account
    upload: Account
    push: Account
    scanner: Account
    nginx: Account
    privileged: bool
    """Whether parts run as users of their own."""

    @property
    def of_parts(self) -> set[Account]:
        return {
            *(self.postgres, self.ejabberd, self.components),
            *(self.portal, self.upload, self.push, self.scanner, self.nginx),
        }


def accounts() -> Accounts:
    """Looks the users up, making them first when we are root and one is missing."""
    me = _account(os.geteuid())
    if me.uid != 0:
        return Accounts(me, me, me, me, me, me, me, me, me, privileged=False)
    return Accounts(
        supervisor=me,
        postgres=_ensure(POSTGRES),
        ejabberd=_ensure(EJABBERD),
        components=_ensure(COMPONENTS),
        portal=_ensure(PORTAL),
        upload=_ensure(UPLOAD),
        push=_ensure(PUSH),
        scanner=_ensure(SCANNER),
        nginx=_ensure(NGINX),
        privileged=True,
    )


def refuse_unreachable(users: Accounts, folders: Iterable[Path]) -> None:
    """Raises Refused when a part's user may not enter a folder it has to read."""
    if not users.privileged:
        return
    paths = _with_parents(folders)
    for account in users.of_parts:
        barred = _first_barred(account, paths)
        if barred:
            raise Refused(
                f"the user {account.name} may not enter {barred}",
                f"chmod o+x {barred}, or keep the checkout and STOA_HOME where "
                "every user may go, such as under /srv or /opt",
            )


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(str(uid), uid, os.getegid())
    return Account(entry.pw_name, uid, os.getegid() if uid == os.geteuid() else entry.pw_gid)


def _ensure(name: str) -> Account:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        _create(name)
        entry = pwd.getpwnam(name)
    return Account(name, entry.pw_uid, entry.pw_gid)


def _create(name: str) -> None:
    group = ["--gid", name] if _group_exists(name) else ["--user-group"]
    command = ["/usr/sbin/useradd", "--system", "--no-create-home", *group]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(
            f"the system user {name} could not be made: {done.stderr.strip()}",
            "make it by hand, or start ./stoa as an ordinary user",
        )


def _group_exists(name: str) -> bool:
    try:
        grp.getgrnam(name)
    except KeyError:
        return False
    return True


def _with_parents(folders: Iterable[Path]) -> list[Path]:
    every = {folder for start in folders for folder in (start, *start.parents)}
    return sorted(every, key=lambda folder: len(folder.parts))


def _first_barred(account: Account, paths: Iterable[Path]) -> str:
    script = 'for p do [ ! -e "$p" ] || [ -x "$p" ] || { echo "$p"; exit; }; done'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *map(str, paths)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()

"""A real Wagtail site: made by its own command, filled by its own ORM."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

PEOPLE = """
import json, sys
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from wagtail.users.models import UserProfile
for row in json.load(sys.stdin):
    user = User(username=row["user_name"], first_name=row["first_name"], last_name=row["last_name"],
                email=row["user_name"] + "@example.org", is_superuser=row["superuser"])
    user.password = make_password(row["password"], hasher=row["hasher"])
    user.save()
    for name in row["groups"]:
        user.groups.add(Group.objects.get_or_create(name=name)[0])
    UserProfile.objects.create(user=user, avatar=row["avatar"])
"""
CHANGE = """
import json, sys
from django.contrib.auth.models import User
told = json.load(sys.stdin)
user = User.objects.get(username=told.pop("user_name"))
for name, value in told.items():
    setattr(user, name, value)
user.save()
"""
HASHERS = """
PASSWORD_HASHERS = ["django.contrib.auth.hashers." + name for name in (
    "PBKDF2PasswordHasher", "PBKDF2SHA1PasswordHasher", "Argon2PasswordHasher",
    "BCryptSHA256PasswordHasher", "BCryptPasswordHasher", "ScryptPasswordHasher")]
"""


@dataclass(frozen=True)
class Employee:
    user_name: str
    first_name: str
    last_name: str
    hasher: str = "default"
    """Django's name of the algorithm that keeps the password."""
    groups: tuple[str, ...] = ()
    superuser: bool = False
    avatar: str = ""
    """Below MEDIA_ROOT."""

    @property
    def password(self) -> str:
        return f"{self.user_name} at the CMS: ünïcødé"


@dataclass(frozen=True)
class Wagtail:
    folder: Path
    programs: Path
    """Of the environment that Wagtail is installed in."""

    @classmethod
    def made(cls, folder: Path, environment: Path) -> "Wagtail":
        """A site without people."""
        site = cls(folder, environment / "bin")
        folder.mkdir()
        site._run(str(site.programs / "wagtail"), "start", "intranet", str(folder))
        with (folder / "intranet" / "settings" / "base.py").open("a") as settings:
            settings.write(HASHERS)
        site._manage("migrate", "-v", "0")
        return site

    @property
    def database(self) -> Path:
        return self.folder / "db.sqlite3"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def employ(self, *people: Employee) -> None:
        rows = [vars(person) | {"password": person.password} for person in people]
        self._manage("shell", "-v", "0", "-c", PEOPLE, told=rows)

    def change(self, user_name: str, **values: object) -> None:
        """Of Django's user."""
        self._manage("shell", "-v", "0", "-c", CHANGE, told={"user_name": user_name, **values})

    def _manage(self, *words: str, told: object = None) -> None:
        self._run(str(self.programs / "python"), "manage.py", *words, told=told)

    def _run(self, *command: str, told: object = None) -> None:
        done = subprocess.run(
            command, cwd=self.folder, input=json.dumps(told), capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"

"""`.env.example` names every setting that a program reads, and no other."""

import re
from pathlib import Path

from admin.settings import PortalSettings
from components.archive.settings import ArchiveSettings
from components.directory.settings import DirectorySettings
from components.push.settings import PushSettings
from components.upload.settings import UploadSettings

CHECKOUT = Path(__file__).parents[2]
READ_ELSEWHERE = {
    *("STOA_HOME", "STOA_TREE", "STOA_VENV", "STOA_WEBCLIENT", "STOA_SECRETS", "STOA_CALLED_FROM")
}
"""By the script and the supervisor, and the folder that the secrets below are files of."""

FILES_OF_SECRETS = {
    "STOA_DATABASE_PASSWORD",
    "STOA_COMPONENT_SECRET",
    "STOA_CMS_URL",
    "STOA_SESSION_KEY",
    "STOA_FILE_LINKS",
    "STOA_VAPID_KEY",
    "STOA_PUSH_KEY",
}
PROGRAMS = (ArchiveSettings, DirectorySettings, UploadSettings, PushSettings, PortalSettings)


def test_each_setting_of_a_program_is_explained_and_nothing_else() -> None:
    text = (CHECKOUT / ".env.example").read_text()
    explained = set(re.findall(r"^(STOA_\w+)=", text, re.MULTILINE))
    read = {f"STOA_{name.upper()}" for program in PROGRAMS for name in program.model_fields}

    assert explained == (read - FILES_OF_SECRETS) | READ_ELSEWHERE

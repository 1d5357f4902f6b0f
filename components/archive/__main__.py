"""`python -m components.archive`, with the settings of `.env.example` in the environment."""

from components.archive.app import run
from components.archive.settings import ArchiveSettings
from components.runtime.process import main

main(run, ArchiveSettings)

"""`python -m components.directory`, with the settings of `.env.example` in the environment."""

from components.directory.app import run
from components.directory.settings import DirectorySettings
from components.runtime.process import main

main(run, DirectorySettings)

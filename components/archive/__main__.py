"""`python -m components.archive`, with the settings of `.env.example` in the environment."""

from components.archive.app import run
from components.runtime.process import main
from components.runtime.settings import ComponentSettings

main(run, ComponentSettings)

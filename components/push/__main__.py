"""`python -m components.push`, with the settings of `.env.example` in the environment."""

from components.push.app import run
from components.push.settings import PushSettings
from components.runtime.process import main

main(run, PushSettings)

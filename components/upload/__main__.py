"""`python -m components.upload`, with the settings of `.env.example` in the environment."""

from components.runtime.process import main
from components.upload.app import run
from components.upload.settings import UploadSettings

main(run, UploadSettings)

"""`python -m deploy.servers.compressed FOLDER`: two encodings of every file, once, for nginx."""

import sys
from pathlib import Path

from admin import assets


def main(folder: Path) -> None:
    for file in [each for each in folder.rglob("*") if each.is_file()]:
        assets.compress(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Chromium from the tests' tree, for Playwright: nothing of the host is used."""

from typing import TypedDict

from deploy.instance.settings import Settings


class Launch(TypedDict):
    """What `playwright.chromium.launch` is given."""

    executable_path: str
    args: list[str]
    env: dict[str, str | float | bool]


def launch() -> Launch:
    """`playwright.chromium.launch(**launch())`, with the fonts and libraries of the tree.

    Root cannot have Chromium's own sandbox; what it opens are pages of ours alone.
    """
    tree = Settings().layout().home / "tree-clients"
    return {
        "executable_path": str(tree / "usr" / "lib" / "chromium" / "chromium-headless-shell"),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        "env": {
            "FONTCONFIG_SYSROOT": str(tree),
            "FONTCONFIG_PATH": "/etc/fonts",
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
        },
    }

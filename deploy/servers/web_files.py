"""What nginx hands out by itself: the web client, assets of pages, and pages for its own errors."""

import json
import os
import shutil
import time
from pathlib import Path
from string import Template

from admin import assets
from deploy.instance.refusal import Refused

STYLESHEET, MARK = "stoa.css", "mark.svg"
PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title · Stoa</title>
<link rel="icon" type="image/svg+xml" href="$mark">
<link rel="stylesheet" href="$stylesheet">
</head>
<body class="lost">
<main>
<h1>$title</h1>
<p>$text</p>
</main>
</body>
</html>
""")
AGAIN = '<a href="">Try again</a>'
"""The same address once more."""

ERRORS = {
    "400": ("Bad request", "The request is not one this server understands."),
    "404": ("Not found", "There is no such page."),
    "405": ("Method not allowed", "This address does not take such requests."),
    "408": ("Request timeout", "The request came in too slowly. Try again."),
    "413": ("Too large", "What was sent is larger than this address takes."),
    "414": ("Address too long", "The address is longer than this server takes."),
    "421": ("Wrong address", "This server does not answer under this name."),
    "426": ("Upgrade required", "This address speaks XMPP over WebSocket (RFC 7395)."),
    "429": ("Too many requests", "Too many requests came from your address. Wait a moment."),
    "431": ("Request headers too large", "Delete this site's cookies and try again."),
    "500": ("Something went wrong", "Try again; if it stays so, tell your administrator."),
    "502": ("Just a moment", "This part of the server starts, or has much to do. Try again."),
}


LANGUAGE = "en"
"""The one on top of the built web client; others have folders in it."""


def write(folder: Path, client: Path) -> None:
    """Replaces the folder; nobody reads it while nginx is not running. Raises Refused without the
    built web client."""
    if not (client / "index.html").is_file():
        raise Refused(f"{client} does not hold the web client", "run ./stoa again: it builds it")
    shutil.rmtree(folder, ignore_errors=True)
    assets.write(folder / "assets")
    shutil.copytree(client / "assets", folder / "assets", dirs_exist_ok=True)
    _pages(folder, client)
    (folder / "errors").mkdir()
    shared = {"stylesheet": assets.address(STYLESHEET), "mark": assets.address(MARK)}
    for name, (title, text) in ERRORS.items():
        page = PAGE.substitute(title=title, text=text.replace("Try again", AGAIN), **shared)
        (folder / "errors" / f"{name}.html").write_text(page)
        if name.isdigit():
            problem = {"type": "about:blank", "title": title, "status": int(name), "detail": text}
            (folder / "errors" / f"{name}.problem").write_text(json.dumps(problem))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _pages(folder: Path, client: Path) -> None:
    """Of each language. Nginx tells their versions by time and length: none has that of another."""
    others = {page.parent.name: page.parent for page in sorted(client.glob("*/index.html"))}
    now = int(time.time())
    for nth, (language, built) in enumerate({LANGUAGE: client, **others}.items()):
        (folder / language).mkdir()
        for name in ("index.html", "service-worker.js"):
            page = shutil.copyfile(built / name, folder / language / name)
            os.utime(page, (now - nth, now - nth))

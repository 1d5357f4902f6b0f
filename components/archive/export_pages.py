"""The readable half of an export: pages that need nothing but a browser, and no network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from zipfile import ZipFile

from components.archive.conversations import Attachment, Message
from components.archive.inbox import Entry
from components.runtime.file_links import CanonicalLinks

A_PAGE = 2000
"""Messages; browsers are slow with more."""
WEB = ("https://", "http://")
STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.5rem;line-height:1.25}
article{border-top:1px solid #8884;padding:.75rem 0}
header,.small{font-size:.875rem}
header time{opacity:.75;margin-inline-start:.5rem}
p{margin:.25rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
li{margin:.375rem 0}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Pages:
    def __init__(
        self, archive: ZipFile, owner: str, names: Mapping[str, str], made_at: datetime
    ) -> None:
        """`names` of people, by address."""
        self._archive, self._owner, self._names, self._made_at = archive, owner, names, made_at
        self._ours = CanonicalLinks(owner.partition("@")[2])
        self._contents: list[tuple[Entry, int]] = []
        self._messages: list[str] = []
        self._page = 1

    def begin(self, entry: Entry) -> None:
        self._finish()
        self._contents.append((entry, 0))
        self._page = 1

    def add(self, message: Message) -> None:
        if len(self._messages) == A_PAGE:
            self._write(further=True)
            self._page += 1
        self._messages.append(self._article(message))
        entry, count = self._contents[-1]
        self._contents[-1] = entry, count + 1

    def end(self) -> None:
        self._finish()
        self._archive.writestr("index.html", self._index())

    def _finish(self) -> None:
        if self._contents:
            self._write(further=False)

    def _write(self, *, further: bool) -> None:
        entry, _ = self._contents[-1]
        number, page = len(self._contents), self._page
        ways = ['<a href="index.html">All conversations</a>']
        if page > 1:
            ways.append(f'<a href="{_file(number, page - 1)}">Earlier</a>')
        if further:
            ways.append(f'<a href="{_file(number, page + 1)}">Later</a>')
        navigation = f"<nav class=small>{' · '.join(ways)}</nav>"
        said = "\n".join(self._messages) or "<p>Nothing was said here.</p>"
        title = _title(entry)
        body = f"{navigation}<main><h1>{escape(title)}</h1>\n{said}\n</main>{navigation}"
        self._archive.writestr(_file(number, page), _document(title, body))
        self._messages.clear()

    def _article(self, message: Message) -> str:
        name = self._names.get(message.sender) or message.nick or message.sender
        at = message.at.astimezone(UTC)
        moment = f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M} UTC</time>'
        return (
            f'<article id="m{message.id}"><header><strong>{escape(name)}</strong>{moment}</header>'
            f"{self._said(message)}</article>"
        )

    def _said(self, message: Message) -> str:
        if message.retracted_at:
            return "<p><em>This message was retracted.</em></p>"
        parts = [f'<p dir="auto">{escape(message.body)}</p>'] if message.body else []
        if message.encrypted:
            parts.append("<p><em>Encrypted for its recipients alone.</em></p>")
        parts += [self._file(each) for each in message.attachments]
        notes = ["edited"] if message.edited_at else []
        notes += [f"{each.emoji} {len(each.addresses)}" for each in message.reactions]
        if message.reply_to:
            parts.insert(0, f'<p class=small><a href="#m{message.reply_to}">In answer to</a></p>')
        if notes:
            parts.append(f"<p class=small>{escape(' · '.join(notes))}</p>")
        return "".join(parts)

    def _file(self, attachment: Attachment) -> str:
        """Nothing leads to a shared file from here."""
        name = escape(attachment.name or attachment.url)
        if not attachment.url.startswith(WEB) or self._ours.one(attachment.url):
            return f"<p>{name}</p>"
        return f'<p><a href="{escape(attachment.url)}" rel="noreferrer">{name}</a></p>'

    def _index(self) -> str:
        rows = "\n".join(
            f'<li><a href="{_file(number, 1)}">{escape(_title(entry))}</a>'
            f" <span class=small>{count:,} messages</span></li>"
            for number, (entry, count) in enumerate(self._contents, 1)
        )
        made = (
            f"The messages of {escape(self._owner)}, as they were on"
            f" {self._made_at:%Y-%m-%d at %H:%M} UTC. Programs read <code>messages.jsonl</code>."
            " Shared files are named, and stay in the conversations."
        )
        return _document("Messages", f"<main><h1>Messages</h1><p>{made}</p><ul>{rows}</ul></main>")


def _title(entry: Entry) -> str:
    return entry.name or entry.address


def _file(number: int, page: int) -> str:
    return f"{number:05}.html" if page == 1 else f"{number:05}-{page}.html"


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )

"""Between a page and the server: says to the page what no honest server would."""

import re
from collections.abc import Callable

from playwright.async_api import Page, WebSocketRoute

STANZA = re.compile(r"<(message|presence|iq)[\s/>]")
HANDLED = re.compile(r"""(<(?:a|resume)\s[^>]*?\bh=["'])(\d+)""")

Change = Callable[[str], list[str]]


class Tap:
    """Passes frames on as they are, until it is told otherwise.

    What the page acknowledges (XEP-0198) is corrected by what the server never sent.
    """

    def __init__(self) -> None:
        self.change: Change = lambda frame: [frame]
        """What the page gets in place of a frame of the server."""
        self.sent: list[str] = []
        """What the page has sent."""
        self._more = 0
        self._page: WebSocketRoute | None = None

    @classmethod
    async def on(cls, page: Page) -> "Tap":
        """For each WebSocket the page opens from now on."""
        tap = cls()
        await page.route_web_socket(re.compile(r"/ws$"), tap._open)
        return tap

    @property
    def resource(self) -> str:
        """That the page has bound last."""
        return str(re.findall("<resource>([^<]+)", "".join(self.sent))[-1])

    def say(self, stanza: str) -> None:
        """To the page, as if it came from the server."""
        assert self._page, "the page has no WebSocket"
        self._deliver([stanza], 0)

    def _open(self, page: WebSocketRoute) -> None:
        self._page = page
        server = page.connect_to_server()
        page.on_message(lambda frame: self._up(server, str(frame)))
        server.on_message(lambda frame: self._down(str(frame)))

    def _up(self, server: WebSocketRoute, frame: str) -> None:
        self.sent.append(frame)
        if frame.startswith("<enable "):
            self._more = 0
        server.send(HANDLED.sub(self._corrected, frame))

    def _corrected(self, handled: re.Match[str]) -> str:
        return f"{handled[1]}{max(0, int(handled[2]) - self._more)}"

    def _down(self, frame: str) -> None:
        self._deliver(self.change(frame), bool(STANZA.match(frame)))

    def _deliver(self, frames: list[str], honest: int) -> None:
        assert self._page
        self._more += sum(bool(STANZA.match(frame)) for frame in frames) - honest
        for frame in frames:
            self._page.send(frame)

"""What people of the demo say on the morning that the guide's pictures show."""

import io
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageDraw

from tests.harness import cast, media, upload
from tests.harness.stack import Stack
from tests.harness.stanza import with_id
from tests.harness.xmpp import Client

NAMES: Mapping[str, str] = {
    cast.ADA: "Ada Lovelace",
    cast.GRACE: "Grace Hopper",
    cast.HEDY: "Hedy Lamarr",
    cast.KATHERINE: "Katherine Johnson",
    cast.NIKOLA: "Nikola Tesla",
}
TWICE = "*Twice the range*, and the last bar is only `half a day` of it. #antenna"
REVIEW = "Who comes to the review on Friday at ten, room *Babbage*?"
RUN = "It did, at four in the morning: all forty numbers are right 🎉"
LAST = "Thank you, I will look at the orbit this afternoon."
TABLE, CSV = "bernoulli.csv", b"n,B\n0,1\n1,1/2\n2,1/6\n" * 400
PAPER, GRID, BLUE, ORANGE = "#f4f1ea", "#ddd6c8", "#17588c", "#c0662b"
SHARING = (
    "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback>"
    "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file"
    " xmlns='urn:xmpp:file:metadata:0'><media-type>{kind}</media-type><name>{name}</name>"
    "<size>{size}</size>{more}</file><sources><url-data"
    " xmlns='http://jabber.org/protocol/url-data' target={link}/></sources></file-sharing>"
)


class Colleagues:
    """At hand-written clients; everybody is in the room of their department."""

    def __init__(self, clients: Mapping[str, Client], room: str) -> None:
        self.clients, self.room = clients, room

    @classmethod
    async def come(cls, stack: Stack, *people: str) -> "Colleagues":
        room = f"engineering@{stack.rooms}"
        clients = {person: await stack.sign_in(person, "phone") for person in people}
        for person, client in clients.items():
            await client.join(room, NAMES[person])
        return cls(clients, room)

    def address(self, person: str) -> str:
        return self.clients[person].bare

    async def say(self, person: str, to: str, body: str, more: str = "") -> str:
        """What the others name the message by."""
        client = self.clients[person]
        id = client.message(to, f"<body>{escape(body)}</body>{more}", type=self._type(to))
        if to != self.room:
            await client.settle()
            return id
        return (await client.expect(with_id(id))).stanza_ids[to]

    def add(self, person: str, to: str, payload: str) -> None:
        """Something without words."""
        self.clients[person].message(to, payload, type=self._type(to))

    def react(self, person: str, to: str, id: str, *emoji: str) -> None:
        each = "".join(f"<reaction>{one}</reaction>" for one in emoji)
        self.add(
            person,
            to,
            f"<reactions xmlns='urn:xmpp:reactions:0' id='{id}'>{each}</reactions>"
            "<store xmlns='urn:xmpp:hints'/>",
        )

    async def share(
        self, person: str, to: str, name: str, kind: str, content: bytes, more: str = ""
    ) -> str:
        link = (await upload.uploaded(self.clients[person], name, content, kind)).get
        upload.scanned(link)
        about = {"kind": kind, "name": name, "size": len(content), "more": more}
        return await self.say(person, to, link, SHARING.format(**about, link=quoteattr(link)))

    def _type(self, to: str) -> str:
        return "groupchat" if to == self.room else "chat"


async def tell(people: Colleagues) -> None:
    await _in_the_room(people)
    await _between_two(people)
    for person, body in (
        (cast.HEDY, "Lunch at half past twelve?"),
        (cast.NIKOLA, "The coil is ready ⚡"),
        (cast.NIKOLA, "Both of them, in fact"),
        (cast.KATHERINE, LAST),
    ):
        await people.say(person, people.address(cast.ADA), body)


async def _in_the_room(people: Colleagues) -> None:
    room = people.room
    await people.say(cast.HEDY, room, "Good morning! The new antenna is on the roof ☀️")
    await people.say(cast.NIKOLA, room, "Wonderful. How does it do against the old one?")
    size = "<width>960</width><height>420</height>"
    bars = await people.share(cast.HEDY, room, "first-week.png", "image/png", _chart(), size)
    people.react(cast.KATHERINE, room, bars, "👍", "📡")
    people.react(cast.GRACE, room, bars, "👍")
    twice = await people.say(cast.HEDY, room, TWICE)
    for person in (cast.NIKOLA, cast.KATHERINE, cast.GRACE, cast.ADA):
        people.react(person, room, twice, "🎉")
    review = await people.say(cast.KATHERINE, room, REVIEW)
    thread = f"<thread>{review}</thread>"
    await people.say(cast.GRACE, room, "I do, and I bring the notes of the last one.", thread)
    await people.say(cast.HEDY, room, "Me too.", thread)
    await people.say(cast.NIKOLA, room, "Ten is early. I will be there.", thread)
    asked = await people.say(
        cast.GRACE,
        room,
        "Ada Lovelace, could you bring the table of Bernoulli numbers?",
        "<reference xmlns='urn:xmpp:reference:0' type='mention' begin='0' end='12'"
        f" uri='xmpp:{people.address(cast.ADA)}'/>",
    )
    to = quoteattr(f"{room}/{NAMES[cast.GRACE]}")
    answers = f"<reply xmlns='urn:xmpp:reply:0' to={to} id='{asked}'/>"
    answer = await people.say(cast.ADA, room, "Of course. It has grown by three rows.", answers)
    people.react(cast.GRACE, room, answer, "❤️")
    await people.say(cast.KATHERINE, room, "📌 Pinned: review", _pin(review))


async def _between_two(people: Colleagues) -> None:
    ada, grace = people.address(cast.ADA), people.address(cast.GRACE)
    await people.say(cast.GRACE, ada, "Good morning, Ada. Has the engine finished its run?")
    run = await people.say(cast.ADA, grace, RUN)
    people.react(cast.GRACE, ada, run, "🎉", "👏")
    words = "Wonderful! Can you send me the table, and the first page of the drawing?"
    asked = await people.say(cast.GRACE, ada, words)
    answers = f"<reply xmlns='urn:xmpp:reply:0' to='{grace}' id='{asked}'/>"
    await people.say(cast.ADA, grace, "With pleasure.", answers)
    await people.share(cast.ADA, grace, TABLE, "text/csv", CSV)
    length = "<length>7000</length>"
    last = await people.share(cast.GRACE, ada, "voice.ogg", "audio/ogg", media.voice(7.0), length)
    people.add(cast.ADA, grace, f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{last}'/>")


def _pin(id: str) -> str:
    return (
        "<fallback xmlns='urn:xmpp:fallback:0' for='urn:stoa:pins:1'><body/></fallback>"
        f"<pin xmlns='urn:stoa:pins:1' id='{id}' on='true'/>"
    )


def _chart() -> bytes:
    """Seven bars, the last of another colour."""
    drawn = Image.new("RGB", (960, 420), PAPER)
    pen = ImageDraw.Draw(drawn)
    for y in range(70, 400, 65):
        pen.line((60, y, 900, y), fill=GRID, width=3)
    for day, height in enumerate((140, 180, 165, 230, 265, 250, 310)):
        left = 90 + day * 115
        colour = BLUE if day < 6 else ORANGE
        pen.rounded_rectangle((left, 395 - height, left + 70, 395), 12, fill=colour)
    stored = io.BytesIO()
    drawn.save(stored, "PNG")
    return stored.getvalue()

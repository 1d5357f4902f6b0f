"""A sender, a recipient and a bystander, and the question whether all is well with them."""

from dataclasses import dataclass

from tests.harness.feed import Feed
from tests.harness.stanza import with_id
from tests.harness.xmpp import Client


@dataclass
class Office:
    """Ada is the sender, Grace the recipient, Linus a bystander in the same room."""

    ada: Client
    grace: Client
    linus: Client
    room: str
    absent: str
    feed: Feed

    def address(self, where: str) -> tuple[str, str]:
        """The recipient and the message type to reach them with."""
        recipient = {
            "online": self.grace.bare,
            "one device": self.grace.jid,
            "offline": self.absent,
            "room": self.room,
        }[where]
        return recipient, "groupchat" if where == "room" else "chat"

    async def delivered_is_recorded(self) -> None:
        """What Grace got, if anything, is in the feed; both are forgotten."""
        await self.grace.settle()
        recorded = [row.message_id for row in self.feed.new_rows()]
        assert [message.id for message in self.grace.messages] == recorded
        self.grace.forget()

    async def is_unharmed(self) -> None:
        """Nobody got anything, nothing was recorded; a good message passes."""
        await self.linus.settle(self.room)
        await self.grace.settle()
        assert [] == self.linus.messages == self.grace.messages
        assert [] == self.feed.new_rows()
        self.linus.say(self.grace.bare, "still here", id="still-here")
        await self.grace.expect(with_id("still-here"))
        assert ["still-here"] == [row.message_id for row in self.feed.new_rows()]

"""What requests and answers about notifications look like."""

from __future__ import annotations

from marshmallow import Schema
from marshmallow.fields import Boolean, Integer, List, Nested, String, Time
from marshmallow.validate import Length, OneOf, Range

from admin.api.message_shapes import ADDRESS, Preview
from admin.api.shapes import Whole, _count, _text
from components.push.preferences import LONGEST_ZONE, WISHES
from components.push.services import LONGEST_ENDPOINT

BASE64URL = "^[A-Za-z0-9_-]{{{0}}}={{0,2}}$"
NODE = "9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f"


def _flag(about: str) -> Boolean:
    return Boolean(required=True, metadata={"description": about})


def _time(about: str, example: str) -> Time:
    return Time("%H:%M", required=True, metadata={"description": about, "example": example})


class Quiet(Schema):
    begin = _time("When it begins, hour and minute", "22:00")
    end = _time("When it ends; where that is not later, on the next day", "07:00")
    days = List(
        Integer(validate=Range(1, 7)),
        required=True,
        validate=Length(min=1, max=7),
        metadata={"description": "On which it begins; 1 is Monday", "example": [1, 2, 3, 4, 5]},
    )
    time_zone = _text(
        "Of which these are times", "Europe/Berlin", validate=Length(min=1, max=LONGEST_ZONE)
    )


class Preferences(Schema):
    enabled = _flag("You are told of what is new")
    previews = _flag("Notifications show who has written, and how it begins")
    sound = _flag("The web client makes a sound")
    rooms = _text(
        "What you are told of in rooms for which you have set nothing else",
        "on-mention",
        validate=OneOf(WISHES),
    )
    quiet = Nested(
        Quiet,
        required=True,
        allow_none=True,
        metadata={"description": "When you are told of nothing; null: never quiet"},
    )


class New(Schema):
    id = _text("Of the conversation: address of the other person, or of the room", ADDRESS)
    name = _text("Of the person or of the room; may be empty", "Grace Hopper")
    unread = _count("Messages that are not read yet")
    mentions = _count("Of these, such as mention you")
    last = Nested(
        Preview,
        required=True,
        allow_none=True,
        metadata={"description": "The newest message; null where you want no previews"},
    )


class Notifications(Schema):
    enabled = _flag("You are told of what is new, and not quiet now")
    conversations = List(
        Nested(New),
        required=True,
        metadata={"description": "In which there is something unread to be told of"},
    )


class PushKeys(Schema):
    p256dh = _text("The browser's public key", validate=Whole(BASE64URL.format(87)), load_only=True)
    auth = _text("Its secret", validate=Whole(BASE64URL.format(22)), load_only=True)


class NewSubscription(Schema):
    endpoint = _text(
        "Where its push service takes messages for it (RFC 8030)",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        validate=Length(min=1, max=LONGEST_ENDPOINT),
    )
    keys = Nested(
        PushKeys, required=True, metadata={"description": "Of the subscription (RFC 8291)"}
    )


class Subscribed(Schema):
    jid = _text("Of the service that the client enables on its stream", "push.stoa.localhost")
    node = _text("Its node", NODE)
    secret = _text("What publish options have to name")


class PushService(Schema):
    jid = _text("Of the service that the client enables on its stream", "push.stoa.localhost")
    public_key = String(
        required=True,
        metadata={"description": "`applicationServerKey` for the browser (RFC 8292), base64url"},
    )

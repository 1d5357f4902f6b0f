"""What requests and answers look like; each class is a schema of the OpenAPI document."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import Schema, ValidationError
from marshmallow.fields import AwareDateTime, Boolean, Integer, List, Nested, String
from marshmallow.validate import Length, OneOf, Range, Regexp

from components.directory import labels, search
from components.directory.accounts import LOCALPART
from components.directory.api_tokens import SCOPES
from components.directory.roles import GIVEN

LARGEST_PAGE = 100
LARGEST_ID = 2**63 - 1
PICTURE = "/api/v1/people/ada/pictures/3f5a0c1d2e9b8a7f6c5d4e3f2a1b0c9d8e7f6a5b"
LONGEST_TOKEN_LIFE = timedelta(days=3660)


def _text(about: str, example: str | None = None, **more: Any) -> String:
    metadata = {"description": about} | ({"example": example} if example else {})
    return String(required=True, metadata=metadata, **more)


class Whole(Regexp):
    """`$` is the end, as in JSON Schema, and no newline before it."""

    def __call__(self, value: Any) -> Any:
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


def _moment(about: str, *, nullable: bool = False) -> AwareDateTime:
    return AwareDateTime(
        required=True,
        allow_none=nullable,
        metadata={"description": about, "example": "2026-11-21T09:30:00+00:00"},
    )


def _id() -> Integer:
    return Integer(required=True, metadata={"description": "Names it in paths", "example": 17})


def _count(about: str) -> Integer:
    return Integer(required=True, metadata={"description": about, "example": 3})


def _name(about: str, example: str) -> String:
    return _text(about, example, validate=Length(min=1, max=labels.LONGEST))


class Problem(Schema):
    """An error (RFC 9457)."""

    type = _text("Where this kind is explained", "/api/v1/docs#problem-not-found")
    title = _text("The kind in words", "There is no such thing, as far as the asker may know")
    status = Integer(required=True, metadata={"description": "The same again", "example": 404})
    detail = _text("What is wrong with this request", "There is nobody of that name")
    error_id = String(metadata={"description": "Finds the error in the log", "example": "9f86d081"})
    errors = List(Nested("FieldError"), metadata={"description": "What to correct, by field"})


class FieldError(Schema):
    pointer = String(metadata={"description": "JSON pointer into the body", "example": "#/name"})
    parameter = String(metadata={"description": "Name of the query's parameter"})
    detail = _text("What is wrong with it", "Missing data for required field.")


class Me(Schema):
    localpart = _text("Name of the account", "ada")
    jid = _text("Address to write to", "ada@stoa.localhost")
    name = _text("Name of the person", "Ada Lovelace")
    administrator = Boolean(required=True, metadata={"description": "May ask about operations"})
    scopes = List(
        String(validate=OneOf(sorted(SCOPES))),
        required=True,
        allow_none=True,
        metadata={"description": "Of the token; null for a session, which may do everything"},
    )


class Department(Schema):
    id = _id()
    name = _text("As the organisation calls it", "Research")
    room = _text("Address of its room", "research@conference.stoa.localhost")


class Person(Schema):
    localpart = _text("Name of the account; it never changes", "ada")
    jid = _text("Address to write to", "ada@stoa.localhost")
    name = _text("Name of the person", "Ada Lovelace")
    title = _text("What the person does; may be empty")
    email = _text("May be empty", "ada@example.org")
    departments = List(Nested(Department), required=True, metadata={"description": "By name"})
    projects = List(Nested(Department), required=True, metadata={"description": "By name"})
    manager = _text("Localpart of the manager", "grace", allow_none=True)
    picture = _text("Where it is; another picture has another address", PICTURE, allow_none=True)


class OwnPicture(Schema):
    picture = _text("Where it is; null where you have none", PICTURE, allow_none=True)
    own = Boolean(required=True, metadata={"description": "You have set one"})
    allowed = Boolean(
        required=True,
        metadata={"description": "Your organisation lets you; otherwise the directory's is shown"},
    )


class People(Schema):
    people = List(
        Nested(Person), required=True, metadata={"description": "By localpart; or the best first"}
    )
    next = _text("Ask again with `after` set to this; null on the last page", allow_none=True)


class Departments(Schema):
    departments = List(Nested(Department), required=True, metadata={"description": "By name"})


class PageQuery(Schema):
    after = String(
        validate=Whole(f"^{LOCALPART.pattern}$"),
        metadata={"description": "`next` of the page before", "example": "ada"},
    )
    limit = Integer(
        load_default=50,
        validate=Range(1, LARGEST_PAGE),
        metadata={"description": "How many at most"},
    )


class PeopleQuery(PageQuery):
    department = Integer(
        validate=Range(1, LARGEST_ID),
        metadata={"description": "Only people of this department or project (its id)"},
    )
    role = String(
        validate=OneOf(GIVEN), metadata={"description": "Only people with this role somewhere"}
    )
    q = String(
        validate=Length(min=1, max=search.LONGEST),
        metadata={
            "description": "Words of a name, a title or a department; accents and small typing"
            " errors do not matter",
            "example": "lovelace",
        },
    )
    localparts = String(
        validate=Whole(f"^{LOCALPART.pattern}(,{LOCALPART.pattern}){{0,{LARGEST_PAGE - 1}}}$"),
        metadata={
            "description": "Only these, separated by commas; a hundred at most",
            "example": "ada,grace",
        },
    )


class NewDevice(Schema):
    name = _name("What you call the device", "Ada's phone")


class Device(Schema):
    id = _id()
    name = _text("What its owner calls it", "Ada's phone")
    created_at = _moment("When its password was made")
    expires_at = _moment("When its password ends", nullable=True)
    last_used_at = _moment("When it last signed in", nullable=True)


class Devices(Schema):
    devices = List(Nested(Device), required=True, metadata={"description": "The newest first"})


class DeviceWithPassword(Device):
    jid = _text("The user name for the client", "ada@stoa.localhost")
    password = _text("Shown this once", "k3x9p-8wq2m-…")


class BrowserSession(Schema):
    id = _id()
    browser = _text("What the browser called itself; may be empty")
    address = _text("Where it signed in from", "192.0.2.7", allow_none=True)
    created_at = _moment("When it signed in")
    last_seen_at = _moment("When it last asked for something, to the minute")
    expires_at = _moment("When it has to sign in again")
    shared = Boolean(required=True, metadata={"description": "At a computer others use too"})
    current = Boolean(required=True, metadata={"description": "The session that asks"})


class BrowserSessions(Schema):
    sessions = List(
        Nested(BrowserSession), required=True, metadata={"description": "The last seen first"}
    )


def _not_too_long(expires_at: datetime) -> None:
    if expires_at - datetime.now(UTC) > LONGEST_TOKEN_LIFE:
        raise ValidationError("A token expires within ten years")


class NewApiToken(Schema):
    name = _name("What you call the program", "Phone list on the wiki")
    scopes = List(
        String(validate=OneOf(sorted(SCOPES))),
        required=True,
        validate=Length(min=1, max=len(SCOPES)),
        metadata={"description": "What the program may do", "example": ["people:read"]},
    )
    expires_at = AwareDateTime(
        validate=_not_too_long,
        metadata={
            "description": "Within ten years; without it the token lasts until it is revoked",
            "example": "2027-01-31T00:00:00Z",
        },
    )


class ApiToken(Schema):
    id = _id()
    name = _text("What its owner calls it", "Phone list on the wiki")
    scopes = List(
        String(validate=OneOf(sorted(SCOPES))),
        required=True,
        metadata={"description": "What it may do"},
    )
    created_at = _moment("When it was made")
    expires_at = _moment("When it ends", nullable=True)
    last_used_at = _moment("When it was last used, to the minute", nullable=True)


class ApiTokens(Schema):
    tokens = List(Nested(ApiToken), required=True, metadata={"description": "The newest first"})


class ApiTokenWithSecret(ApiToken):
    token = _text("Shown this once", "stoa_Zt3…")


class OwnSession(Schema):
    localpart = _text("Name of the account", "ada")
    jid = _text("Its address", "ada@stoa.localhost")
    name = _text("Name of the person", "Ada Lovelace")
    domain = _text("Of every address here", "stoa.localhost")
    administrator = Boolean(required=True, metadata={"description": "Sees the pages under /admin"})
    picture = _text("Where the person's picture is", PICTURE, allow_none=True)
    csrf_token = _text("For the header `X-CSRFToken`")
    websocket = _text("Where to connect (RFC 7395)", "ws://localhost:8080/ws")
    expires_at = _moment("When this browser has to sign in again")
    shared = Boolean(
        required=True, metadata={"description": "Others use this computer: nothing may stay on it"}
    )


class WebToken(Schema):
    token = _text("The password for SASL PLAIN, once")
    jid = _text("The user name", "ada@stoa.localhost")
    expires_at = _moment("One minute from now")
    websocket = _text("Where to connect (RFC 7395)", "ws://localhost:8080/ws")


class Health(Schema):
    status = _text("That the portal and its database answer", "ok", validate=OneOf(["ok"]))


class Part(Schema):
    name = _text("A process of this instance", "ejabberd")
    state = _text("What its supervisor makes of it", "running")
    healthy = Boolean(required=True, metadata={"description": "It runs and says so"})
    trouble = _text("What is wrong; empty when it is healthy")
    since = _moment("Since when it is in this state")
    restarts = _count("How often it was started again")


class Sync(Schema):
    started_at = _moment("When it began")
    finished_at = _moment("When it ended; null while it runs", nullable=True)
    added = _count("People and departments that came")
    changed = _count("Those that are different now")
    removed = _count("Those that left")
    trouble = _text("What went wrong; empty when nothing did")


class InstanceHealth(Schema):
    state = _text("Of the whole; `unknown` when nobody supervises it", "healthy")
    parts = List(Nested(Part), required=True, metadata={"description": "In the order they start"})
    sync = Nested(
        Sync,
        required=True,
        allow_none=True,
        metadata={"description": "The latest reading of the CMS"},
    )


class SignInFailure(Schema):
    at = _moment("When")
    localpart = _text("Whose account; null for a name that is nobody's", "ada", allow_none=True)
    door = _text("Where", validate=OneOf(["web", "xmpp"]))
    reason = _text("Why it was refused; the asker was not told", "wrong password")
    address = _text("Where it came from", "192.0.2.7", allow_none=True)
    by = _text("The device or browser, where it is known", allow_none=True)


class SignInFailures(Schema):
    failures = List(
        Nested(SignInFailure), required=True, metadata={"description": "The newest first"}
    )

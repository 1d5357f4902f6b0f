"""What one is told of, and browsers that are told with no page open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from admin.api import notification_shapes as shapes
from admin.api.asking import SESSION_ASKS, asker, asks, own_session
from admin.api.conversations import own_address, own_links
from admin.api.part import Part
from admin.services import connection, services
from components.archive import inbox
from components.archive.inbox import Entry, Preview
from components.push import preferences, subscriptions
from components.push.encryption import Keys
from components.push.preferences import Preferences, Quiet
from components.push.subscriptions import Subscription
from components.push.unread import notable
from components.push.vapid import decode

part = Part("Notifications", "What you are told of, and where.")


@part.operation("/notifications", shapes.Notifications, guard=asks("messages:read"))
def new() -> dict[str, Any]:
    """What is new for you

    Unread messages as your preferences and the settings of conversations want them told.
    """
    own, wishes = own_address(), preferences.of(connection(), asker().localpart)
    ids = notable(connection(), own, wishes.rooms)
    entries = [each for each in inbox.entries(connection(), own) if each.conversation_id in ids]
    wanted = [each._replace(last_id=ids[each.conversation_id]) for each in entries]
    shown = inbox.previews(connection(), own, wanted) if wishes.previews else {}
    return {
        "enabled": not wishes.silent(datetime.now(UTC)),
        "conversations": [_new(each, shown.get(each.conversation_id)) for each in entries],
    }


@part.operation("/notifications/preferences", shapes.Preferences, guard=asks("messages:read"))
def wanted() -> dict[str, Any]:
    """How you want to be told"""
    return asdict(preferences.of(connection(), asker().localpart))


@part.operation(
    "/notifications/preferences",
    shapes.Preferences,
    method="PUT",
    guard=SESSION_ASKS,
    body=shapes.Preferences,
)
def want(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Say how you want to be told

    It holds on all your devices that are browsers, from now on.
    """
    quiet = wanted["quiet"]
    found = Preferences(**{**wanted, "quiet": quiet and _quiet(quiet)})
    preferences.put(connection(), asker().localpart, found)
    return asdict(found)


@part.operation("/push", shapes.PushService, guard=SESSION_ASKS)
def service() -> dict[str, str]:
    """What a browser subscribes with"""
    return {"jid": _service(), "public_key": services().settings.push_key}


@part.operation(
    "/push",
    shapes.Subscribed,
    method="POST",
    guard=SESSION_ASKS,
    body=shapes.NewSubscription,
)
def subscribe(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Have this browser told with no page open

    As long as it is signed in here. The same browser gets the same node again. It is told by an
    encrypted message that says only that there is something new.
    """
    services().push_services.check(wanted["endpoint"])
    asking, keys = own_session(), wanted["keys"]
    found = Subscription(
        wanted["endpoint"],
        Keys(decode(keys["p256dh"].rstrip("=")), decode(keys["auth"].rstrip("="))),
    )
    made = subscriptions.add(connection(), asking.localpart, asking.id, found)
    return {"jid": _service(), "node": str(made.node), "secret": made.secret}


@part.operation("/push/<uuid:node>", method="DELETE", status=204, guard=SESSION_ASKS, errors=[404])
def unsubscribe(node: UUID) -> None:
    """Have a browser told no more"""
    subscriptions.remove(connection(), asker().localpart, node)


def _service() -> str:
    return f"push.{services().settings.domain}"


def _quiet(wanted: Mapping[str, Any]) -> Quiet:
    return Quiet(**{**wanted, "days": tuple(sorted(wanted["days"]))})


def _new(entry: Entry, last: Preview | None) -> dict[str, Any]:
    return {
        "id": entry.address,
        "name": entry.name,
        "unread": entry.unread,
        "mentions": entry.mentions,
        "last": asdict(last) | {"body": own_links(last.body)} if last else None,
    }

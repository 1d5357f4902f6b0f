"""The push component on the stream: who it is, and what the server tells it."""

from __future__ import annotations

from components.push.xmpp.notifications import Notifications
from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch

NAME = "Web Push"


def doors(notifications: Notifications) -> Dispatch:
    """XEP-0357 v0.4.1 #disco."""
    dispatch = Dispatch(notifications.queue)
    disco = Disco(Identity("pubsub", "push", NAME))
    notifications.register(dispatch, disco)
    disco.register(dispatch)
    return dispatch

"""The upload component on the stream: who it is, and its slots."""

from __future__ import annotations

from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch
from components.upload.xmpp.slots import SlotRequests

NAME = "HTTP File Upload"


def doors(slots: SlotRequests) -> Dispatch:
    dispatch = Dispatch()
    disco = Disco(Identity("store", "file", NAME))
    slots.register(dispatch, disco)
    disco.register(dispatch)
    return dispatch

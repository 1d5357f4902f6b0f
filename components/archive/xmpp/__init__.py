"""The archive on the stream: it says who it is."""

from __future__ import annotations

from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch


def doors() -> Dispatch:
    dispatch = Dispatch()
    Disco(Identity("component", "archive", "Stoa archive")).register(dispatch)
    return dispatch

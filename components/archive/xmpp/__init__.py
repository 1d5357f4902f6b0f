"""The archive on the stream: it says who it is, and answers for people's accounts."""

from __future__ import annotations

from sqlalchemy import Engine

from components.archive.xmpp.delegation import Delegation
from components.archive.xmpp.inbox import Inbox, Tell
from components.archive.xmpp.search import Search
from components.runtime.disco import Disco, Identity
from components.runtime.dispatch import Dispatch


def doors(domain: str, engine: Engine, tell: Tell, tell_found: Tell) -> Dispatch:
    """`tell` speaks for an account, `tell_found` for the archive itself."""
    delegation = Delegation(domain)
    Inbox(engine, tell).register(delegation)
    dispatch = Dispatch(delegation.sender)
    disco = Disco(Identity("component", "archive", "Stoa archive"))
    delegation.register(dispatch, disco)
    Search(engine, domain, tell_found).register(dispatch, disco)
    disco.register(dispatch)
    return dispatch

"""Web tokens: sign the web client in to XMPP once, within a minute, by `stoa.sign_in`."""

from __future__ import annotations

from sqlalchemy import Connection, text

from components.directory import tokens
from components.directory.web_sessions import Session
from schemas.refusals import NotSignedIn

LASTS_SECONDS = 60

MINT = text("""
with gone as (delete from stoa.web_token where expires_at <= now())
insert into stoa.web_token (digest, localpart, web_session_id, expires_at)
select :digest, s.localpart, s.id, now() + make_interval(secs => :seconds)
  from stoa.web_session s join stoa.account a using (localpart)
 where s.id = :session_id and s.ended_at is null and s.expires_at > now()
   and a.disabled_at is null
""")


def mint(connection: Connection, session: Session) -> str:
    """The token, to be sent as the password of SASL PLAIN. Raises NotSignedIn.

    Once the caller's transaction has ended it can be used.
    """
    token = tokens.make()
    values = {"digest": tokens.digest(token), "session_id": session.id, "seconds": LASTS_SECONDS}
    if connection.execute(MINT, values).rowcount == 0:
        raise NotSignedIn("Sign in first")
    return token

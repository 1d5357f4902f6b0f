"""Calls, as XEP-0353, XEP-0482 and XEP-0166 tell of them. What has ended stays as it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from components.archive.views.batch import Batch, Heard
from components.archive.views.rows import Call, Conversation, moment
from components.archive.views.stanza import Signal

BEGINNINGS = frozenset({"propose", "invite", "session-initiate"})
LASTING = {
    "ringing": (timedelta(seconds=90), "no-answer"),
    "picked": (timedelta(seconds=60), "failed"),
    "active": (timedelta(hours=24), "ended"),
}
"""How long a state lasts without a word, and what it is then; found when the call is heard of
again, so that a rebuild finds the same."""
NEXT = {
    ("ringing", "proceed"): "picked",
    ("ringing", "accept"): "picked",
    ("ringing", "session-accept"): "active",
    ("ringing", "reject"): "declined",
    ("ringing", "retract"): "missed",
    ("ringing", "finish"): "missed",
    ("ringing", "session-terminate"): "missed",
    ("picked", "session-accept"): "active",
    ("picked", "retract"): "raced",
    ("picked", "reject"): "declined",
    ("picked", "finish"): "ended",
    ("picked", "left"): "ended",
    ("picked", "session-terminate"): "ended",
    ("active", "finish"): "ended",
    ("active", "left"): "ended",
    ("active", "session-terminate"): "ended",
}


def begins(batch: Batch, conversation: Conversation | None, heard: Heard) -> bool:
    """Whether this is the first that is heard of a call."""
    signal = heard.content.signals[0]
    if signal.verb not in BEGINNINGS or not _sid(signal, heard):
        return False
    return conversation is None or _call(batch, conversation, heard) is None


def begin(batch: Batch, conversation: Conversation, heard: Heard) -> None:
    signal, at = heard.content.signals[0], moment(heard.record.stanza_id)
    call = Call(
        id=heard.record.stanza_id,
        conversation_id=conversation.id,
        sid=_sid(signal, heard),
        caller=heard.author,
        media=signal.media,
        state="ringing",
        at=at,
        active_at=None,
        reason="",
        migrated_to=None,
    )
    for other in batch.calls.find("conversation_id", conversation.id):
        if other.state == "ringing" and other.caller != call.caller and other.sid != call.sid:
            loser = max(call, other, key=lambda each: each.sid)  # XEP-0353 #tie-break
            loser.state, loser.at = "raced", at
    batch.calls.put(call)


def go_on(batch: Batch, conversation: Conversation, heard: Heard) -> None:
    call = _call(batch, conversation, heard)
    if call is None:
        return
    signal, at = heard.content.signals[0], moment(heard.record.stanza_id)
    expire(call, at)
    if call.state == "active" and signal.verb == "content-add":
        call.media = " ".join(sorted({*call.media.split(), *signal.media.split()}))
    state = NEXT.get((call.state, signal.verb))
    if state:
        _enter(call, _by_reason(call, state, signal, heard.author), at, signal)


def expire(call: Call, at: datetime) -> None:
    lasting = LASTING.get(call.state)
    if lasting and at > call.at + lasting[0]:
        call.state, call.at = lasting[1], call.at + lasting[0]


def _enter(call: Call, state: str, at: datetime, signal: Signal) -> None:
    call.state, call.at, call.migrated_to = state, at, signal.migrated_to
    if state == "active":
        call.active_at = at
    if signal.reason:
        call.reason = signal.reason


def _by_reason(call: Call, state: str, signal: Signal, author: str) -> str:
    if state in {"declined", "missed"} and author != call.caller:
        return "busy" if signal.reason == "busy" else "declined"
    return state


def _sid(signal: Signal, heard: Heard) -> str:
    return (heard.record.message_id or "") if signal.verb == "invite" else signal.sid


def _call(batch: Batch, conversation: Conversation, heard: Heard) -> Call | None:
    sid = _sid(heard.content.signals[0], heard)
    found = batch.calls.find("conversation_id sid", conversation.id, sid)
    return next(iter(found), None)

"""Three people on three devices, in a room and among themselves: a scribe records what they do,
and a model understands it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.harness.scribe import ROOMS, Scribe
from tests.store.views.model import Chat, Said

PEOPLE = ("ada@localhost", "grace@localhost", "linus@localhost")
OWNER = "margaret@localhost"
DEVICES = ("phone", "laptop", "web")
ROOM = f"engineering@{ROOMS}"
# Numbers in them: no language has rules for such words.
WORDS = ("kiwi1", "lynx2", "fjord3", "@ada@localhost", "@grace@localhost", "")
EMOJI = ("👍", "🎉", "👩🏽\u200d💻")
FILES = {person: f"9b2e7c1a-8f00-4d5e-9a55-{place:012}" for place, person in enumerate(PEOPLE)}
"""By owner."""
SHARING = "<x xmlns='jabber:x:oob'><url>https://upload.localhost/{}/plan.pdf</url></x>"
THREADS = "urn:stoa:threads:1"
MENTION = "<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:{}'/>"

Found = list[tuple[str, Chat, Said]]


class Play:
    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.room = Chat(room=True)
        self.chats: dict[str, Chat] = {ROOM: self.room}
        item = f"<item jid='{OWNER}' affiliation='owner'/>"
        record = scribe.membership(f"{OWNER}/web", ROOM, "create", item)
        self.room.members.add(OWNER)
        self.room.belongs(OWNER, record.stanza_id)

    def act(self, name: str, who: int, device: int, which: int, what: Sequence[int]) -> None:
        person = PEOPLE[who % len(PEOPLE)]
        jid = f"{person}/{DEVICES[device % len(DEVICES)]}"
        getattr(self, name)(person, jid, which, what)

    def say(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        to = (*PEOPLE, ROOM, ROOM)[which % 5]
        if to == ROOM and person not in self.room.since:
            return
        body = " ".join(filter(None, (WORDS[each % len(WORDS)] for each in what))) or "kiwi1"
        files = self._files(what)
        thread = self._thread(person, to, which, what)
        inside = self._mentions(body) + self._sharing(files) + f"<thread>{thread}</thread>"
        record = self.scribe.says(jid, to, body, inside)
        files = self._given(person, files)
        chat = self._chat(person, to)
        chat.belongs(person, record.stanza_id)
        if to != ROOM:
            chat.belongs(to, record.stanza_id)
        said = Said(record.stanza_id, record.message_id or "", person, body)
        said.addressees, said.files = frozenset(chat.since), files
        said.thread, root = thread, chat.begins(thread)
        chat.take_part(said, *chat.mentioned(body), *([root.sender] if root else []))
        chat.said.append(said)
        chat.reads(person, said.id)

    def say_late(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        """Two messages of different people at once, told of in the other order."""
        other = PEOPLE[(PEOPLE.index(person) + 1) % len(PEOPLE)]
        first, second = self.scribe.next_id, self.scribe.next_id + 1_000_000
        self.scribe.says(jid, other, "lynx2")
        self.scribe.says(f"{other}/web", person, "fjord3")
        self.scribe.swap_last()
        chat = self._chat(person, other)
        for said in (
            Said(second, self._name(-2), person, "lynx2"),
            Said(first, self._name(-1), other, "fjord3"),
        ):
            for each in (person, other):
                chat.belongs(each, 0)
            said.addressees = frozenset((person, other))
            chat.said.append(said)
            chat.reads(said.sender, said.id)

    def correct(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        found = self._own(person, which)
        if found and not found[2].retracted:
            to, chat, said = found
            body = " ".join(filter(None, (WORDS[each % len(WORDS)] for each in what))) or "lynx2"
            inside = (
                f"<body>{body}</body><replace xmlns='urn:xmpp:message-correct:0' id='{said.name}'/>"
            )
            files = self._files(what)
            inside += self._mentions(body) + self._sharing(files)
            self.scribe.message(jid, to, inside, refers_how="replace", refers_to=said.name)
            said.body, said.files = body, self._given(person, files)
            chat.take_part(said, *chat.mentioned(body))

    def retract(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        found = self._own(person, which)
        if found:
            to, chat, said = found
            self.scribe.retracts(jid, to, str(said.id) if chat.room else said.name)
            self._gone(said)

    def moderate(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        if self.room.said:
            said = self.room.said[which % len(self.room.said)]
            self.scribe.moderates(f"{OWNER}/web", ROOM, str(said.id))
            self._gone(said)

    def react(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        found = self._any(person, which)
        if found:
            to, chat, said = found
            chosen = frozenset(EMOJI[each % len(EMOJI)] for each in what[:2])
            self.scribe.reacts(jid, to, self._id(chat, said), *chosen)
            if not said.retracted:
                said.reactions[person] = chosen

    def pin(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        found = self._any(person, which)
        if found is None:
            return
        to, chat, said = found
        on = what[0] % 3 > 0
        record = self.scribe.pins(jid, to, self._id(chat, said), on=on)
        if said.counts and not said.retracted:
            chat.pins.append((record.stanza_id, said.id, on))
        notice = Said(record.stanza_id, record.message_id or "", person, "kiwi1", counts=False)
        notice.addressees = frozenset(chat.since)
        chat.said.append(notice)
        chat.reads(person, notice.id)

    def receive(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        found = self._any(person, which)
        if found and not found[1].room:
            to, _, said = found
            self.scribe.receives(jid, to, said.name)
            if said.sender != person:
                said.received.add(person)

    def display(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        found = self._any(person, which)
        if found:
            to, chat, said = found
            self.scribe.displays(jid, to, self._id(chat, said))
            chat.marks.append((person, said.id))
            chat.reads(person, said.id)

    def read_elsewhere(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        found = self._any(person, which)
        if found:
            to, chat, said = found
            self.scribe.has_read(jid, to, said.id + sum(what))
            chat.reads(person, said.id + sum(what))

    def wish(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        """Of a thread: that it is followed or not, how far it was read, or nothing any more."""
        found = self._any(person, which)
        if found is None:
            return
        to, chat, said = found
        thread = said.thread or self._id(chat, said)
        follows = (None, True, False)[what[0] % 3]
        payload = f"<thread xmlns='{THREADS}' read-to='{said.id}'"
        payload += "/>" if follows is None else f" follows='{str(follows).lower()}'/>"
        follower = chat.follower(person, thread)
        follower.follows = follows
        if what[0] % 4:
            follower.read_to = max(follower.read_to, said.id)
        else:
            follower.follows = None
        self.scribe.item(jid, THREADS, f"{to} {thread}", payload if what[0] % 4 else None)

    def unsay(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        """All such wishes."""
        self.scribe.empties(jid, THREADS)
        for chat in self.chats.values():
            for (each, _), follower in chat.following.items():
                follower.follows = None if each == person else follower.follows

    def join(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        localpart = person.partition("@")[0]
        record = self.scribe.affiliates(f"{OWNER}/web", ROOM, **{localpart: "member"})
        self.room.members.add(person)
        self.room.belongs(person, record.stanza_id)

    def expel(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        localpart = person.partition("@")[0]
        self.scribe.affiliates(f"{OWNER}/web", ROOM, **{localpart: "none"})
        self.room.members.discard(person)
        self._let_go(person)

    def enter(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        affiliation = "member" if person in self.room.members else ""
        record = self.scribe.enters(jid, ROOM, f"nick of {person}", affiliation)
        self.room.sessions.add(jid)
        self.room.belongs(person, record.stanza_id)

    def leave(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        self.scribe.leaves(jid, ROOM)
        self.room.sessions.discard(jid)
        self._let_go(person)

    def keep_history(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        history = ("all", "since-joining")[which % 2]
        self.scribe.configures(f"{OWNER}/web", ROOM, history=history)
        self.room.keeps(history)

    def refuse(self, person: str, jid: str, which: int, what: Sequence[int]) -> None:
        """The last message, whose sender was told that it had failed."""
        last = self.scribe.records[-1]
        for chat in self.chats.values():
            gone = [each for each in chat.said if each.id == last.stanza_id]
            if gone and last.kind == "message" and last.refers_how is None:
                self.scribe.refused(last)
                chat.said.remove(gone[0])
                chat.pins = [each for each in chat.pins if last.stanza_id not in each]

    def _let_go(self, person: str) -> None:
        inside = any(each.startswith(f"{person}/") for each in self.room.sessions)
        if person not in self.room.members and not inside:
            self.room.leaves(person)

    def _gone(self, said: Said) -> None:
        if not said.retracted:
            said.retracted, said.body, said.reactions = True, "", {}
            said.files = frozenset()
        for chat in self.chats.values():
            chat.pins = [each for each in chat.pins if each[1] != said.id]

    def _chat(self, person: str, to: str) -> Chat:
        return self.chats.setdefault(self._key(person, to), Chat(room=False))

    def _key(self, person: str, to: str) -> str:
        return ROOM if to == ROOM else " ".join(sorted((person, to)))

    def _own(self, person: str, which: int) -> tuple[str, Chat, Said] | None:
        return self._pick([each for each in self._all(person) if each[2].sender == person], which)

    def _any(self, person: str, which: int) -> tuple[str, Chat, Said] | None:
        return self._pick(self._all(person), which)

    def _all(self, person: str) -> Found:
        """Where somebody takes part, with the address to write to."""
        found: Found = []
        for key, chat in self.chats.items():
            if person in chat.since:
                peer = next((each for each in key.split(" ") if each != person), person)
                found += [(peer, chat, each) for each in chat.said]
        return found

    def _pick(self, found: Found, which: int) -> tuple[str, Chat, Said] | None:
        return found[which % len(found)] if found else None

    def _id(self, chat: Chat, said: Said) -> str:
        return str(said.id) if chat.room else said.name

    def may_fetch(self, person: str, file: str) -> bool:
        return FILES[person] == file or any(
            file in said.files for chat in self.chats.values() for said in chat.readable(person)
        )

    def _files(self, what: Sequence[int]) -> frozenset[str]:
        return frozenset(list(FILES.values())[each] for each in what if each < len(FILES))

    def _sharing(self, files: frozenset[str]) -> str:
        return "".join(SHARING.format(each) for each in sorted(files))

    def _given(self, person: str, files: frozenset[str]) -> frozenset[str]:
        return frozenset(each for each in files if self.may_fetch(person, each))

    def _thread(self, person: str, to: str, which: int, what: Sequence[int]) -> str:
        """Named after something that was said there, or at will; '' without one."""
        chat = self.chats.get(self._key(person, to))
        if what[-1] % 3 == 0:
            return ""
        if what[-1] % 3 == 1 or chat is None or not chat.said:
            return "tea"
        return self._id(chat, chat.said[which % len(chat.said)])

    def _name(self, place: int) -> str:
        return self.scribe.records[place].message_id or ""

    def _mentions(self, body: str) -> str:
        named = sorted({each[1:] for each in body.split() if each.startswith("@")})
        return "".join(MENTION.format(each) for each in named)

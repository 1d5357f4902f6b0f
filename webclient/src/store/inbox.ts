import type { ArchivedMessage } from '../xmpp/archive';
import { isCarbon, parseCarbon } from '../xmpp/carbons';
import { type IncomingMessage, parseMessage } from '../xmpp/message';
import { parseRealAddress } from '../xmpp/rooms';
import type { Clock } from './clock';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import type { Entry } from './entry';
import { meaningOf, type RoomAuthor, roomMeaningOf, type Way, type Whence } from './incoming';
import { mentionsUs } from './mentions';
import type { Session } from './sign_in';
import type { Arrival } from './timeline';

/** Whom the inbox tells what has come. */
export interface Listeners {
  /** Messages that are new or say something new; to be kept. */
  changed(of: StoredConversation, entries: readonly Entry[], way: Way): void;
  /** Somebody else's message that has arrived here, with or without a body. */
  received(of: StoredConversation, message: IncomingMessage, way: Way): void;
  /** This account has read up to a message on another device. */
  displayedElsewhere(of: StoredConversation, id: string): void;
  failed(message: IncomingMessage): void;
  /** Something of an own device's came back, by this id: the server has it. */
  came(id: string): void;
  /** Something was said about a message that is not in memory. */
  aboutUnknown(of: StoredConversation): void;
}

/** Where every message comes through: live, as a carbon or from an archive. */
export class Inbox {
  readonly #own: string;
  /** What the owner of the account is called. */
  readonly #name: string;
  readonly #conversations: Conversations;
  readonly #clock: Clock;
  readonly #listeners: Listeners;

  constructor(
    { jid, name }: Pick<Session, 'jid' | 'name'>,
    conversations: Conversations,
    clock: Clock,
    listeners: Listeners,
  ) {
    this.#own = jid;
    this.#name = name;
    this.#conversations = conversations;
    this.#clock = clock;
    this.#listeners = listeners;
  }

  live(stanza: Element): void {
    const carbon = isCarbon(stanza);
    const message = carbon ? parseCarbon(stanza, this.#own)?.message : stanza;
    if (message) this.#arrived(message, carbon ? 'carbon' : 'live');
  }

  /** What an archive holds; `room` null: the own one. The archive was asked, and says so itself. */
  archived(messages: readonly ArchivedMessage[], room: string | null): readonly Read[] {
    const read = messages.flatMap((each) => this.#read(each, room) ?? []);
    const found = new Map<StoredConversation, Arrival[]>();
    for (const { of, arrivals } of read) {
      const before = found.get(of);
      if (before) before.push(...arrivals);
      else found.set(of, [...arrivals]);
    }
    for (const [of, arrivals] of found) this.#merge(of, arrivals, 'archive');
    for (const each of read) {
      this.#displayedElsewhere(each);
      if (each.own && each.message.id !== null) this.#listeners.came(each.message.id);
    }
    return read;
  }

  /** What was missed: unlike older history it has arrived just now, unless the archive says before. */
  missed(messages: readonly ArchivedMessage[], room: string | null): void {
    const read = this.archived(messages, room);
    const answered = new Set(read.map(({ own, message }) => (own ? message.receivedId : null)));
    for (const { of, own, isNew, message } of read)
      if (!own && isNew && !answered.has(message.id))
        this.#listeners.received(of, message, 'archive');
  }

  /** What this browser has kept, newest first; returns whether any of it is new. */
  kept(of: StoredConversation, entries: readonly Entry[]): boolean {
    const changed = of.merge(entries.map((entry) => ({ kind: 'message', entry }) as const));
    const known = new Set(entries);
    const more = changed.filter((each) => !known.has(each));
    if (more.length > 0) this.#listeners.changed(of, more, 'archive');
    return changed.length > 0;
  }

  #arrived(stanza: Element, way: Way): void {
    const message = parseMessage(stanza, this.#own);
    if (message?.type === 'error') this.#listeners.failed(message);
    else if (message) this.#said(message, way);
  }

  #said(message: IncomingMessage, way: Way): void {
    const at = message.delay?.at ?? this.#clock.arrived(message.stanzaId);
    const whence: Whence = { way, archiveId: null, at };
    const isRoom = message.type === 'groupchat';
    if (isRoom && way === 'carbon') return; // rooms speak for themselves
    const here = isRoom ? this.#heard(message, whence, null) : this.#understand(message, whence);
    if (!here) return;
    this.#merge(here.of, here.arrivals, way);
    this.#displayedElsewhere(here);
    if (here.own && message.id !== null) this.#listeners.came(message.id);
    if (!here.own) this.#listeners.received(here.of, message, way);
  }

  #read({ message: stanza, stanzaId, at }: ArchivedMessage, room: string | null): Read | null {
    const message = parseMessage(stanza, this.#own);
    const whence: Whence = { way: 'archive', archiveId: stanzaId, at };
    if (!message) return null;
    const here =
      room === null ? this.#understand(message, whence) : this.#heard(message, whence, stanza);
    return here && { ...here, message, isNew: here.of.timeline.named(stanzaId) === null };
  }

  #understand(message: IncomingMessage, whence: Whence): Understood | null {
    const isRoom = (address: string) => this.#conversations.get(address)?.kind === 'room';
    const meaning = meaningOf(message, whence, this.#own, isRoom);
    if (!meaning) return null;
    const { arrivals, own, displayedHere } = meaning;
    const known = this.#conversations.get(meaning.conversation);
    if (known?.kind === 'room' || (!known && !arrivals.some(isWord))) return null;
    const of = known ?? this.#conversations.with(meaning.conversation);
    return { of, arrivals, own, displayedHere };
  }

  /** In rooms that we are in, or whose archive was asked. */
  #heard(message: IncomingMessage, whence: Whence, archived: Element | null): Understood | null {
    const of = this.#conversations.get(message.from.bare);
    if (of?.kind !== 'room' || message.type !== 'groupchat') return null;
    if (message.subject !== null && message.body === null) {
      if (!archived) of.subject = message.subject;
      return null;
    }
    const author = this.#author(of, message, archived);
    const arrivals = roomMeaningOf(message, whence, author);
    return { of, arrivals, own: author?.own ?? false, displayedHere: null };
  }

  /** Live, the room has said who has the nick; of the past the archive says who had it. */
  #author(
    of: StoredConversation,
    message: IncomingMessage,
    archived: Element | null,
  ): RoomAuthor | null {
    if (!message.from.resource) return null;
    const occupant = archived ? null : of.room.get(message.from.resource);
    const address = archived ? parseRealAddress(archived) : (occupant?.address ?? null);
    const own = address === null ? (occupant?.own ?? false) : address === this.#own;
    const names = [this.#name, of.room.own?.nick ?? ''];
    return { address, own, mentions: mentionsUs(message, this.#own, names) };
  }

  #displayedElsewhere({ of, displayedHere }: Understood): void {
    if (displayedHere !== null) this.#listeners.displayedElsewhere(of, displayedHere);
  }

  #merge(of: StoredConversation, arrivals: readonly Arrival[], way: Way): void {
    const changed = of.merge(arrivals);
    if (changed.length > 0) this.#listeners.changed(of, changed, way);
    if (arrivals.some((each) => isAboutUnknown(of, each))) this.#listeners.aboutUnknown(of);
  }
}

function isAboutUnknown(of: StoredConversation, arrival: Arrival): boolean {
  return arrival.kind !== 'message' && of.timeline.named(arrival.id) === null;
}

interface Understood {
  readonly of: StoredConversation;
  readonly arrivals: readonly Arrival[];
  readonly own: boolean;
  readonly displayedHere: string | null;
}

/** A message of an archive; `isNew`: it was not here. */
interface Read extends Understood {
  readonly message: IncomingMessage;
  readonly isNew: boolean;
}

function isWord(arrival: Arrival): boolean {
  return arrival.kind === 'message';
}

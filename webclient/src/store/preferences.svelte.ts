import { type Connection, RequestRefused } from '../xmpp/connection';
import { idle } from '../xmpp/idle';
import { withResource } from '../xmpp/jid';
import { PREFERENCES } from '../xmpp/marks';
import { type Item, itemsRequest, type PepEvent, parseItems } from '../xmpp/pep';
import {
  EVERYTHING,
  isWelcomed,
  type OwnAvailability,
  PLAIN,
  parseAvailability,
  parseLanguage,
  parseTelling,
  publishAvailability,
  publishLanguage,
  publishTelling,
  publishWelcomed,
  type Telling,
} from '../xmpp/preferences';
import { availablePresence } from '../xmpp/presence';
import type { OwnActs } from './act_types';
import type { Clock } from './clock';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import { Idleness } from './idleness';
import type { Manners } from './manners';

/** A larger room is told what somebody has set, not that they are idle: everybody there is told by it. */
const LARGEST_ROOM = 100;
/** And only what they leave set so long. */
const SETTLED_MS = 10_000;
/** For the next page in this tab, which goes on with the stream. */
const TOLD = 'stoa told';
const ROOMS_TOLD = 'stoa told rooms';
const NOTHING = '[null,"",null]';
const NOTHING_SET = '[null,""]';
/** Longer than this no timer waits. */
const LONGEST_WAIT_MS = 86_400_000;
/** A server that refuses, as one does that is busy. */
const AGAIN_AFTER_MS = 10_000;

interface Known {
  readonly telling: Telling;
  readonly availability: OwnAvailability;
  readonly language: string | null;
}

export interface PreferenceParts {
  readonly own: string;
  readonly connection: Connection;
  readonly conversations: Conversations;
  readonly clock: Clock;
  readonly manners: Manners;
}

/** What others are told of the owner of this account, alike on all their devices; and by this one. */
export class Preferences implements OwnActs {
  telling: Telling = $state.raw(EVERYTHING);
  availability: OwnAvailability = $state.raw(PLAIN);
  welcomed: boolean | null = $state(null);
  language: string | null = $state.raw(null);
  readonly #parts: PreferenceParts;
  readonly #idleness: Idleness;
  #idleSince: number | null = null;
  /** What the server was last told. */
  #told: string | null = null;
  /** What each room was last told, where it was anything. */
  #roomsTold = new Map<string, string>();
  #settling: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The last question what is set, unless it failed. */
  #asked: Promise<void> | null = null;
  #known = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: PreferenceParts) {
    this.#parts = parts;
    this.#idleness = new Idleness(parts.own, (since) => {
      this.#idleSince = since;
      this.#present();
    });
  }

  /** Rejects as `Connection.request` does. The stream begins with a plain presence, if it is a new one. */
  async fetch(): Promise<void> {
    const { state } = this.#parts.connection;
    const resumed = state.kind === 'online' && state.resumed;
    this.#told = (resumed ? (this.#told ?? sessionStorage.getItem(TOLD)) : null) ?? NOTHING;
    this.#roomsTold = new Map(
      resumed ? JSON.parse(sessionStorage.getItem(ROOMS_TOLD) ?? '[]') : [],
    );
    this.#settle();
    await this.#ask();
  }

  /** What is not known yet comes whole with the answer. */
  published({ node, items, retracted, emptied }: PepEvent): void {
    if (node !== PREFERENCES || !this.#known) return;
    if (items.some(isWelcomed)) this.welcomed = true;
    const { telling, availability, language } = this;
    const gone = (name: string) => emptied || retracted.includes(name);
    this.#take(items, {
      telling: gone('telling') ? EVERYTHING : telling,
      availability: gone('availability') ? PLAIN : availability,
      language: gone('language') ? null : language,
    });
  }

  async tell(changes: Partial<Telling>): Promise<void> {
    await (this.#asked ?? this.#ask());
    const telling = { ...this.telling, ...changes };
    await this.#parts.connection.request(publishTelling(telling));
    this.#take([], { ...this.#set(), telling });
  }

  async become(availability: OwnAvailability): Promise<void> {
    await (this.#asked ?? this.#ask());
    await this.#parts.connection.request(publishAvailability(availability));
    this.#take([], { ...this.#set(), availability });
  }

  async speak(language: string): Promise<void> {
    await (this.#asked ?? this.#ask());
    await this.#parts.connection.request(publishLanguage(language));
    this.#take([], { ...this.#set(), language });
  }

  async welcome(): Promise<void> {
    this.welcomed = true;
    await this.#parts.connection.request(publishWelcomed());
  }

  /** It is told at entry that somebody is there, and nothing else. */
  entered(of: StoredConversation): void {
    const { show, status, since } = this.#now();
    this.#roomsTold.delete(of.address);
    if (isLarge(of)) this.#settle();
    else if (show || status) this.#inRoom(of, show, status, since);
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#again);
    clearTimeout(this.#settling);
    this.#idleness.stop();
  }

  #ask(): Promise<void> {
    clearTimeout(this.#again);
    const asked = this.#answer();
    this.#asked = asked;
    asked.catch((error) => {
      if (this.#asked !== asked) return;
      this.#asked = null;
      if (error instanceof RequestRefused) this.#again = setTimeout(this.#retry, AGAIN_AFTER_MS);
    });
    return asked;
  }

  readonly #retry = () => {
    if (this.#parts.connection.state.kind === 'online') this.#ask().catch(() => undefined);
  };

  async #answer(): Promise<void> {
    const { connection, own } = this.#parts;
    const answer = await connection.request(itemsRequest(PREFERENCES)).catch(orNothing);
    const items = answer ? parseItems(answer, PREFERENCES, own) : [];
    this.#known = true;
    this.welcomed = items.some(isWelcomed);
    this.#take(items, { telling: EVERYTHING, availability: PLAIN, language: null });
  }

  #set(): Known {
    const { telling, availability, language } = this;
    return { telling, availability, language };
  }

  #take(items: readonly Item[], known: Known): void {
    const telling = items.flatMap((item) => parseTelling(item) ?? []).at(-1);
    const availability = items.flatMap((item) => parseAvailability(item) ?? []).at(-1);
    this.language = items.flatMap((item) => parseLanguage(item) ?? []).at(-1) ?? known.language;
    this.telling = telling ?? known.telling;
    this.availability = this.#valid(availability ?? known.availability);
    this.#parts.manners.become(this.telling);
    this.#present();
    this.#wait();
  }

  #valid(availability: OwnAvailability): OwnAvailability {
    const { until } = availability;
    return until !== null && until <= this.#parts.clock.now() ? PLAIN : availability;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const { until } = this.availability;
    if (until === null) return;
    const over = () => this.#take([], this);
    const left = until - this.#parts.clock.now();
    this.#timer = setTimeout(over, Math.min(Math.max(left, 0), LONGEST_WAIT_MS));
  }

  /** Who says that they are busy is not away as well. */
  #now() {
    const { show, status } = this.availability;
    const since = this.#idleSince;
    return { show: show ?? (since === null ? null : ('away' as const)), status, since };
  }

  #present(): void {
    const { connection, conversations } = this.#parts;
    const { show, status, since } = this.#now();
    const told = JSON.stringify([show, status, since]);
    if (told === this.#told || connection.state.kind !== 'online') return;
    this.#told = told;
    sessionStorage.setItem(TOLD, told);
    connection.send(presence(show, status, since));
    for (const of of conversations.all())
      if (of.kind === 'room' && !isLarge(of)) this.#inRoom(of, show, status, since);
    this.#settle();
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#inLargeRooms(), SETTLED_MS);
  }

  #inLargeRooms(): void {
    const { connection, conversations } = this.#parts;
    if (connection.state.kind !== 'online') return;
    const { show, status } = this.availability;
    for (const of of conversations.all())
      if (of.kind === 'room' && isLarge(of)) this.#inRoom(of, show, status, null);
  }

  #inRoom(of: StoredConversation, ...said: Parameters<typeof presence>): void {
    const nick = of.room.own?.nick;
    if (of.joined !== 'joined' || nick === undefined) return;
    const [show, status, since] = said;
    const told = JSON.stringify([show, status]);
    if (isLarge(of) && told === (this.#roomsTold.get(of.address) ?? NOTHING_SET)) return;
    const to = withResource(of.address, nick);
    const stanza = presence(show, status, since);
    if (to === null) return;
    this.#roomsTold.set(of.address, told);
    sessionStorage.setItem(ROOMS_TOLD, JSON.stringify([...this.#roomsTold]));
    stanza.setAttribute('to', to);
    this.#parts.connection.send(stanza);
  }
}

function isLarge(of: StoredConversation): boolean {
  return of.room.size > LARGEST_ROOM;
}

function presence(show: 'away' | 'dnd' | null, status: string, since: number | null): Element {
  const made = availablePresence(show, status);
  if (since !== null) made.append(idle(since));
  return made;
}

/** There is no such node yet. */
function orNothing(error: unknown): null {
  if (error instanceof RequestRefused && error.error.condition === 'item-not-found') return null;
  throw error;
}

import { type ChatState, chatState } from '../xmpp/chat_states';
import type { Connection } from '../xmpp/connection';
import { noStore } from '../xmpp/hints';
import { randomId } from '../xmpp/ids';
import { chatMessage, roomMessage } from '../xmpp/message';
import type { StoredConversation } from './conversation.svelte';
import type { Manners } from './manners';

/** XEP-0085 v2.1 #definitions: somebody who has not written for 30 s pauses, and after 2 min is idle. */
const PAUSED_AFTER_MS = 30_000;
const FORGOTTEN_AFTER_MS = 120_000;
/** Whoever deletes everything may be about to write something else. */
const ACTIVE_AFTER_MS = 2_000;
/** A larger room is not told who writes: everybody would be told of everybody. */
const LARGEST_ROOM = 30;

type Timer = ReturnType<typeof setTimeout>;

/** Who is writing, here and there. */
export class Typing {
  readonly #connection: Connection;
  readonly #manners: Manners;
  readonly #told = new Map<StoredConversation, ChatState>();
  readonly #pauses = new Map<StoredConversation, Timer>();
  readonly #seen = new Map<StoredConversation, Map<string, Timer>>();

  constructor(connection: Connection, manners: Manners) {
    this.#connection = connection;
    this.#manners = manners;
  }

  /** The own text has changed. */
  wrote(of: StoredConversation, text: string): void {
    clearTimeout(this.#pauses.get(of));
    if (!wantsToKnow(of)) return;
    const told = this.#told.get(of);
    if (text && told !== 'composing') this.#tell(of, 'composing');
    if (text) this.#later(of, PAUSED_AFTER_MS, 'paused');
    else if (told && told !== 'active') this.#later(of, ACTIVE_AFTER_MS, 'active');
  }

  /** The message that was sent says `active` itself. */
  sent(of: StoredConversation): void {
    clearTimeout(this.#pauses.get(of));
    this.#told.delete(of);
  }

  /** Somebody has told, or has said something. */
  heard(of: StoredConversation, name: string, state: ChatState | null, said: boolean): void {
    if (!said && state === null) return;
    const timers = this.#seen.get(of) ?? new Map<string, Timer>();
    this.#seen.set(of, timers);
    clearTimeout(timers.get(name));
    timers.delete(name);
    if (state === 'composing' && !said)
      timers.set(
        name,
        setTimeout(() => this.heard(of, name, 'gone', false), FORGOTTEN_AFTER_MS),
      );
    of.typing = [...timers.keys()];
  }

  stop(): void {
    for (const timer of this.#pauses.values()) clearTimeout(timer);
    for (const of of [...this.#seen.keys()]) this.silence(of);
  }

  /** Nobody there is writing any more, as far as we know. */
  silence(of: StoredConversation): void {
    for (const timer of this.#seen.get(of)?.values() ?? []) clearTimeout(timer);
    this.#seen.delete(of);
    of.typing = [];
  }

  #later(of: StoredConversation, delay: number, state: ChatState): void {
    this.#pauses.set(
      of,
      setTimeout(() => this.#tell(of, state), delay),
    );
  }

  #tell(of: StoredConversation, state: ChatState): void {
    if (this.#connection.state.kind !== 'online') return;
    this.#told.set(of, state);
    const message = of.kind === 'room' ? roomMessage : chatMessage;
    const stanza = message(of.address, randomId(), chatState(state), noStore());
    if (this.#manners.tells('typing')) this.#connection.send(stanza);
  }
}

function wantsToKnow(of: StoredConversation): boolean {
  if (of.kind === 'person' && of.availability === 'unknown')
    return of.timeline.entries.some((each) => !each.own); // XEP-0085 v2.1 section 5.1
  if (of.kind === 'person') return of.availability !== 'offline';
  return of.joined === 'joined' && of.room.size <= LARGEST_ROOM;
}

import { parseCarbon } from '../xmpp/carbons';
import type { LinkState } from '../xmpp/connection';
import {
  type FollowedThread,
  parseFollowedThread,
  publishFollowedThread,
} from '../xmpp/followed_threads';
import { bareOf } from '../xmpp/jid';
import { THREADS } from '../xmpp/marks';
import { type PepEvent, parsePepEvent } from '../xmpp/pep';
import { parseStanzaId } from '../xmpp/stanza_ids';
import { parseThread } from '../xmpp/threads';
import type { Thread, ThreadPage, ThreadPreview, Threads } from './act_types';
import { orderOf } from './entry';
import { nameOf } from './names';
import { ofOwn } from './owner';
import type { Parts } from './parts';
import { ReactiveMap } from './reactive_map.svelte';
import type { Preview } from './types';

/** As many are asked for at once. */
const PAGE = 30;
/** The archive knows of a message soon after it has come; asked again later where it did not. */
const SOON_MS = [400, 1_000, 3_000, 10_000];
/** Of a thread that nobody here follows. */
const SELDOM_MS = 5_000;
/** Of more, all are asked for in one page. */
const FEW = 4;

/** As `GET /api/v1/threads` says. */
interface Answer {
  readonly owner: string;
  readonly threads: readonly Remote[];
  readonly next: string | null;
}

interface Remote {
  readonly conversation: string;
  readonly thread: string;
  readonly root: RemotePreview | null;
  readonly last: RemotePreview | null;
  readonly replies: number;
  readonly unread: number;
  readonly mentions: number;
  readonly followed: boolean;
  readonly follows: boolean | null;
  readonly read_to: string | null;
}

interface RemotePreview {
  readonly id: string;
  readonly sender: string;
  readonly nick: string;
  readonly at: string;
  readonly kind: string;
  readonly body: string;
  readonly retracted: boolean;
}

/** What is to be asked about a thread. */
interface Question {
  readonly conversation: string;
  readonly thread: string;
  /** The answer is none before it knows this message. */
  readonly newest: number;
  readonly times: number;
}

const keyOf = (conversation: string, thread: string): string => `${conversation} ${thread}`;

/** Threads as the archive knows them; what is said in them, and of them, makes it be asked again. */
export class StoredThreads implements Threads {
  state = $state<Threads['state']>('unknown');
  readonly #parts: Parts;
  readonly #known = new ReactiveMap<Remote>();
  /** What own devices have said since the stream began: the archive may not know it yet. */
  readonly #wishes = new ReactiveMap<FollowedThread>();
  readonly #questions = new Map<string, Question>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #next: string | null = null;

  readonly followed: readonly Thread[] = $derived.by(() =>
    [...this.#known.values()]
      .sort((one, other) => newestOf(other) - newestOf(one))
      .map((each) => this.#seen(each))
      .filter((each) => each.followed),
  );
  readonly unread: number = $derived(this.followed.filter((each) => each.unread > 0).length);

  constructor(parts: Parts) {
    this.#parts = parts;
    const { connection } = parts;
    parts.ends.push(
      connection.onState((state) => this.#changed(state)),
      connection.onStanza('message', (stanza) => this.#heard(stanza)),
      connection.onAcknowledged((stanza) => this.#said(stanza)),
      () => this.#timers.forEach(clearTimeout),
    );
    this.#changed(connection.state);
  }

  async more(): Promise<void> {
    if (this.state === 'more' || this.state === 'failed') await this.#page(this.#next);
  }

  about(conversation: string, id: string): Thread | null {
    const known = this.#known.get(keyOf(conversation, id));
    return known ? this.#seen(known) : null;
  }

  async look(conversation: string, thread: string): Promise<Thread | null> {
    const { threads } = await this.#ask({ conversation, thread });
    for (const each of threads) this.#learn(each);
    return this.about(conversation, thread);
  }

  async listed(conversation: string, after: string | null): Promise<ThreadPage> {
    const { threads, next } = await this.#ask({ conversation, ...(after !== null && { after }) });
    for (const each of threads) this.#learn(each);
    return { ids: threads.map((each) => each.thread), next };
  }

  async follow(conversation: string, thread: string, on: boolean): Promise<void> {
    await this.#wish({ ...this.#wished(conversation, thread), follows: on });
  }

  read(conversation: string, thread: string): void {
    const known = this.#known.get(keyOf(conversation, thread));
    const readTo = known?.last?.id ?? null;
    if (!known || readTo === null || this.#seen(known).unread === 0) return;
    this.#wish({ ...this.#wished(conversation, thread), readTo }).catch(() => undefined); // the next time
  }

  #wished(conversation: string, thread: string): FollowedThread {
    const key = keyOf(conversation, thread);
    const known = this.#known.get(key);
    const nothing = { conversation, thread, follows: known?.follows ?? null };
    return this.#wishes.get(key) ?? { ...nothing, readTo: known?.read_to ?? null };
  }

  async #wish(wish: FollowedThread): Promise<void> {
    const key = keyOf(wish.conversation, wish.thread);
    const before = this.#wishes.get(key);
    this.#wishes.set(key, wish);
    try {
      await this.#parts.connection.request(publishFollowedThread(wish));
    } catch (error) {
      if (before) this.#wishes.set(key, before);
      else this.#wishes.delete(key);
      throw error;
    }
  }

  #changed(state: LinkState): void {
    if (state.kind !== 'online') return;
    if (!state.resumed) this.#wishes.clear();
    void this.#page(null);
  }

  #heard(stanza: Element): void {
    const { own } = this.#parts;
    const event = parsePepEvent(stanza, own);
    if (event) this.#published(event);
    else this.#message(parseCarbon(stanza, own)?.message ?? stanza);
  }

  #published({ node, items, retracted, emptied }: PepEvent): void {
    if (node !== THREADS) return;
    for (const item of items) {
      const wish = parseFollowedThread(item);
      if (!wish) continue;
      const { conversation, thread } = wish;
      this.#wishes.set(keyOf(conversation, thread), wish);
      if (!this.#known.has(keyOf(conversation, thread))) this.#soon(conversation, thread, 0);
    }
    if (!emptied && retracted.length === 0) return;
    this.#wishes.clear();
    void this.#page(null);
  }

  #message(message: Element): void {
    const { own } = this.#parts;
    const thread = parseThread(message);
    const from = bareOf(message.getAttribute('from'));
    const conversation = from === own ? bareOf(message.getAttribute('to')) : from;
    if (!thread || !from || !conversation || message.getAttribute('type') === 'error') return;
    const archive = message.getAttribute('type') === 'groupchat' ? from : own;
    this.#soon(conversation, thread, orderOf(parseStanzaId(message, archive)) ?? 0);
  }

  /** By this client: nobody sends it back but rooms. */
  #said(stanza: Element): void {
    if (stanza.localName !== 'message') return;
    const thread = parseThread(stanza);
    const to = bareOf(stanza.getAttribute('to'));
    if (thread && to) this.#soon(to, thread, 0);
  }

  #soon(conversation: string, thread: string, newest: number, times = 0): void {
    const key = keyOf(conversation, thread);
    const asked = this.#questions.get(key);
    const question = { conversation, thread, times, newest: Math.max(newest, asked?.newest ?? 0) };
    this.#questions.set(key, question);
    const known = this.#known.get(key);
    const seldom = known && !this.#seen(known).followed;
    const after = seldom ? SELDOM_MS : SOON_MS[times];
    if (!asked)
      this.#timers.set(
        key,
        setTimeout(() => void this.#answer(key), after),
      );
  }

  async #answer(key: string): Promise<void> {
    const question = this.#questions.get(key);
    const waiting = this.#questions.size;
    this.#questions.delete(key);
    this.#timers.delete(key);
    if (!question || this.#parts.connection.state.kind !== 'online') return;
    const { conversation, thread, newest, times } = question;
    if (waiting > FEW) await this.#page(null);
    else await this.look(conversation, thread).catch(() => null);
    const known = this.#known.get(key);
    const late = !known || newestOf(known) < newest;
    if (late && times + 1 < SOON_MS.length) this.#soon(conversation, thread, newest, times + 1);
  }

  /** Of those that are followed. */
  async #page(after: string | null): Promise<void> {
    this.state = 'loading';
    try {
      const { threads, next } = await this.#ask(after === null ? {} : { after });
      for (const each of threads) this.#learn(each);
      this.#next = next;
      this.state = next === null ? 'complete' : 'more';
    } catch {
      this.#next = after;
      this.state = 'failed';
    }
  }

  async #ask(about: Readonly<Record<string, string>>): Promise<Answer> {
    const { own, portal } = this.#parts;
    const asked = new URLSearchParams({ ...about, limit: String(PAGE) });
    return ofOwn<Answer>(own, await (await portal.request(`threads?${asked}`)).json());
  }

  #learn(remote: Remote): void {
    this.#known.set(keyOf(remote.conversation, remote.thread), Object.freeze(remote));
    for (const { sender } of [remote.root, remote.last].filter((each) => each !== null))
      this.#parts.people.learn(sender);
  }

  /** With what is known here: what was read, and what somebody wants. */
  #seen(remote: Remote): Thread {
    const { conversation, thread: id, replies } = remote;
    const wish = this.#wishes.get(keyOf(conversation, id));
    const displayed = this.#parts.conversations.get(conversation)?.displayed ?? 0;
    const readTo = Math.max(Number(wish?.readTo ?? 0), displayed);
    const read = newestOf(remote) <= readTo;
    return {
      conversation,
      id,
      replies,
      root: this.#preview(remote.root),
      last: this.#preview(remote.last),
      unread: read ? 0 : remote.unread,
      mentions: read ? 0 : remote.mentions,
      followed: wish?.follows ?? remote.followed,
      follows: wish?.follows ?? remote.follows,
    };
  }

  #preview(said: RemotePreview | null): ThreadPreview | null {
    if (!said) return null;
    const { people, own } = this.#parts;
    const { id, sender: address, nick, body, kind, retracted, at } = said;
    return {
      id,
      own: address === own,
      author: { address, name: people.names.get(address) ?? (nick || nameOf(address)) },
      at: Date.parse(at),
      body,
      retracted,
      kind: (kind === 'system' ? 'notice' : kind) as Preview['kind'],
    };
  }
}

function newestOf({ last }: Remote): number {
  return Number(last?.id ?? 0);
}

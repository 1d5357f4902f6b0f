import { BOOKMARKS } from '../xmpp/bookmarks';
import { type Connection, RequestRefused } from '../xmpp/connection';
import { bareOf } from '../xmpp/jid';
import { parseMarked, publishMark, retractMark } from '../xmpp/marked';
import { MARKS, type Mark } from '../xmpp/marks';
import { type Notify, parseNotify, publishNotify } from '../xmpp/notification_settings';
import { type Item, itemRequest, itemsRequest, type PepEvent, parseItems } from '../xmpp/pep';
import type { Clock } from './clock';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import { orderOf } from './entry';
import type { Keeper } from './keeper';
import type { Tabs } from './tabs';

/** Longer than this no timer waits. */
const LONGEST_WAIT_MS = 86_400_000;
const ALL = Object.keys(MARKS) as Mark[];

export interface ArrangementParts {
  readonly connection: Connection;
  readonly own: string;
  readonly conversations: Conversations;
  readonly keeper: Keeper;
  readonly tabs: Tabs;
  readonly clock: Clock;
}

type Change = () => Promise<Element>;

/** How somebody keeps their conversations: pinned, archived, marked, muted; alike on all their devices. */
export class Arrangement {
  readonly #parts: ArrangementParts;
  /** What the server has not confirmed, by what and conversation. */
  readonly #changes = new Map<string, Change>();
  readonly #telling = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ArrangementParts) {
    this.#parts = parts;
  }

  mark(of: StoredConversation, mark: Mark, on: boolean): void {
    const { address } = of;
    const upTo = on && mark === 'archived' ? this.#newest(of) : null;
    this.#set(address, mark, on, upTo);
    const what = { conversation: address, upTo: upTo === null ? null : String(upTo) };
    const stanza = on ? publishMark(mark, what) : retractMark(mark, address);
    this.#change(`${mark} ${address}`, async () => stanza);
  }

  notify(of: StoredConversation, notify: Notify | null): void {
    const { address } = of;
    this.#setNotify(address, notify);
    this.#change(`notify ${address}`, async () => {
      const { connection, own } = this.#parts;
      const answer = await connection.request(itemRequest(BOOKMARKS, address)).catch(orNothing);
      const [item] = answer ? parseItems(answer, BOOKMARKS, own) : [];
      return publishNotify(address, item?.payload ?? null, notify);
    });
  }

  /** Something was said: what was set aside until then is back, for the archive too. */
  said(of: StoredConversation): void {
    if (of.standing.archivedTo === null || of.archived || !this.#parts.tabs.leading) return;
    this.mark(of, 'archived', false);
  }

  /** Rejects as `Connection.request` does. */
  async fetch(): Promise<void> {
    await Promise.all(ALL.map((mark) => this.#fetch(mark)));
  }

  published({ node, items, retracted, emptied }: PepEvent): void {
    if (node === BOOKMARKS) {
      for (const item of items) this.#bookmark(item);
      for (const address of retracted) this.#hearNotify(address, null);
    }
    const mark = ALL.find((each) => MARKS[each] === node);
    if (!mark) return;
    if (emptied) this.#replace(mark, new Map());
    for (const address of retracted) this.#hear(address, mark, false, null);
    for (const item of items) {
      const marked = parseMarked(item, mark);
      if (marked) this.#hear(marked.conversation, mark, true, this.#upTo(marked.upTo));
    }
  }

  /** All bookmarks: of other conversations nothing is set. */
  bookmarked(items: readonly Item[]): void {
    const said = new Set(items.map(({ id }) => bareOf(id)));
    for (const item of items) this.#bookmark(item);
    for (const [address] of this.#parts.conversations.standings())
      if (!said.has(address)) this.#hearNotify(address, null);
  }

  /** There is a stream: what could not be said is said. */
  resume(): void {
    for (const key of this.#changes.keys()) void this.#tell(key);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #fetch(mark: Mark): Promise<void> {
    const { connection, own } = this.#parts;
    const answer = await connection.request(itemsRequest(MARKS[mark])).catch(orNothing);
    const items = answer ? parseItems(answer, MARKS[mark], own) : [];
    const all = items.flatMap((item) => parseMarked(item, mark) ?? []);
    this.#replace(mark, new Map(all.map((each) => [each.conversation, this.#upTo(each.upTo)])));
  }

  #replace(mark: Mark, all: ReadonlyMap<string, number>): void {
    for (const [address] of this.#parts.conversations.standings())
      if (!all.has(address)) this.#hear(address, mark, false, null);
    for (const [address, upTo] of all) this.#hear(address, mark, true, upTo);
  }

  /** What was changed here and is not said yet is newer. */
  #hear(address: string, mark: Mark, on: boolean, upTo: number | null): void {
    if (this.#changes.has(`${mark} ${address}`)) return;
    this.#set(address, mark, on, upTo);
    const of = this.#parts.conversations.get(address);
    if (of && mark === 'archived') this.said(of);
  }

  #set(address: string, mark: Mark, on: boolean, upTo: number | null): void {
    const { conversations, keeper } = this.#parts;
    const standing = conversations.standing(address);
    if (mark === 'archived') standing.archivedTo = on ? upTo : null;
    else standing[mark] = on;
    const of = conversations.get(address);
    if (of) keeper.changed(of);
  }

  #bookmark({ id, payload }: Item): void {
    const address = bareOf(id);
    if (address) this.#hearNotify(address, parseNotify(payload));
  }

  #hearNotify(address: string, notify: Notify | null): void {
    if (!this.#changes.has(`notify ${address}`)) this.#setNotify(address, notify);
  }

  #setNotify(address: string, notify: Notify | null): void {
    const { conversations, keeper } = this.#parts;
    const standing = conversations.standing(address);
    const [one, other] = [standing.notify, notify];
    if (one?.wish === other?.wish && one?.until === other?.until) return;
    standing.notify = notify;
    const of = conversations.get(address);
    if (of) keeper.changed(of);
    this.#wait();
  }

  /** Settings that have an end are taken away at it. */
  #wait(): void {
    clearTimeout(this.#timer);
    const now = this.#parts.clock.now();
    let next = Infinity;
    for (const [address, { notify }] of this.#parts.conversations.standings()) {
      if (notify?.until == null) continue;
      if (notify.until <= now) this.#over(address);
      else next = Math.min(next, notify.until - now);
    }
    if (next < Infinity)
      this.#timer = setTimeout(() => this.#wait(), Math.min(next, LONGEST_WAIT_MS));
  }

  #over(address: string): void {
    const { conversations, keeper, tabs } = this.#parts;
    conversations.standing(address).notify = null;
    const of = conversations.get(address);
    if (!of) return;
    keeper.changed(of);
    if (tabs.leading) this.notify(of, null);
  }

  /** Microseconds: an own message that the archive has not named yet is older than now. */
  #newest(of: StoredConversation): number {
    const unnamed = of.timeline.newest?.archiveId === null;
    return Math.max(of.lastOrder, unnamed ? Math.ceil(this.#parts.clock.now() * 1000) : 1);
  }

  #upTo(id: string | null): number {
    return orderOf(id) ?? Math.ceil(this.#parts.clock.now() * 1000);
  }

  #change(key: string, change: Change): void {
    this.#changes.set(key, change);
    void this.#tell(key);
  }

  /** One after the other, the last wish last. */
  async #tell(key: string): Promise<void> {
    const { connection } = this.#parts;
    if (this.#telling.has(key)) return;
    this.#telling.add(key);
    for (let change = this.#changes.get(key); change; change = this.#changes.get(key)) {
      if (connection.state.kind !== 'online' || !(await this.#done(change))) break;
      if (this.#changes.get(key) === change) this.#changes.delete(key);
    }
    this.#telling.delete(key);
  }

  /** False where it has to be said again on the next stream. */
  async #done(change: Change): Promise<boolean> {
    try {
      await this.#parts.connection.request(await change());
    } catch (error) {
      if (!(error instanceof RequestRefused)) return false;
      if (error.error.condition !== 'item-not-found') void this.fetch().catch(() => undefined);
    }
    return true;
  }
}

/** A node or an item that nobody has made yet. */
function orNothing(error: unknown): null {
  if (error instanceof RequestRefused && error.error.condition === 'item-not-found') return null;
  throw error;
}

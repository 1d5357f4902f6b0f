import type { ArchivedMessage } from '../xmpp/archive';
import { type Connection, RequestRefused } from '../xmpp/connection';
import { type Page, readPage } from './archive_reader';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import type { Database } from './database';
import { orderOf } from './entry';
import type { Inbox } from './inbox';

/** What was missed is asked for from a little earlier: redelivered messages file behind newer ones. */
const OVERLAP_MS = 5 * 60_000;
const PAGE = 100;
const MOST_PAGES = 10;
/** Of an archive that was never read. The newest are few: somebody waits for them. */
const AT_FIRST = [50, 150];
const OLDER_AT_ONCE = 30;
/** Of them: a slow computer takes so many without keeping anybody waiting. */
const TAKEN_AT_ONCE = 10;
const ENOUGH_OLDER = 15;
/** The most that an archive gives at once. */
const FAR_AT_ONCE = 250;

/** Brings in what the archives have: what was missed, and what is older than what is here. */
export class History {
  readonly #connection: Connection;
  readonly #own: string;
  readonly #conversations: Conversations;
  readonly #inbox: Inbox;
  readonly #database: Database;
  /** Up to where each archive was read without a gap; microseconds. */
  readonly #upTo = new Map<string, number>();
  /** The archives whose newest messages are here, so that what arrives live follows on them. */
  readonly #current = new Set<string>();
  readonly #loading = new Map<StoredConversation, Promise<void>>();
  readonly #catchingUp = new Map<string, Promise<boolean>>();

  constructor(
    connection: Connection,
    own: string,
    conversations: Conversations,
    inbox: Inbox,
    database: Database,
  ) {
    this.#connection = connection;
    this.#own = own;
    this.#conversations = conversations;
    this.#inbox = inbox;
    this.#database = database;
  }

  async restore(): Promise<void> {
    for (const { address, upTo } of await this.#database.archives()) this.#upTo.set(address, upTo);
  }

  /** Messages may have passed us by: in one archive, or in all. */
  interrupt(archive?: string): void {
    for (const each of archive === undefined ? [this.#own, ...this.#current] : [archive]) {
      this.#current.delete(each);
      this.#catchingUp.delete(each);
    }
  }

  /** A message with this id of an archive is here. */
  advance(archive: string, archiveId: string | null): number | null {
    const order = orderOf(archiveId);
    if (order === null || !this.#current.has(archive)) return null;
    if (order <= (this.#upTo.get(archive) ?? 0)) return null;
    this.#upTo.set(archive, order);
    return order;
  }

  /**
   * What an archive has since it was last read. What lies before a part that is too long to be read
   * at once is forgotten, to be read again by scrolling there: nowhere is a gap that nobody sees.
   * `room` null: the own archive. Resolves to whether it is current now.
   */
  catchUp(room: string | null): Promise<boolean> {
    const archive = room ?? this.#own;
    if (this.#current.has(archive)) return Promise.resolve(true);
    const known = this.#catchingUp.get(archive);
    if (known) return known;
    const begun = this.#catchUp(room, archive).finally(() => {
      if (this.#catchingUp.get(archive) === begun) this.#catchingUp.delete(archive);
    });
    this.#catchingUp.set(archive, begun);
    return begun;
  }

  /** Everything with somebody, or in a room, since then: so that nothing is sent twice. */
  async readSince(of: StoredConversation, at: number): Promise<void> {
    const start = at - OVERLAP_MS;
    for (let after: string | undefined; ; ) {
      const range = after === undefined ? { start } : { start, after };
      const page = await this.#read(of, { ...range, max: PAGE });
      this.#inbox.archived(page.messages, roomOf(of));
      if (page.complete || page.last === null) return;
      after = page.last;
    }
  }

  /** A few older messages, if this browser has them. */
  async loadKept(of: StoredConversation): Promise<void> {
    if (of.history === 'more' && !this.#loading.has(of)) await this.#olderKept(of);
  }

  /** Up to the next messages to show, or `far` more, from the browser's copy, else from the archive. */
  loadOlder(of: StoredConversation, far = false): Promise<void> {
    const loading = this.#loading.get(of);
    if (loading) return loading;
    if (of.history === 'beginning') return Promise.resolve();
    const begun = this.#older(of, far ? FAR_AT_ONCE : OLDER_AT_ONCE).finally(() =>
      this.#loading.delete(of),
    );
    this.#loading.set(of, begun);
    return begun;
  }

  async #catchUp(room: string | null, archive: string): Promise<boolean> {
    try {
      const since = this.#upTo.get(archive) ?? null;
      const take = (pages: readonly Page[]) => {
        this.#current.add(archive);
        this.#take(pages, room, since);
      };
      if (since === null) await this.#newestPages(room, {}, AT_FIRST, (page) => take([page]));
      else take(await this.#newestPages(room, missedSince(since), Array(MOST_PAGES).fill(PAGE)));
      return true;
    } catch (error) {
      if (error instanceof RequestRefused) this.#mark(room, 'failed');
      return false;
    }
  }

  async #older(of: StoredConversation, atOnce: number): Promise<void> {
    of.history = 'loading';
    try {
      if (!(await this.#olderKept(of, atOnce))) await this.#olderArchived(of, atOnce);
    } catch {
      of.history = 'failed';
    }
  }

  async #olderKept(of: StoredConversation, atOnce = OLDER_AT_ONCE): Promise<boolean> {
    const oldest = of.timeline.oldestSent?.order ?? Infinity;
    const kept = await this.#database.newest(of.address, oldest, atOnce + 1);
    const added = this.#inbox.kept(of, kept);
    if (kept.length <= atOnce && of.keptWhole) of.history = 'beginning';
    else if (added) of.history = 'more';
    return added || of.keptWhole;
  }

  async #olderArchived(of: StoredConversation, atOnce: number): Promise<void> {
    const before = of.timeline.entries.length;
    for (let round = 0; round < MOST_PAGES; round++) {
      const page = await this.#read(of, { max: atOnce, before: oldestId(of) });
      await this.#takeOlder(page.messages, of);
      of.cursor = page.first ?? of.cursor;
      of.history = page.complete ? 'beginning' : 'loading';
      if (page.complete) return;
      if (of.timeline.entries.length - before >= ENOUGH_OLDER) break;
    }
    of.history = 'more';
  }

  /** The newest first, so that nothing is missing between what is here; shown together. */
  async #takeOlder(messages: readonly ArchivedMessage[], of: StoredConversation): Promise<void> {
    try {
      for (let end = messages.length; end > 0; end -= TAKEN_AT_ONCE) {
        const some = messages.slice(Math.max(0, end - TAKEN_AT_ONCE), end);
        of.quietly(() => this.#inbox.archived(some, roomOf(of)));
        await new Promise((done) => setTimeout(done));
      }
    } finally {
      of.show();
    }
  }

  #read(
    of: StoredConversation,
    range: { max: number; start?: number; after?: string; before?: string },
  ): Promise<Page> {
    const where = of.kind === 'room' ? { archive: of.address } : { with: of.address };
    return readPage(this.#connection, this.#own, { ...where, ...range });
  }

  /** So many on each page, the newest first; `came` is told of each as it comes. */
  async #newestPages(
    room: string | null,
    range: { start?: number },
    sizes: readonly number[],
    came: (page: Page) => void = () => undefined,
  ): Promise<Page[]> {
    const where = room === null ? range : { archive: room, ...range };
    const pages: Page[] = [];
    let before = '';
    for (const max of sizes) {
      const page = await readPage(this.#connection, this.#own, { ...where, max, before });
      pages.push(page);
      came(page);
      if (page.complete || page.first === null) break;
      before = page.first;
    }
    return pages;
  }

  #take(pages: readonly Page[], room: string | null, since: number | null): void {
    const oldest = pages.at(-1);
    const whole = oldest?.complete ?? false;
    const gap = whole || since === null ? null : orderOf(oldest?.first ?? null);
    const emptied = gap === null ? [] : this.#forgetBefore(room, gap);
    const messages = [...pages].reverse().flatMap((page) => page.messages);
    if (since === null) this.#inbox.archived(messages, room);
    else this.#inbox.missed(messages, room);
    this.#mark(room, whole && since === null ? 'beginning' : 'more');
    void this.#refill(emptied);
  }

  /** Returns those of which something was here, and nothing is. */
  #forgetBefore(room: string | null, order: number): StoredConversation[] {
    const all = this.#of(room);
    const filled = all.filter((of) => of.timeline.newest);
    for (const of of all) {
      of.forgetBefore(order);
      void this.#database.dropBefore(of.address, order);
    }
    return filled.filter((of) => !of.timeline.newest);
  }

  /** Somebody talks so much that others' messages lie before the gap: they are as unread as they were. */
  async #refill(emptied: readonly StoredConversation[]): Promise<void> {
    for (const of of emptied) if (!of.timeline.newest) await this.loadOlder(of);
  }

  #mark(room: string | null, history: StoredConversation['history']): void {
    for (const of of this.#of(room)) {
      const open = of.history === 'unknown' || of.history === 'failed';
      const atLast = of.history === 'more' && history === 'beginning';
      if (atLast || (open && (history !== 'more' || of.timeline.newest))) of.history = history;
    }
  }

  /** The conversations that an archive holds. */
  #of(room: string | null): StoredConversation[] {
    return [...this.#conversations.all()].filter((each) => roomOf(each) === room);
  }
}

function missedSince(order: number): { start: number } {
  return { start: Math.floor(order / 1000) - OVERLAP_MS };
}

function roomOf(of: StoredConversation): string | null {
  return of.kind === 'room' ? of.address : null;
}

function oldestId(of: StoredConversation): string {
  return of.cursor ?? of.timeline.entries.find((each) => each.archiveId !== null)?.archiveId ?? '';
}

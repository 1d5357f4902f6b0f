import type { Afterwards } from './afterwards';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import type { Database } from './database';
import { type Entry, isUnsent } from './entry';
import type { Tabs } from './tabs';

const SUMMARY_AFTER_MS = 300;

/**
 * Keeps what comes in this browser, in the leading tab. Unlike what was written here, it may be shown
 * before it is stored: the archive has it.
 */
export class Keeper {
  readonly #database: Database;
  readonly #conversations: Conversations;
  readonly #tabs: Tabs;
  readonly #afterwards: Afterwards;
  readonly #changed = new Set<StoredConversation>();
  readonly #archives = new Map<string, number>();
  /** To be stored together. */
  readonly #entries: Entry[] = [];
  /** Until they were stored, or could not be. */
  #messages: Promise<void>[] = [];
  /** Something that came is not in the browser's copy: the next page reads it again. */
  #lacking = false;
  /** Which version of what is known of messages that are not here. */
  readonly #stored = new WeakMap<StoredConversation, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(
    database: Database,
    conversations: Conversations,
    tabs: Tabs,
    afterwards: Afterwards,
  ) {
    this.#database = database;
    this.#conversations = conversations;
    this.#tabs = tabs;
    this.#afterwards = afterwards;
  }

  /** Whether what leaves memory comes back without a gap: from the browser's copy, else the archive. */
  get hasAll(): boolean {
    return !this.#database.isOpen || (this.#tabs.leading && !this.#lacking);
  }

  changed(of: StoredConversation, entries: readonly Entry[] = []): void {
    if (this.#over || !this.#tabs.leading) return;
    const sent = entries.filter((each) => !isUnsent(each));
    if (sent.length > 0 && this.#entries.push(...sent) === sent.length)
      this.#afterwards.add(() => this.#keep());
    this.#changed.add(of);
    this.#soon();
  }

  #keep(): void {
    if (this.#over) return;
    const entries = this.#entries.splice(0);
    const all = new Set(entries.map((each) => this.#conversations.get(each.conversation)));
    const kept = [...all].flatMap((of) => of?.kept() ?? []);
    const stored = this.#database.keepMessages(entries, kept);
    const noted = stored.then((whole) => {
      this.#lacking ||= !whole;
    });
    this.#messages.push(noted);
  }

  upTo(archive: string, order: number): void {
    this.#archives.set(archive, order);
    if (!this.#over && this.#tabs.leading) this.#soon();
  }

  /** What this tab knows, the one that led before it may not have stored. */
  lead(): void {
    for (const of of this.#conversations.all())
      if (of.timeline.newest) this.changed(of, of.timeline.entries);
    this.#soon();
  }

  /** Messages first: an archive counts as read up to a point when everything before it is stored. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#afterwards.flush();
    if (this.#over || !this.#tabs.leading) return;
    const kept = [...this.#changed].map((of) => of.kept());
    const archives = [...this.#archives];
    this.#archives.clear();
    const messages = Promise.all(this.#messages.splice(0));
    const pending = [...this.#changed].flatMap((of) => this.#pending(of));
    this.#changed.clear();
    await this.#database.keepPending(pending);
    await this.#database.keepConversations(kept);
    await messages;
    if (this.#lacking) return;
    for (const [archive, order] of archives) await this.#database.keepArchive(archive, order);
  }

  /** Nothing is kept from now on. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** Where it is not as it was stored. */
  #pending(of: StoredConversation) {
    const { address, timeline } = of;
    if ((this.#stored.get(of) ?? 0) === timeline.pending.version) return [];
    this.#stored.set(of, timeline.pending.version);
    return [{ address, about: timeline.pending.all }];
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), SUMMARY_AFTER_MS);
  }
}

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
  #timer: ReturnType<typeof setTimeout> | undefined;

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

  changed(of: StoredConversation, entries: readonly Entry[] = []): void {
    if (!this.#tabs.leading) return;
    const sent = entries.filter((each) => !isUnsent(each));
    if (sent.length > 0) this.#afterwards.add(() => void this.#database.keepMessages(sent));
    this.#changed.add(of);
    this.#soon();
  }

  upTo(archive: string, order: number): void {
    this.#archives.set(archive, order);
    if (this.#tabs.leading) this.#soon();
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
    if (!this.#tabs.leading) return;
    const kept = [...this.#changed].map((of) => of.kept());
    const archives = [...this.#archives];
    this.#changed.clear();
    this.#archives.clear();
    await this.#database.keepConversations(kept);
    for (const [archive, order] of archives) await this.#database.keepArchive(archive, order);
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), SUMMARY_AFTER_MS);
  }
}

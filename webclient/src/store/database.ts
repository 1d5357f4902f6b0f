import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { Entry } from './entry';

/** What is kept of a conversation besides its messages. */
export interface Kept {
  readonly address: string;
  readonly kind: 'person' | 'room';
  readonly name: string;
  readonly latest: Entry | null;
  /** Everything up to here was read; microseconds, null when nobody has said. */
  readonly displayed: number | null;
  readonly unread: number;
  /** Whether the oldest message that is kept is the first there ever was. */
  readonly beginning: boolean;
}

/** A message that the server has not confirmed. */
export interface Unsent {
  readonly entry: Entry;
  readonly room: boolean;
  /** The tab that sends it. */
  readonly tab: string;
}

interface Schema extends DBSchema {
  conversations: { key: string; value: Kept };
  /** `rank` is the order backwards, so that the first found are the newest. */
  messages: {
    key: [string, string];
    value: Entry & { rank: number };
    indexes: { newest: [string, number]; oldest: number };
  };
  outbox: { key: string; value: Unsent & { id: string } };
  drafts: { key: string; value: { address: string; text: string } };
  /** Up to where an archive (own address, or a room) was read without a gap; microseconds. */
  archives: { key: string; value: { address: string; upTo: number } };
}

export type StorageState = 'kept' | 'full' | 'unavailable';

const PREFIX = 'stoa ';
const HISTORY = ['messages', 'conversations', 'archives'] as const;
const EVICTED_AT_ONCE = 500;
/** A tab that hangs keeps its database open; it is deleted when the tab ends. */
const DELETED_WITHIN_MS = 2_000;

type Found = IDBPDatabase<Schema>;

/**
 * The browser's copy of what the server knows, and of what it does not know yet: outbox and drafts.
 * Nothing here throws: without a database reads find nothing, writes are dropped and `onState` tells.
 */
export class Database {
  #found: Found | null = null;
  #state: StorageState | null = null;
  readonly #name: string;
  readonly #onState: (state: StorageState) => void;

  constructor(account: string, onState: (state: StorageState) => void) {
    this.#name = PREFIX + account;
    this.#onState = onState;
  }

  /** Also deletes what another account left in this browser. */
  async open(): Promise<void> {
    try {
      await deleteOthers(this.#name);
      this.#found = await openDB<Schema>(this.#name, 1, {
        upgrade: create,
        blocking: () => this.close(),
        terminated: () => this.close(),
      });
      this.#tell('kept');
    } catch {
      this.#tell('unavailable');
    }
  }

  close(): void {
    this.#found?.close();
    this.#found = null;
  }

  /** Leaves what exists nowhere else: drafts and unsent messages. */
  async forgetHistory(): Promise<void> {
    await this.#write(async (found) => {
      const all = found.transaction(HISTORY, 'readwrite');
      await Promise.all([...HISTORY.map((name) => all.objectStore(name).clear()), all.done]);
    });
  }

  async wipe(): Promise<void> {
    this.close();
    const deleted = Promise.resolve().then(() => deleteDB(this.#name));
    const late = new Promise((passed) => setTimeout(passed, DELETED_WITHIN_MS));
    await Promise.race([deleted, late]).catch(() => undefined);
  }

  conversations(): Promise<Kept[]> {
    return this.#read((found) => found.getAll('conversations'), []);
  }

  archives(): Promise<{ address: string; upTo: number }[]> {
    return this.#read((found) => found.getAll('archives'), []);
  }

  drafts(): Promise<{ address: string; text: string }[]> {
    return this.#read((found) => found.getAll('drafts'), []);
  }

  outbox(): Promise<Unsent[]> {
    return this.#read((found) => found.getAll('outbox'), []);
  }

  /** Those older than `before`, newest first. */
  newest(conversation: string, before: number, count: number): Promise<Entry[]> {
    const range = () => IDBKeyRange.bound([conversation, -before], [conversation, Infinity], true);
    return this.#read((found) => found.getAllFromIndex('messages', 'newest', range(), count), []);
  }

  async keepMessages(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#write(async (found) => {
      const { store, done } = found.transaction('messages', 'readwrite');
      await Promise.all([
        ...entries.map((each) => store.put({ ...each, rank: -each.order })),
        done,
      ]);
    });
  }

  /** With its messages; drafts and unsent messages stay. */
  async dropConversation(address: string): Promise<void> {
    await this.dropBefore(address, Infinity);
    await this.#write((found) => found.delete('conversations', address));
    await this.#write((found) => found.delete('archives', address));
  }

  /** What lies before a gap. */
  async dropBefore(conversation: string, order: number): Promise<void> {
    await this.#write(async (found) => {
      const { store, done } = found.transaction('messages', 'readwrite');
      const range = IDBKeyRange.bound([conversation, -order], [conversation, Infinity], true);
      const keys = await store.index('newest').getAllKeys(range);
      await Promise.all([...keys.map((key) => store.delete(key)), done]);
    });
  }

  async keepConversations(kept: readonly Kept[]): Promise<void> {
    await this.#write(async (found) => {
      const { store, done } = found.transaction('conversations', 'readwrite');
      await Promise.all([...kept.map((each) => store.put(each)), done]);
    });
  }

  async keepArchive(address: string, upTo: number): Promise<void> {
    await this.#write((found) => found.put('archives', { address, upTo }));
  }

  async keepDraft(address: string, text: string): Promise<void> {
    await this.#write((found) =>
      text ? found.put('drafts', { address, text }) : found.delete('drafts', address),
    );
  }

  async keepUnsent(unsent: Unsent): Promise<void> {
    await this.#write((found) => found.put('outbox', { ...unsent, id: unsent.entry.key }));
  }

  /** It is sent: from now on it is a message like others. */
  async keepSent(sent: Entry): Promise<void> {
    await this.#write(async (found) => {
      const both = found.transaction(['outbox', 'messages'], 'readwrite');
      const message = both.objectStore('messages').put({ ...sent, rank: -sent.order });
      await Promise.all([message, both.objectStore('outbox').delete(sent.key), both.done]);
    });
  }

  /** Also where it had been sent before it failed. */
  async dropUnsent(conversation: string, key: string): Promise<void> {
    await this.#write((found) => found.delete('outbox', key));
    await this.#write((found) => found.delete('messages', [conversation, key]));
  }

  /** Makes an entry of a tab that is gone this tab's, unless another was faster. */
  async claim(unsent: Unsent, tab: string): Promise<boolean> {
    let claimed = false;
    await this.#write(async (found) => {
      const { store, done } = found.transaction('outbox', 'readwrite');
      const now = await store.get(unsent.entry.key);
      claimed = now?.tab === unsent.tab;
      if (now && claimed) await store.put({ ...now, tab });
      await done;
    });
    return claimed;
  }

  async #read<T>(ask: (found: Found) => Promise<T>, otherwise: T): Promise<T> {
    if (!this.#found) return otherwise;
    try {
      return await ask(this.#found);
    } catch {
      this.#lose();
      return otherwise;
    }
  }

  async #write(act: (found: Found) => Promise<unknown>): Promise<void> {
    if (!this.#found) return;
    try {
      await act(this.#found).catch((error) => this.#again(error, act));
      this.#tell('kept');
    } catch (error) {
      if (isFull(error)) this.#tell('full');
      else this.#lose();
    }
  }

  /** When there is no room, the oldest history goes. */
  async #again(error: unknown, act: (found: Found) => Promise<unknown>): Promise<void> {
    if (!isFull(error) || !this.#found) throw error;
    await evict(this.#found);
    await act(this.#found);
  }

  #lose(): void {
    this.close();
    this.#tell('unavailable');
  }

  #tell(state: StorageState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#onState(state);
  }
}

function create(found: Found): void {
  found.createObjectStore('conversations', { keyPath: 'address' });
  const messages = found.createObjectStore('messages', { keyPath: ['conversation', 'key'] });
  messages.createIndex('newest', ['conversation', 'rank']);
  messages.createIndex('oldest', 'order');
  found.createObjectStore('outbox', { keyPath: 'id' });
  found.createObjectStore('drafts', { keyPath: 'address' });
  found.createObjectStore('archives', { keyPath: 'address' });
}

async function deleteOthers(name: string): Promise<void> {
  const all = await indexedDB.databases();
  const others = all.flatMap((each) =>
    each.name?.startsWith(PREFIX) && each.name !== name ? each.name : [],
  );
  await Promise.all(others.map((each) => deleteDB(each)));
}

async function evict(found: Found): Promise<void> {
  const both = found.transaction(['messages', 'conversations'], 'readwrite');
  const messages = both.objectStore('messages');
  const conversations = both.objectStore('conversations');
  const keys = await messages.index('oldest').getAllKeys(null, EVICTED_AT_ONCE);
  const touched = new Set(keys.map(([conversation]) => conversation));
  await Promise.all(keys.map((key) => messages.delete(key)));
  for (const address of touched) {
    const kept = await conversations.get(address);
    if (kept) await conversations.put({ ...kept, beginning: false });
  }
  await both.done;
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

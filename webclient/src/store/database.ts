import { deleteDB, openDB } from 'idb';
import type { Entry } from './entry';
import { evict, type Found, HISTORY, type Kept, type Schema, type Unsent, upgrade } from './schema';

export type StorageState = 'kept' | 'full' | 'unavailable';

const PREFIX = 'stoa ';
/** A tab that hangs keeps its database, and whoever waits for that waits for ever. */
const OPEN_WITHIN_MS = 3_000;
/** Nothing that was written here waits longer to be shown and sent. */
const DONE_WITHIN_MS = 10_000;

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
      this.#found = await inTime(this.#open(), OPEN_WITHIN_MS, (late) => late.close());
      this.#tell('kept');
    } catch {
      this.#tell('unavailable');
    }
  }

  async #open(): Promise<Found> {
    await deleteOthers(this.#name);
    return openDB<Schema>(this.#name, 2, {
      upgrade,
      blocking: () => this.close(),
      terminated: () => this.close(),
    });
  }

  close(): void {
    this.#found?.close();
    this.#found = null;
  }

  /** Leaves what exists nowhere else: drafts and unsent messages. */
  async forgetHistory(): Promise<void> {
    await this.#delete(async (found) => {
      const all = found.transaction(HISTORY, 'readwrite');
      await Promise.all([...HISTORY.map((name) => all.objectStore(name).clear()), all.done]);
    });
  }

  async wipe(): Promise<void> {
    this.close();
    const deleted = Promise.resolve().then(() => deleteDB(this.#name));
    await inTime(deleted, OPEN_WITHIN_MS).catch(() => undefined);
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
    await this.#delete((found) => found.delete('conversations', address));
    await this.#delete((found) => found.delete('archives', address));
  }

  /** What lies before a gap. */
  async dropBefore(conversation: string, order: number): Promise<void> {
    await this.#delete(async (found) => {
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
    if (text) await this.#write((found) => found.put('drafts', { address, text }));
    else await this.#delete((found) => found.delete('drafts', address));
  }

  /**
   * In one step with what is left of the draft, so that words are in one of the two. Committed here:
   * a page that is left now has stored it.
   */
  async keepUnsent(unsent: Unsent, draft: () => string): Promise<void> {
    const { key, conversation: address } = unsent.entry;
    await this.#write(async (found) => {
      const both = found.transaction(['outbox', 'drafts'], 'readwrite');
      const [drafts, text] = [both.objectStore('drafts'), draft()];
      const kept = both.objectStore('outbox').put({ ...unsent, id: key });
      const left = text ? drafts.put({ address, text }) : drafts.delete(address);
      both.commit();
      await Promise.all([kept, left, both.done]);
    });
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
    await this.#delete((found) => found.delete('outbox', key));
    await this.dropFile(key);
    await this.#delete((found) => found.delete('messages', [conversation, key]));
  }

  async keepFile(id: string, file: File): Promise<void> {
    await this.#write((found) => found.put('files', { id, file }));
  }

  async file(id: string): Promise<File | null> {
    return (await this.#read((found) => found.get('files', id), undefined))?.file ?? null;
  }

  async dropFile(id: string): Promise<void> {
    await this.#delete((found) => found.delete('files', id));
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
      return await inTime(ask(this.#found), DONE_WITHIN_MS);
    } catch {
      this.#lose();
      return otherwise;
    }
  }

  /** That something could be deleted does not mean that anything fits again. */
  async #delete(act: (found: Found) => Promise<unknown>): Promise<void> {
    if (this.#found) await inTime(act(this.#found), DONE_WITHIN_MS).catch(() => this.#lose());
  }

  async #write(act: (found: Found) => Promise<unknown>): Promise<void> {
    if (!this.#found) return;
    try {
      const done = act(this.#found).catch((error) => this.#again(error, act));
      await inTime(done, DONE_WITHIN_MS);
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

/** Rejects after a while; what comes then is given to `late`. */
function inTime<T>(
  work: Promise<T>,
  milliseconds: number,
  late: (result: T) => void = () => undefined,
): Promise<T> {
  return new Promise((answered, failed) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      failed(new DOMException('no answer', 'TimeoutError'));
    }, milliseconds);
    work.then((result) => (over ? late(result) : answered(result)), failed);
    work.finally(() => clearTimeout(timer)).catch(() => undefined);
  });
}

async function deleteOthers(name: string): Promise<void> {
  const all = await indexedDB.databases();
  const others = all.flatMap((each) =>
    each.name?.startsWith(PREFIX) && each.name !== name ? each.name : [],
  );
  await Promise.all(others.map((each) => deleteDB(each)));
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

import { deleteDB, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import { type Draft, isNothing, noDraft } from './draft';
import type { Entry } from './entry';
import type { Act } from './message_acts';
import { evict, type Found, HISTORY, type Kept, type Schema, type Unsent, upgrade } from './schema';
import type { About } from './timeline';

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
  /** Null: nothing is kept. */
  readonly #name: string | null;
  readonly #onState: (state: StorageState) => void;

  constructor(account: string | null, onState: (state: StorageState) => void) {
    this.#name = account && PREFIX + account;
    this.#onState = onState;
  }

  get isOpen(): boolean {
    return this.#found !== null;
  }

  /** Also deletes what another account left in this browser. */
  async open(): Promise<void> {
    try {
      this.#found = await inTime(this.#open(), OPEN_WITHIN_MS, (late) => late?.close());
      this.#tell('kept');
    } catch {
      this.#tell('unavailable');
    }
  }

  async #open(): Promise<Found | null> {
    const name = this.#name;
    await deleteOthers(name);
    if (name === null) return null;
    return openDB<Schema>(name, 3, {
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
    const deleted = Promise.resolve().then(() => deleteOthers(null));
    await inTime(deleted, OPEN_WITHIN_MS).catch(() => undefined);
  }

  conversations(): Promise<Kept[]> {
    return this.read((found) => found.getAll('conversations'), []);
  }

  archives(): Promise<{ address: string; upTo: number }[]> {
    return this.read((found) => found.getAll('archives'), []);
  }

  /** Those of an earlier version of this client were told nobody. */
  async drafts(): Promise<Draft[]> {
    const all = await this.read((found) => found.getAll('drafts'), []);
    return all.map((each) => Object.freeze({ ...noDraft(each.address), changedAt: 0, ...each }));
  }

  acts(): Promise<Act[]> {
    return this.read((found) => found.getAll('acts'), []);
  }

  pending(): Promise<{ address: string; about: readonly About[] }[]> {
    return this.read((found) => found.getAll('pending'), []);
  }

  hidden(): Promise<{ id: string; conversation: string }[]> {
    return this.read((found) => found.getAll('hidden'), []);
  }

  outbox(): Promise<Unsent[]> {
    return this.read((found) => found.getAll('outbox'), []);
  }

  /** Those that are not newer than `upTo`, newest first: two may be of the same moment. */
  newest(conversation: string, upTo: number, count: number): Promise<Entry[]> {
    const range = () => IDBKeyRange.bound([conversation, -upTo], [conversation, Infinity]);
    return this.read((found) => found.getAllFromIndex('messages', 'newest', range(), count), []);
  }

  /**
   * In one step with what is shown of their conversations before those are opened. Resolves to whether
   * they are stored.
   */
  async keepMessages(entries: readonly Entry[], kept: readonly Kept[]): Promise<boolean> {
    return this.#write(async (found) => {
      const both = found.transaction(['messages', 'conversations'], 'readwrite');
      await Promise.all([...putAll(both, entries, kept), both.done]);
    });
  }

  /** With its messages; drafts and unsent messages stay. */
  async dropConversation(address: string): Promise<void> {
    await this.dropBefore(address, Infinity);
    await this.#delete((found) => found.delete('conversations', address));
    await this.#delete((found) => found.delete('archives', address));
    await this.#delete((found) => found.delete('pending', address));
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

  /** Where nothing is said any more, nothing is kept. */
  async keepPending(all: readonly { address: string; about: readonly About[] }[]): Promise<void> {
    if (all.length === 0) return;
    await this.#write(async (found) => {
      const { store, done } = found.transaction('pending', 'readwrite');
      const kept = all.map((each) =>
        each.about.length > 0 ? store.put(each) : store.delete(each.address),
      );
      await Promise.all([...kept, done]);
    });
  }

  /** Committed here: it may be done by leaving the page. */
  async keepAct(act: Act): Promise<void> {
    await this.#write(async (found) => {
      const all = found.transaction('acts', 'readwrite');
      const kept = all.store.put(act);
      all.commit();
      await Promise.all([kept, all.done]);
    });
  }

  async dropAct(id: string): Promise<void> {
    await this.#delete((found) => found.delete('acts', id));
  }

  /** All there are. */
  async keepHidden(all: readonly { id: string; conversation: string }[]): Promise<void> {
    await this.#write(async (found) => {
      const { store, done } = found.transaction('hidden', 'readwrite');
      await Promise.all([store.clear(), ...all.map((each) => store.put(each)), done]);
    });
  }

  async keepArchive(address: string, upTo: number): Promise<void> {
    await this.#write((found) => found.put('archives', { address, upTo }));
  }

  async keepDraft(draft: Draft): Promise<void> {
    if (isNothing(draft)) await this.#delete((found) => found.delete('drafts', draft.address));
    else await this.#write((found) => found.put('drafts', draft));
  }

  /**
   * In one step with what is left of the draft, so that words are in one of the two. Committed here:
   * a page that is left now has stored it.
   */
  async keepUnsent(unsent: Unsent, draft: () => Draft): Promise<void> {
    const { key } = unsent.entry;
    await this.#write(async (found) => {
      const both = found.transaction(['outbox', 'drafts'], 'readwrite');
      const [drafts, now] = [both.objectStore('drafts'), draft()];
      const kept = both.objectStore('outbox').put({ ...unsent, id: key });
      const left = isNothing(now) ? drafts.delete(now.address) : drafts.put(now);
      both.commit();
      await Promise.all([kept, left, both.done]);
    });
  }

  /** It is sent: from now on it is a message like others. */
  async keepSent(sent: Entry, kept: readonly Kept[]): Promise<void> {
    await this.#write(async (found) => {
      const all = found.transaction(['outbox', 'messages', 'conversations'], 'readwrite');
      const deleted = all.objectStore('outbox').delete(sent.key);
      await Promise.all([...putAll(all, [sent], kept), deleted, all.done]);
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
    return (await this.read((found) => found.get('files', id), undefined))?.file ?? null;
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

  /** `otherwise`: without a database. */
  async read<T>(ask: (found: Found) => Promise<T>, otherwise: T): Promise<T> {
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

  async #write(act: (found: Found) => Promise<unknown>): Promise<boolean> {
    if (!this.#found) return false;
    try {
      const done = act(this.#found).catch((error) => this.#again(error, act));
      await inTime(done, DONE_WITHIN_MS);
      this.#tell('kept');
      return true;
    } catch (error) {
      if (isFull(error)) this.#tell('full');
      else this.#lose();
      return false;
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

function putAll(
  within: Pick<IDBPTransaction<Schema, StoreNames<Schema>[], 'readwrite'>, 'objectStore'>,
  entries: readonly Entry[],
  kept: readonly Kept[],
): Promise<unknown>[] {
  const [messages, conversations] = [
    within.objectStore('messages'),
    within.objectStore('conversations'),
  ];
  return [
    ...entries.map((each) => messages.put({ ...each, rank: -each.order })),
    ...kept.map((each) => conversations.put(each)),
  ];
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

/** Of any account but this one. */
async function deleteOthers(name: string | null): Promise<void> {
  const all = await indexedDB.databases();
  const others = all.flatMap((each) =>
    each.name?.startsWith(PREFIX) && each.name !== name ? each.name : [],
  );
  await Promise.all(others.map((each) => deleteDB(each)));
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

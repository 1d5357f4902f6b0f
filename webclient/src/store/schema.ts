import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { Draft } from './draft';
import { type Entry, entry } from './entry';
import type { Act } from './message_acts';
import type { KeptStanding } from './standing.svelte';
import type { About } from './timeline';

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
  readonly standing: KeptStanding;
}

/** A message that the server has not confirmed. */
export interface Unsent {
  readonly entry: Entry;
  readonly room: boolean;
  /** The tab that sends it. */
  readonly tab: string;
}

export interface Schema extends DBSchema {
  conversations: { key: string; value: Kept };
  /** `rank` is the order backwards, so that the first found are the newest. */
  messages: {
    key: [string, string];
    value: Entry & { rank: number };
    indexes: { newest: [string, number]; oldest: number };
  };
  outbox: { key: string; value: Unsent & { id: string } };
  /** What is being uploaded, by the key of its message. */
  files: { key: string; value: { id: string; file: File } };
  /** What was done to messages, and the server has not confirmed. */
  acts: { key: string; value: Act };
  /** What was said about messages that this browser does not have, by conversation. */
  pending: { key: string; value: { address: string; about: readonly About[] } };
  /** Messages that their owner does not want to see, by the archive's id. */
  hidden: { key: string; value: { id: string; conversation: string } };
  drafts: { key: string; value: Pick<Draft, 'address' | 'text'> & Partial<Draft> };
  /** Up to where an archive (own address, or a room) was read without a gap; microseconds. */
  archives: { key: string; value: { address: string; upTo: number } };
}

export const HISTORY = ['messages', 'conversations', 'archives', 'pending', 'hidden'] as const;
const KEPT_BEFORE = ['messages', 'conversations', 'archives'] as const;
const EVICTED_AT_ONCE = 500;

export type Found = IDBPDatabase<Schema>;

/** The archives have the history: only what exists nowhere else outlives a change of its shape. */
export async function upgrade(
  found: Found,
  from: number,
  _to: number | null,
  all: IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>,
): Promise<void> {
  if (from === 0) return create(found);
  for (const name of KEPT_BEFORE) await all.objectStore(name).clear();
  const outbox = all.objectStore('outbox');
  for (const each of await outbox.getAll()) await outbox.put({ ...each, entry: entry(each.entry) });
  if (from < 2) found.createObjectStore('files', { keyPath: 'id' });
  addActs(found);
}

function addActs(found: Found): void {
  found.createObjectStore('acts', { keyPath: 'id' });
  found.createObjectStore('pending', { keyPath: 'address' });
  found.createObjectStore('hidden', { keyPath: 'id' });
}

function create(found: Found): void {
  found.createObjectStore('conversations', { keyPath: 'address' });
  const messages = found.createObjectStore('messages', { keyPath: ['conversation', 'key'] });
  messages.createIndex('newest', ['conversation', 'rank']);
  messages.createIndex('oldest', 'order');
  found.createObjectStore('outbox', { keyPath: 'id' });
  found.createObjectStore('files', { keyPath: 'id' });
  found.createObjectStore('drafts', { keyPath: 'address' });
  found.createObjectStore('archives', { keyPath: 'address' });
  addActs(found);
}

/** Makes room: the oldest history goes. */
export async function evict(found: Found): Promise<void> {
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

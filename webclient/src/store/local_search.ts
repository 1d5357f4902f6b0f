import type { KeptFound, KeptPage, KeptWish } from './act_types';
import { type Entry, inOrder, isUnsent } from './entry';
import type { Parts } from './parts';
import type { Found } from './schema';
import { toMessage } from './shown';

/** Looked through at once; in between others have their turn. */
const AT_ONCE = 250;
const IN_WORD = /[\p{L}\p{N}]$/u;

type Sources = Pick<Parts, 'conversations' | 'database' | 'people'>;

/**
 * The messages of this browser that suit a wish, the newest first. Without a database: those in memory.
 * `before` is `KeptPage.next` of the page before.
 */
export async function findKept(
  parts: Sources,
  wish: KeptWish,
  most: number,
  before: number | null = null,
): Promise<KeptPage> {
  const suits = suiting(wish);
  const found: Entry[] = [];
  for (let upTo = Math.min(before ?? Infinity, (wish.before ?? Infinity) * 1000); ; ) {
    const batch = await older(parts, wish.conversation ?? null, upTo);
    found.push(...batch.filter((each) => suits(each) && !isHidden(parts, each)));
    const last = batch.at(-1);
    const over = !last || last.order < (wish.after ?? 0) * 1000;
    if (over || found.length > most) return page(parts, found, most);
    upTo = last.order;
  }
}

function page(parts: Sources, found: readonly Entry[], most: number): KeptPage {
  const shown = found.slice(0, most);
  const next = found.length > most ? (shown.at(-1)?.order ?? null) : null;
  return { found: shown.map((each) => view(parts, each)), next };
}

function view({ conversations, people }: Sources, of: Entry): KeptFound {
  const isRoom = conversations.get(of.conversation)?.kind === 'room';
  const beside = { people, isRoom, upload: null, answered: null, changes: null };
  return {
    conversation: of.conversation,
    id: of.archiveId ?? of.messageId ?? of.key,
    message: toMessage(of, beside),
  };
}

/** Newest first. */
async function older(parts: Sources, conversation: string | null, before: number) {
  const ask = (found: Found) =>
    conversation === null ? ofAll(found, before) : ofOne(found, conversation, before);
  return (
    (await parts.database.read<Entry[] | null>(ask, null)) ?? inMemory(parts, conversation, before)
  );
}

function ofOne(found: Found, conversation: string, before: number): Promise<Entry[]> {
  const range = IDBKeyRange.bound([conversation, -before], [conversation, Infinity], true);
  return found.getAllFromIndex('messages', 'newest', range, AT_ONCE);
}

async function ofAll(found: Found, before: number): Promise<Entry[]> {
  const index = found.transaction('messages').store.index('oldest');
  const range = IDBKeyRange.upperBound(before, true);
  const newest = await index.openKeyCursor(range, 'prev');
  const oldest = await newest?.advance(AT_ONCE - 1);
  const batch = oldest ? IDBKeyRange.bound(oldest.key, before, false, true) : range;
  return newest ? (await index.getAll(batch)).reverse() : [];
}

function inMemory({ conversations }: Sources, conversation: string | null, before: number) {
  return [...conversations.all()]
    .filter((of) => conversation === null || of.address === conversation)
    .flatMap((of) => of.timeline.entries)
    .filter((each) => each.order < before && !isUnsent(each))
    .sort((one, other) => inOrder(other, one));
}

function isHidden({ conversations }: Sources, { archiveId, conversation, key }: Entry): boolean {
  const { hidden } = conversations.standing(conversation);
  return hidden.has(archiveId ?? '') || hidden.has(key);
}

function suiting({ words, author, after, files }: KeptWish): (of: Entry) => boolean {
  const wanted = words.map(folded);
  return (of) => {
    if (of.kind !== 'text' || of.retracted || of.order < (after ?? 0) * 1000) return false;
    if (author !== undefined && of.author !== author) return false;
    if (files && of.files.length === 0) return false;
    const said = folded([of.body, ...of.files.map(({ name }) => name)].join('\n'));
    return wanted.every((each) => hasWord(said, each));
  };
}

/** At the beginning of a word. */
function hasWord(said: string, wanted: string): boolean {
  for (let at = said.indexOf(wanted); at >= 0; at = said.indexOf(wanted, at + 1))
    if (!IN_WORD.test(said.slice(0, at))) return true;
  return false;
}

/** Without marks and capitals: “Ünal” is found by “unal”. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

import { allEdits, type Edit, editOf, type Said } from './edits';
import { allReacted, NOBODY, type Reacted } from './reacted';
import type { Attachment, Mentioned, Message } from './types';

/** The message that one answers (XEP-0461). */
export interface Answered {
  readonly id: string;
  /** Who has written it, as the answer says. */
  readonly to: string | null;
  readonly quoted: string;
}

/**
 * One message as the store keeps it, also in IndexedDB: facts that only ever get more, so that
 * copies may arrive in any order and any number. `toMessage` (shown.ts) makes of it what is shown.
 */
export interface Entry {
  readonly conversation: string;
  readonly key: string;
  readonly own: boolean;
  /** Bare JID of whoever wrote it; their JID in the room where the room hides people. */
  readonly author: string;
  readonly nick: string | null;
  readonly occupantId: string | null;
  readonly messageId: string | null;
  readonly originId: string | null;
  readonly archiveId: string | null;
  /** Microseconds since 1970: the archive's once it is known, the sender's clock until then. */
  readonly order: number;
  readonly body: string;
  readonly files: readonly Attachment[];
  readonly mentions: readonly Mentioned[];
  readonly answers: Answered | null;
  readonly thread: string | null;
  readonly kind: Message['kind'];
  readonly pin: Message['pin'];
  /** The `id` of the message that this one wants to replace (XEP-0308). */
  readonly replaces: string | null;
  readonly markable: boolean;
  /** In a room: it means the owner of this account. */
  readonly mentioned: boolean;
  readonly invitation: Message['invitation'];
  readonly sentAt: number | null;
  readonly deliveredAt: number | null;
  readonly readAt: number | null;
  readonly error: string | null;
  /** What it said at first; null where it has not been edited. */
  readonly first: Said | null;
  /** Oldest first; the last one is what it says now. */
  readonly edits: readonly Edit[];
  readonly reacted: Reacted;
  readonly retracted: boolean;
  /** By a moderator; `at` in ms since 1970. */
  readonly removed: { readonly reason: string | null; readonly at: number } | null;
}

const NONE: readonly never[] = Object.freeze([]);

const BLANK = {
  nick: null,
  occupantId: null,
  messageId: null,
  originId: null,
  archiveId: null,
  files: NONE,
  mentions: NONE,
  answers: null,
  thread: null,
  kind: 'text',
  pin: null,
  replaces: null,
  markable: false,
  mentioned: false,
  invitation: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  error: null,
  first: null,
  edits: NONE,
  reacted: NOBODY,
  retracted: false,
  removed: null,
} as const;

/** What is left of what somebody said who has taken it back. */
export const NOTHING_SAID = {
  body: '',
  files: NONE,
  mentions: NONE,
  answers: null,
  invitation: null,
  first: null,
  edits: NONE,
  reacted: NOBODY,
} as const;

type Facts = Pick<Entry, 'conversation' | 'key' | 'own' | 'author' | 'order' | 'body'>;

export function entry(facts: Facts & Partial<Entry>): Entry {
  return Object.freeze({ ...BLANK, ...facts });
}

/**
 * What two copies of one message say together; the first one's words and name stay. What an archive
 * has was accepted, and others have it: it has not failed, whatever was heard of it.
 */
export function combine(known: Entry, copy: Entry): Entry {
  const archived = known.archiveId === null && copy.archiveId !== null ? copy : known;
  const both = {
    ...known,
    archiveId: archived.archiveId,
    order: archived.order,
    messageId: known.messageId ?? copy.messageId,
    originId: known.originId ?? copy.originId,
    sentAt: earlier(known.sentAt, copy.sentAt),
    deliveredAt: earlier(known.deliveredAt, copy.deliveredAt),
    readAt: earlier(known.readAt, copy.readAt),
    files: isUploading(known) ? copy.files : known.files,
    error: archived.archiveId === null ? (known.error ?? copy.error) : null,
    reacted: allReacted(known.reacted, copy.reacted),
    retracted: known.retracted || copy.retracted,
    removed: firstRemoval(known.removed, copy.removed),
  };
  if (both.retracted) Object.assign(both, NOTHING_SAID);
  else if (copy.edits.length > 0)
    Object.assign(both, edited(both, copy.edits, known.first ?? copy.first));
  return same(known, both) ? known : Object.freeze(both);
}

/** What it says after all of these, and what it said at first. */
function edited(known: Entry, more: readonly Edit[], first = known.first): Partial<Entry> {
  const edits = allEdits(known.edits, more);
  const last = edits.at(-1);
  if (!last || edits === known.edits) return {};
  const { body, files, mentions, mentioned } = last;
  return { body, files, mentions, mentioned, edits, first: first ?? said(known) };
}

/** What was said about a correction before it was known to be one is said about the message too. */
export function correctedBy(known: Entry, correction: Entry): Partial<Entry> {
  const { messageId: id, removed, retracted } = correction;
  if (known.retracted) return {};
  if (retracted) return { retracted, removed, ...NOTHING_SAID };
  const reacted = allReacted(known.reacted, correction.reacted);
  return { reacted, ...edited(known, [editOf({ ...correction, id })]) };
}

function said({ body, files, mentions, mentioned }: Entry): Said {
  return Object.freeze({ body, files, mentions, mentioned });
}

/** The earlier of two words about why. */
export function firstRemoval(known: Entry['removed'], other: Entry['removed']): Entry['removed'] {
  if (!known || !other) return known ?? other;
  return other.at < known.at ? other : known;
}

export function change(known: Entry, facts: Partial<Entry>): Entry {
  const changed = { ...known, ...facts };
  return same(known, changed) ? known : Object.freeze(changed);
}

/**
 * Whether both were written by one person: by their real addresses, which no client can choose; where
 * a room hides them by the room's word (XEP-0421 v1.0.1 #usecases), and never by a nick.
 */
export function sameAuthor(one: Author, other: Author): boolean {
  if (!isOccupant(one) && !isOccupant(other)) return one.author === other.author;
  return one.occupantId !== null && one.occupantId === other.occupantId;
}

function isOccupant(of: Author): boolean {
  return of.author.includes('/');
}

export type Author = Pick<Entry, 'author' | 'occupantId'>;

export function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** The time in an id of our server's archives, in microseconds: they are times. */
export function orderOf(archiveId: string | null): number | null {
  return archiveId !== null && /^\d{16}$/.test(archiveId) ? Number(archiveId) : null;
}

export function inOrder(one: Entry, other: Entry): number {
  return one.order - other.order || (one.key < other.key ? -1 : Number(one.key > other.key));
}

/** Whether it is an own file that nobody can be told of yet. */
export function isUploading(of: Entry): boolean {
  return of.own && of.files.some((each) => each.url === '');
}

/** Whether it is still in the outbox. */
export function isUnsent(of: Entry): boolean {
  return of.own && (of.sentAt === null || of.error !== null);
}

function same(one: Entry, other: Entry): boolean {
  return (Object.keys(other) as (keyof Entry)[]).every((name) => one[name] === other[name]);
}

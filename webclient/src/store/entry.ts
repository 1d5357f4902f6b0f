import type { Attachment, Delivery, Message, Upload } from './types';

/**
 * One message as the store keeps it, also in IndexedDB: facts that only ever get more, so that
 * copies may arrive in any order and any number. `toMessage` makes of it what is shown.
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
  readonly kind: Message['kind'];
  /** The `id` of the message that this one wants to replace (XEP-0308). */
  readonly replaces: string | null;
  readonly markable: boolean;
  /** In a room: it means the owner of this account. */
  readonly mentioned: boolean;
  readonly sentAt: number | null;
  readonly deliveredAt: number | null;
  readonly readAt: number | null;
  readonly error: string | null;
  readonly editedAt: number | null;
  readonly retracted: boolean;
}

const NONE: readonly Attachment[] = Object.freeze([]);

const BLANK = {
  nick: null,
  occupantId: null,
  messageId: null,
  originId: null,
  archiveId: null,
  files: NONE,
  kind: 'text',
  replaces: null,
  markable: false,
  mentioned: false,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  error: null,
  editedAt: null,
  retracted: false,
} as const;

/** What is left of what somebody said who has taken it back. */
export const NOTHING_SAID = { body: '', files: NONE } as const;

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
    retracted: known.retracted || copy.retracted,
    ...(later(copy.editedAt, known.editedAt) && {
      body: copy.body,
      files: copy.files,
      editedAt: copy.editedAt,
    }),
  };
  if (both.retracted) Object.assign(both, NOTHING_SAID);
  return same(known, both) ? known : Object.freeze(both);
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

/** A receipt may come before the acknowledgement: what was read had been delivered, and sent. */
export function toMessage(of: Entry, name: string, upload: Upload | null = null): Message {
  const deliveredAt = earlier(of.deliveredAt, of.readAt);
  return Object.freeze({
    key: of.key,
    own: of.own,
    author: { address: of.author, name },
    body: of.body,
    files: of.files,
    upload,
    at: Math.floor(of.order / 1000),
    delivery: of.own ? delivery(of) : null,
    sentAt: earlier(of.sentAt, deliveredAt),
    deliveredAt,
    readAt: of.readAt,
    error: of.error,
    editedAt: of.editedAt,
    retracted: of.retracted,
    kind: of.kind,
  });
}

/** Whether it is an own file that nobody can be told of yet. */
export function isUploading(of: Entry): boolean {
  return of.own && of.files.some((each) => each.url === '');
}

/** Whether it is still in the outbox. */
export function isUnsent(of: Entry): boolean {
  return of.own && (of.sentAt === null || of.error !== null);
}

function delivery(of: Entry): Delivery {
  if (of.readAt !== null) return 'read';
  if (of.deliveredAt !== null) return 'delivered';
  if (of.error !== null) return 'failed';
  return of.sentAt === null ? 'waiting' : 'sent';
}

function later(one: number | null, other: number | null): boolean {
  return one !== null && (other === null || one > other);
}

function same(one: Entry, other: Entry): boolean {
  return (Object.keys(other) as (keyof Entry)[]).every((name) => one[name] === other[name]);
}

import { type Answered, type Entry, earlier, isUnsent, NOTHING_SAID } from './entry';
import { type Names, nameOf } from './names';
import { type Choice, chosen, toReactions } from './reacted';
import type { Delivery, Mentioned, Message, Reply, Upload, Version } from './types';

/** What somebody does to a message, as long as the server has not confirmed it. */
export interface Changes {
  /** Own bare JID. */
  readonly by: string;
  readonly state: 'waiting' | 'failed';
  readonly emojis?: readonly string[];
  readonly edit?: Version & { readonly mentions: readonly Mentioned[] };
  readonly retracted?: boolean;
}

/** What a message is shown with. */
export interface Beside {
  readonly people: Names;
  readonly isRoom: boolean;
  readonly upload: Upload | null;
  /** The message that it answers, if that is here. */
  readonly answered: Entry | null;
  readonly changes: Changes | null;
}

/** A receipt may come before the acknowledgement: what was read had been delivered, and sent. */
export function toMessage(made: Entry, beside: Beside): Message {
  const { changes } = beside;
  const of = changes ? changed(made, changes) : made;
  const deliveredAt = earlier(of.deliveredAt, of.readAt);
  return Object.freeze({
    key: of.key,
    own: of.own,
    author: { address: of.author, name: named(beside.people, of) },
    body: of.body,
    files: of.files,
    upload: beside.upload,
    at: Math.floor(of.order / 1000),
    delivery: delivery(of),
    sentAt: earlier(of.sentAt, deliveredAt),
    deliveredAt,
    readAt: of.readAt,
    error: of.error,
    ...versions(of),
    retracted: of.retracted,
    removed: of.removed && { reason: of.removed.reason },
    reactions: toReactions(of.reacted, (each) => named(beside.people, each)),
    reply: of.answers && toReply(of.answers, beside),
    thread: of.thread,
    mentions: of.mentions,
    id: idOf(of, beside.isRoom),
    editing: changes?.state ?? null,
    archiveId: of.archiveId,
    invitation: of.invitation,
    pin: of.pin,
    kind: of.kind,
  });
}

/** What others name it by: in a room by the room's id, else by its author's. */
export function idOf(of: Entry, isRoom: boolean): string | null {
  if (isRoom) return of.archiveId;
  return isUnsent(of) ? null : (of.originId ?? of.messageId);
}

function named(people: Names, { author, nick }: Pick<Entry, 'author' | 'nick'>): string {
  return people.names.get(author) ?? nick ?? nameOf(author);
}

/** As it will be when the server has it. */
function changed(of: Entry, { by, emojis, edit, retracted, state }: Changes): Entry {
  if (state === 'failed') return of;
  if (retracted) return { ...of, ...NOTHING_SAID, retracted };
  const reacted = emojis ? chosen(of.reacted, ownChoice(by, emojis)) : of.reacted;
  if (!edit) return { ...of, reacted };
  const { body, files, mentions, mentioned } = of;
  const order = edit.at * 1000;
  const said = { body: edit.body, mentions: edit.mentions, files, mentioned };
  const edits = [...of.edits, { ...said, id: null, archiveId: null, order }];
  return {
    ...of,
    ...said,
    reacted,
    edits,
    first: of.first ?? { body, files, mentions, mentioned },
  };
}

/** Newer than all that is confirmed. */
function ownChoice(author: string, emojis: readonly string[]): Choice {
  const none = { occupantId: null, nick: null, id: null, archiveId: null };
  return { ...none, author, own: true, order: Number.MAX_SAFE_INTEGER, emojis };
}

function versions({ first, edits, order }: Entry): Pick<Message, 'editedAt' | 'versions'> {
  const at = (microseconds: number) => Math.floor(microseconds / 1000);
  const before = edits.slice(0, -1).map((each) => ({ body: each.body, at: at(each.order) }));
  const last = edits.at(-1);
  return {
    editedAt: last ? at(last.order) : null,
    versions: first ? [{ body: first.body, at: at(order) }, ...before] : [],
  };
}

function toReply({ id, to, quoted }: Answered, { answered, people }: Beside): Reply {
  if (!answered) {
    const author = to === null ? null : { address: to, name: people.names.get(to) ?? nameOf(to) };
    return { id, key: null, author, body: quoted, retracted: false };
  }
  const author = { address: answered.author, name: named(people, answered) };
  const { body, key, retracted } = answered;
  return { id, key, author, body, retracted };
}

/** Of what was taken back, nobody waits to hear. */
function delivery(of: Entry): Delivery | null {
  if (!of.own || of.retracted) return null;
  if (of.readAt !== null) return 'read';
  if (of.deliveredAt !== null) return 'delivered';
  if (of.error !== null) return 'failed';
  return of.sentAt === null ? 'waiting' : 'sent';
}

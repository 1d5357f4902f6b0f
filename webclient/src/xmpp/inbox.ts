/**
 * XEP-0430 Inbox, version 0.2.0. #querying #examples
 * What is ours beside it: schemas/xmpp/extensions/inbox.xsd
 */
import { bareOf, isOwn } from './jid';
import { type AskedPage, parseResultSet, resultSet } from './result_sets';
import { CLIENT, childOf, element, idOf, wholeNumber } from './xml';

const INBOX = 'urn:xmpp:inbox:1';
const OURS = 'urn:stoa:inbox:1';
const MAX_NAME_LENGTH = 1023;
const MAX_BODY_LENGTH = 1000;

const KINDS = [
  'text',
  'image',
  'audio',
  'video',
  'document',
  'voice',
  'system',
  'call',
  'event',
] as const;

/** What a message is, as the archive understands it. */
export type MessageKind = (typeof KINDS)[number];

/** The newest message of a conversation as it is now. */
export interface LastMessage {
  readonly stanzaId: string;
  /** Bare JID. */
  readonly sender: string;
  /** In a room; null where it has none. */
  readonly nick: string | null;
  readonly kind: MessageKind;
  /** The beginning of it; '' where it was retracted. */
  readonly body: string;
  readonly retracted: boolean;
}

export interface InboxEntry {
  /** Bare JID of the person or the room. */
  readonly conversation: string;
  readonly isRoom: boolean;
  /** '' where nobody has named it. */
  readonly name: string;
  readonly unread: number;
  readonly mentions: number;
  /** Stanza id of the last message that was read, on any device. */
  readonly readTo: string | null;
  readonly last: LastMessage;
}

export interface InboxPage {
  /** What the next page is asked for after; null when this one is empty. */
  readonly last: string | null;
  /** How many conversations come before this page, and how many there are. */
  readonly index: number;
  readonly count: number;
}

/** One page of the own inbox, the last active conversation first. */
export function inboxQuery(page: AskedPage): Element {
  return element('iq', CLIENT, { type: 'get' }, element('inbox', INBOX, {}, resultSet(page)));
}

/** Null also for what another address sends: anybody could invent conversations. */
export function parseInboxEntry(message: Element, own: string): InboxEntry | null {
  const entry = childOf(message, 'entry', INBOX);
  const ours = childOf(message, 'conversation', OURS);
  const last = ours && parseLast(ours);
  const conversation = bareOf(entry?.getAttribute('jid'));
  if (!isOwn(message.getAttribute('from'), own) || !entry || !last || !conversation) return null;
  return Object.freeze({
    conversation,
    isRoom: ours.getAttribute('kind') === 'room',
    name: (ours.getAttribute('name') ?? '').slice(0, MAX_NAME_LENGTH),
    unread: wholeNumber(entry.getAttribute('unread')) ?? 0,
    mentions: wholeNumber(ours.getAttribute('mentions')) ?? 0,
    readTo: idOf(ours, 'read'),
    last,
  });
}

function parseLast(ours: Element): LastMessage | null {
  const last = childOf(ours, 'last', OURS);
  const stanzaId = last && idOf(last);
  const sender = bareOf(last?.getAttribute('sender'));
  if (!stanzaId || !sender) return null;
  const kind = KINDS.find((each) => each === last.getAttribute('kind')) ?? 'text';
  const retracted = ['true', '1'].includes(last.getAttribute('retracted') ?? '');
  return Object.freeze({
    stanzaId,
    sender,
    nick: last.getAttribute('nick')?.slice(0, MAX_NAME_LENGTH) || null,
    kind,
    body: retracted ? '' : (last.textContent ?? '').slice(0, MAX_BODY_LENGTH),
    retracted,
  });
}

/** Null for anything but an answer of the own inbox. */
export function parseInboxPage(answer: Element, own: string): InboxPage | null {
  const fin = childOf(answer, 'fin', INBOX);
  const set = fin && parseResultSet(fin);
  if (!set || !isOwn(answer.getAttribute('from'), own)) return null;
  return Object.freeze({ last: set.last, index: set.index ?? 0, count: set.count ?? 0 });
}

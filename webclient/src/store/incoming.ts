import { parseJid } from '../xmpp/jid';
import type { IncomingMessage } from '../xmpp/message';
import { type Answered, type Author, type Entry, entry, orderOf } from './entry';
import { filesOf } from './shared_files';
import type { Arrival } from './timeline';

/** How a message came to us; each way has its own proof of who sent it. */
export type Way = 'live' | 'carbon' | 'archive';

export interface Whence {
  readonly way: Way;
  /** Of the archive's result; null: the message may carry one. */
  readonly archiveId: string | null;
  /** Ms since 1970. */
  readonly at: number;
}

/** Somebody in a room, as the room says. */
export interface RoomAuthor {
  /** Bare JID; null where the room hides it. */
  readonly address: string | null;
  readonly own: boolean;
  /** What they wrote means the owner of this account. */
  readonly mentions: boolean;
}

/** What a message means for the conversation that it belongs to. */
export interface Meaning {
  readonly conversation: string;
  /** Sent by a device of this account. */
  readonly own: boolean;
  readonly arrivals: readonly Arrival[];
  /** Own words from elsewhere: this account has read up to the message of this id (XEP-0333). */
  readonly displayedHere: string | null;
}

/**
 * A message between two people. Whoever sent it speaks for themselves only: about their own messages
 * by corrections and retractions, about ours by receipts and markers. `isRoom` tells private
 * messages of occupants, who are not the room.
 */
export function meaningOf(
  message: IncomingMessage,
  whence: Whence,
  own: string,
  isRoom: (address: string) => boolean,
): Meaning | null {
  if (message.type !== 'chat' && message.type !== 'normal') return null;
  const sent = message.from.bare === own;
  const other = sent ? message.to : message.from;
  if (!other) return null;
  const conversation = isRoom(other.bare) ? other.full : other.bare;
  const author = sent ? own : conversation;
  const said = message.retraction
    ? retraction(message, whence, { author, occupantId: null })
    : [
        ...words(message, whence, { conversation, own: sent, author, nick: null }),
        ...reactions(message, whence, { author, nick: null, own: sent }),
      ];
  const about = sent ? [] : aboutOurs(message, whence.at);
  return {
    conversation,
    own: sent,
    arrivals: [...said, ...about],
    displayedHere: sent ? message.displayedId : null,
  };
}

/** A message in a room; `author` null: the room itself has sent it. */
export function roomMeaningOf(
  message: IncomingMessage,
  whence: Whence,
  author: RoomAuthor | null,
): readonly Arrival[] {
  const room = message.from.bare;
  const address = author?.address ?? message.from.full;
  if (message.retraction?.moderated) {
    return author === null ? retraction(message, whence, null) : [];
  }
  const { occupantId } = message;
  if (message.retraction) return retraction(message, whence, { author: address, occupantId });
  const nick = message.from.resource || null;
  const own = author?.own ?? false;
  const mentioned = !own && (author?.mentions ?? false);
  return [
    ...words(message, whence, { conversation: room, own, author: address, nick, mentioned }),
    ...reactions(message, whence, { author: address, nick, own }),
  ];
}

function words(
  message: IncomingMessage,
  whence: Whence,
  who: Pick<Entry, 'conversation' | 'own' | 'author' | 'nick'> & { mentioned?: boolean },
): readonly Arrival[] {
  const files = filesOf(message.files, message.body);
  const body = files.some((each) => each.url === message.body?.trim()) ? '' : (message.body ?? '');
  if (body === '' && files.length === 0 && !message.invitation) return [];
  const archiveId = whence.archiveId ?? message.stanzaId;
  const ids = { messageId: message.id, originId: message.originId, archiveId };
  const made = entry({
    ...who,
    ...ids,
    key: (who.own ? message.originId : null) ?? archiveId ?? unarchived(message, whence),
    occupantId: message.occupantId,
    order: orderOf(archiveId) ?? whence.at * 1000,
    body,
    files,
    mentions: message.mentions.parts,
    answers: answered(message, who.conversation),
    thread: message.thread,
    pin: message.pin,
    kind:
      message.pin || (who.nick === null && who.author === who.conversation && isRoomWord(message))
        ? 'notice'
        : 'text',
    replaces: message.replacesId,
    markable: message.markable,
    invitation: message.invitation,
    sentAt: who.own ? whence.at : null,
  });
  return [{ kind: 'message', entry: made }];
}

function aboutOurs(message: IncomingMessage, at: number): Arrival[] {
  const { receivedId, displayedId } = message;
  return [
    ...(receivedId === null ? [] : [{ kind: 'receipt', id: receivedId, at } as const]),
    ...(displayedId === null ? [] : [{ kind: 'displayed', id: displayedId, at } as const]),
  ];
}

function retraction(
  { retraction: found }: IncomingMessage,
  { at }: Whence,
  author: Author | null,
): readonly Arrival[] {
  return found ? [{ kind: 'retraction', id: found.id, author, at, reason: found.reason }] : [];
}

function reactions(
  message: IncomingMessage,
  whence: Whence,
  who: Pick<Entry, 'author' | 'nick' | 'own'>,
): readonly Arrival[] {
  if (!message.reactions) return [];
  const { id, emojis } = message.reactions;
  const archiveId = whence.archiveId ?? message.stanzaId;
  const order = orderOf(archiveId) ?? whence.at * 1000;
  const { id: messageId, occupantId } = message;
  const choice = { ...who, occupantId, id: messageId, archiveId, order, emojis };
  return [{ kind: 'reactions', id, inRoom: isRoomWord(message), choice }];
}

/** Whom an answer is to it may say where that is possible at all: one of the two, or an occupant. */
function answered(message: IncomingMessage, conversation: string): Answered | null {
  if (!message.reply) return null;
  const { id, quoted } = message.reply;
  const to = parseJid(message.reply.to);
  if (isRoomWord(message)) return { id, quoted, to: to?.bare === conversation ? to.full : null };
  const parties = [message.from.bare, message.to?.bare];
  return { id, quoted, to: to && parties.includes(to.bare) ? to.bare : null };
}

function isRoomWord(message: IncomingMessage): boolean {
  return message.type === 'groupchat';
}

/** A name for what no archive has: the sender's id, if there is one, else the time. */
function unarchived(message: IncomingMessage, whence: Whence): string {
  return `${message.from.full} ${message.id ?? whence.at}`;
}

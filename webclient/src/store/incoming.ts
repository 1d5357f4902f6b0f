import type { IncomingMessage } from '../xmpp/message';
import { type Entry, entry, orderOf } from './entry';
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
    ? retraction(message.retraction.id, author, null)
    : words(message, whence, { conversation, own: sent, author, nick: null });
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
    return author === null ? [{ kind: 'retraction', id: message.retraction.id, author: null }] : [];
  }
  if (message.retraction) return retraction(message.retraction.id, address, message.occupantId);
  const nick = message.from.resource || null;
  const own = author?.own ?? false;
  const mentioned = !own && (author?.mentions ?? false);
  return words(message, whence, { conversation: room, own, author: address, nick, mentioned });
}

function words(
  message: IncomingMessage,
  whence: Whence,
  who: Pick<Entry, 'conversation' | 'own' | 'author' | 'nick'> & { mentioned?: boolean },
): readonly Arrival[] {
  const files = filesOf(message.files, message.body);
  const body = files.some((each) => each.url === message.body?.trim()) ? '' : (message.body ?? '');
  if (body === '' && files.length === 0) return [];
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
    kind:
      who.nick === null && who.author === who.conversation && isRoomWord(message)
        ? 'notice'
        : 'text',
    replaces: message.replacesId,
    markable: message.markable,
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

function retraction(id: string, author: string, occupantId: string | null): readonly Arrival[] {
  return [{ kind: 'retraction', id, author: { author, occupantId } }];
}

function isRoomWord(message: IncomingMessage): boolean {
  return message.type === 'groupchat';
}

/** A name for what no archive has: the sender's id, if there is one, else the time. */
function unarchived(message: IncomingMessage, whence: Whence): string {
  return `${message.from.full} ${message.id ?? whence.at}`;
}

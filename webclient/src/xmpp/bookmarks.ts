/** XEP-0402 PEP Native Bookmarks, version 1.2.0. #bookmarks #notifications */
import { bareOf } from './jid';
import type { Item } from './pep';
import { is, textOf } from './xml';

export const BOOKMARKS = 'urn:xmpp:bookmarks:1';
const MAX_NAME_LENGTH = 255;

export interface Bookmark {
  /** Bare JID. */
  readonly room: string;
  readonly name: string | null;
  readonly autojoin: boolean;
  readonly nick: string | null;
  readonly password: string | null;
}

export function parseBookmark(item: Item): Bookmark | null {
  const room = bareOf(item.id);
  if (!room?.includes('@') || !is(item.payload, 'conference', BOOKMARKS)) return null;
  return Object.freeze({
    room,
    name: item.payload.getAttribute('name')?.slice(0, MAX_NAME_LENGTH) || null,
    autojoin: ['true', '1'].includes(item.payload.getAttribute('autojoin') ?? ''),
    nick: textOf(item.payload, 'nick', BOOKMARKS)?.slice(0, MAX_NAME_LENGTH) || null,
    password: textOf(item.payload, 'password', BOOKMARKS),
  });
}

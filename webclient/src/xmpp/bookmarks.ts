/** XEP-0402 PEP Native Bookmarks, version 1.2.0. #bookmarks #notifications #extensions */
import { bareOf } from './jid';
import { type Notify, parseNotify, setNotify } from './notification_settings';
import { type Item, publishPrivately, retractItem } from './pep';
import { childOf, element, is, textOf } from './xml';

export const BOOKMARKS = 'urn:xmpp:bookmarks:1';
const MAX_NAME_LENGTH = 255;

export interface Bookmark {
  /** Bare JID. */
  readonly room: string;
  readonly name: string | null;
  readonly autojoin: boolean;
  readonly nick: string | null;
  readonly password: string | null;
  /** XEP-0492; null where nothing is set. */
  readonly notify: Notify | null;
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
    notify: parseNotify(childOf(item.payload, 'extensions', BOOKMARKS)),
  });
}

/**
 * The request that sets what one is told of a conversation. `known` is its bookmark as it is, of which
 * everything else stays (#extensions). People have bookmarks for that alone, and lose them with it.
 */
export function publishNotify(
  conversation: string,
  known: Element | null,
  notify: Notify | null,
): Element {
  const conference =
    (known?.cloneNode(true) as Element | undefined) ?? element('conference', BOOKMARKS);
  const held = childOf(conference, 'extensions', BOOKMARKS);
  const extensions = held ?? element('extensions', BOOKMARKS);
  setNotify(extensions, notify);
  if (extensions.childElementCount === 0) extensions.remove();
  else if (!held) conference.append(extensions);
  const says = conference.childElementCount > 0 || conference.hasAttribute('autojoin');
  if (!says) return retractItem(BOOKMARKS, conversation);
  return publishPrivately(BOOKMARKS, conversation, conference);
}

/**
 * XEP-0492 Chat notification settings, version 0.2.0. #notify #identities #advanced #rules
 * Within bookmarks (XEP-0402 version 1.2.0 #extensions); `until` is schemas/xmpp/extensions/muted.xsd
 */
import { BOOKMARKS } from './bookmarks';
import { formatDateTime, parseDateTime } from './delay';
import { publishPrivately, retractItem } from './pep';
import { childOf, childrenOf, element } from './xml';

const SETTINGS = 'urn:xmpp:notification-settings:1';
const MUTED = 'urn:stoa:muted:1';

/** From the most to the least. */
export const WISHES = ['always', 'on-mention', 'never'] as const;

/** What one is told of. */
export type Wish = (typeof WISHES)[number];

export interface Notify {
  readonly wish: Wish;
  /** Until when that holds, ms since 1970; null: for good. */
  readonly until: number | null;
}

/** What a bookmark sets for every kind of client; null where it sets nothing. */
export function parseNotify(conference: Element): Notify | null {
  const extensions = childOf(conference, 'extensions', BOOKMARKS);
  const found = extensions && childOf(extensions, 'notify', SETTINGS);
  const wish = found && WISHES.findLast((each) => fallback(found, each));
  const set = wish && fallback(found, wish);
  if (!wish || !set) return null;
  const advanced = childOf(set, 'advanced', SETTINGS);
  const until = advanced && childOf(advanced, 'until', MUTED);
  return Object.freeze({ wish, until: parseDateTime(until?.getAttribute('stamp')) });
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

/**
 * Sets it among the extensions of a bookmark, in place of what was set for every kind of client. What
 * other clients have set, for some kinds or in namespaces of theirs, stays (#rules).
 */
function setNotify(extensions: Element, notify: Notify | null): void {
  const known = childOf(extensions, 'notify', SETTINGS);
  const settings = known ?? element('notify', SETTINGS);
  const before = WISHES.flatMap((wish) => fallback(settings, wish) ?? []);
  const foreign = before.flatMap((each) => advancedIn(each));
  for (const each of before) each.remove();
  const until = notify?.until
    ? [element('until', MUTED, { stamp: formatDateTime(notify.until) })]
    : [];
  const advanced = [...foreign, ...until];
  if (notify || foreign.length > 0) {
    const held = advanced.length > 0 ? element('advanced', SETTINGS, {}, ...advanced) : null;
    settings.append(element(notify?.wish ?? 'always', SETTINGS, {}, held));
  }
  if (settings.childElementCount === 0) settings.remove();
  else if (!known) extensions.append(settings);
}

/** What is for every kind of client (#notify: the fallback element). */
function fallback(settings: Element, wish: Wish): Element | null {
  const all = childrenOf(settings, wish, SETTINGS);
  return all.find((each) => !each.hasAttribute('identity-category')) ?? null;
}

/** What others mean by it; what is ours is said anew. */
function advancedIn(set: Element): Element[] {
  const advanced = childOf(set, 'advanced', SETTINGS);
  return [...(advanced?.children ?? [])].filter((each) => each.namespaceURI !== MUTED);
}

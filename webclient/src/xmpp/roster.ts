/** The contact list (RFC 6121 section 2). The directory fills it; the client only reads it. */
import { bareOf, isOwn } from './jid';
import { CLIENT, childOf, childrenOf, element } from './xml';

const ROSTER = 'jabber:iq:roster';
const MAX_NAME_LENGTH = 1023;

export type Subscription = 'both' | 'from' | 'to' | 'none' | 'remove';

export interface RosterItem {
  /** Bare JID. */
  readonly address: string;
  readonly name: string | null;
  readonly subscription: Subscription;
  readonly groups: readonly string[];
}

const SUBSCRIPTIONS: readonly string[] = ['both', 'from', 'to', 'remove'];

export function rosterRequest(): Element {
  return element('iq', CLIENT, { type: 'get' }, element('query', ROSTER));
}

/** Null for an answer without a list. */
export function parseRoster(answer: Element): readonly RosterItem[] | null {
  const query = childOf(answer, 'query', ROSTER);
  return query && childrenOf(query, 'item', ROSTER).flatMap((item) => parseItem(item) ?? []);
}

/** Null also for a push that is not the own account's (section 2.1.6). */
export function parseRosterPush(iq: Element, own: string): RosterItem | null {
  if (iq.getAttribute('type') !== 'set' || !isOwn(iq.getAttribute('from'), own)) return null;
  const items = parseRoster(iq);
  return items?.length === 1 ? (items[0] ?? null) : null;
}

function parseItem(item: Element): RosterItem | null {
  const address = bareOf(item.getAttribute('jid'));
  if (!address) return null;
  const subscription = item.getAttribute('subscription') ?? '';
  const groups = childrenOf(item, 'group', ROSTER).map((group) => group.textContent ?? '');
  return Object.freeze({
    address,
    name: item.getAttribute('name')?.slice(0, MAX_NAME_LENGTH) || null,
    subscription: (SUBSCRIPTIONS.includes(subscription) ? subscription : 'none') as Subscription,
    groups: groups.filter((group) => group !== ''),
  });
}

/** XEP-0045 Multi-User Chat, version 1.35.5. #admin #kick #ban #modifymember #subject-mod */
import { randomId } from './ids';
import { bareOf } from './jid';
import { roomMessage } from './message';
import type { Affiliation } from './rooms';
import { CLIENT, childOf, childrenOf, element, textOf } from './xml';

const ADMIN = 'http://jabber.org/protocol/muc#admin';
const MAX_REASON_LENGTH = 1000;
/** As many as the server takes at once. */
const AT_ONCE = 100;

export interface Affiliated {
  /** Bare JID. */
  readonly address: string;
  readonly affiliation: Affiliation;
  readonly reason: string;
}

export function affiliatedRequest(room: string, affiliation: Affiliation): Element {
  return admin('get', room, [element('item', ADMIN, { affiliation })]);
}

/** Only those of the affiliation that was asked for: servers may add others. */
export function parseAffiliated(answer: Element, affiliation: Affiliation): readonly Affiliated[] {
  const query = childOf(answer, 'query', ADMIN);
  const items = query ? childrenOf(query, 'item', ADMIN) : [];
  return items.flatMap((item) => {
    const address = bareOf(item.getAttribute('jid'));
    if (!address || item.getAttribute('affiliation') !== affiliation) return [];
    const reason = (textOf(item, 'reason', ADMIN) ?? '').slice(0, MAX_REASON_LENGTH);
    return [Object.freeze({ address, affiliation, reason })];
  });
}

/** As many requests as it takes. Bare JIDs. */
export function affiliate(
  room: string,
  addresses: readonly string[],
  affiliation: Affiliation,
  reason = '',
): readonly Element[] {
  const items = addresses.map((jid) =>
    element('item', ADMIN, { affiliation, jid }, reasonOf(reason)),
  );
  const requests: Element[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    requests.push(admin('set', room, items.slice(at, at + AT_ONCE)));
  return requests;
}

/** Out of the room, until they come back. */
export function kick(room: string, nick: string, reason = ''): Element {
  return admin('set', room, [element('item', ADMIN, { nick, role: 'none' }, reasonOf(reason))]);
}

export function subjectMessage(room: string, subject: string): Element {
  return roomMessage(room, randomId(), element('subject', CLIENT, {}, subject));
}

function reasonOf(reason: string): Element | null {
  return reason ? element('reason', ADMIN, {}, reason) : null;
}

function admin(type: 'get' | 'set', room: string, items: readonly Element[]): Element {
  return element('iq', CLIENT, { type, to: room }, element('query', ADMIN, {}, ...items));
}

/** XEP-0191 Blocking Command, version 1.3. #blocklist #block #unblock */
import { isOwn, parseJid } from './jid';
import { CLIENT, childOf, childrenOf, element } from './xml';

const BLOCKING = 'urn:xmpp:blocking';

/** What one of the own clients has changed. */
export interface Blocked {
  /** A full JID is that nick or device alone; none with `blocked` false: nobody is blocked any more. */
  readonly addresses: readonly string[];
  readonly blocked: boolean;
}

export function blocklistRequest(): Element {
  return element('iq', CLIENT, { type: 'get' }, element('blocklist', BLOCKING));
}

export function parseBlocklist(answer: Element): readonly string[] {
  const list = childOf(answer, 'blocklist', BLOCKING);
  return list ? addressesIn(list) : [];
}

export function blockRequest(address: string, blocked: boolean): Element {
  const item = element('item', BLOCKING, { jid: address });
  const name = blocked ? 'block' : 'unblock';
  return element('iq', CLIENT, { type: 'set' }, element(name, BLOCKING, {}, item));
}

/** Null also for a push that is not the own account's. */
export function parseBlockPush(iq: Element, own: string): Blocked | null {
  if (iq.getAttribute('type') !== 'set' || !isOwn(iq.getAttribute('from'), own)) return null;
  const [block, unblock] = [childOf(iq, 'block', BLOCKING), childOf(iq, 'unblock', BLOCKING)];
  const list = block ?? unblock;
  return list && { addresses: addressesIn(list), blocked: block !== null };
}

function addressesIn(list: Element): readonly string[] {
  const items = childrenOf(list, 'item', BLOCKING);
  return items.flatMap((item) => parseJid(item.getAttribute('jid'))?.full ?? []);
}

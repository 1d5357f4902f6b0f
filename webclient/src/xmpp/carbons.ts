/** XEP-0280 Message Carbons, version 1.0.1. #enabling #inbound #outbound #security */
import { parseForwarded } from './forwarding';
import { bareOf, parseJid } from './jid';
import { CLIENT, childElements, childOf, element } from './xml';

const CARBONS = 'urn:xmpp:carbons:2';

export interface Carbon {
  /** `sent`: another own client has sent it; `received`: it went to another own client. */
  readonly direction: 'sent' | 'received';
  readonly message: Element;
}

/** Null also for a copy that the own account did not make: anybody could put words into a mouth. */
export function parseCarbon(stanza: Element, own: string): Carbon | null {
  if (parseJid(stanza.getAttribute('from'))?.full !== bareOf(own)) return null;
  for (const direction of ['sent', 'received'] as const) {
    const copy = childOf(stanza, direction, CARBONS);
    const forwarded = copy && parseForwarded(copy);
    if (forwarded) return { direction, message: forwarded.message };
  }
  return null;
}

export function isCarbon(stanza: Element): boolean {
  return childElements(stanza).some((child) => child.namespaceURI === CARBONS);
}

export function enableCarbons(): Element {
  return element('iq', CLIENT, { type: 'set' }, element('enable', CARBONS));
}

/**
 * XEP-0199 XMPP Ping, version 2.0.1. #s2c #c2s
 * XEP-0410 MUC Self-Ping, version 1.1.0. #performingselfping
 */
import { withResource } from './jid';
import { CLIENT, childOf, element } from './xml';

export const PING = 'urn:xmpp:ping';

export function isPing(iq: Element): boolean {
  return iq.getAttribute('type') === 'get' && childOf(iq, 'ping', PING) !== null;
}

/**
 * Asks the room whether this client still is inside: `not-acceptable` says no. Null when the nick
 * cannot be one.
 */
export function selfPing(room: string, nick: string): Element | null {
  const to = withResource(room, nick);
  return to === null ? null : element('iq', CLIENT, { type: 'get', to }, element('ping', PING));
}

/** XEP-0319 Last User Interaction in Presence, version 1.0.3. #protocol */
import { formatDateTime, parseDateTime } from './delay';
import { childOf, element } from './xml';

const IDLE = 'urn:xmpp:idle:1';

/** Since when nobody has touched the device; ms since 1970. */
export function parseIdle(presence: Element): number | null {
  return parseDateTime(childOf(presence, 'idle', IDLE)?.getAttribute('since'));
}

export function idle(since: number): Element {
  return element('idle', IDLE, { since: formatDateTime(since) });
}

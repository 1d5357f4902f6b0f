/** Presence (RFC 6121 section 4). What a room adds to it is in `rooms.ts`. */
import { caps } from './caps';
import { parseIdle } from './idle';
import { type Jid, parseJid } from './jid';
import { parseStanzaError, type StanzaError } from './stanza_error';
import { parsePhotoHash } from './vcard_updates';
import { CLIENT, element, is, textOf } from './xml';

export type Show = 'chat' | 'away' | 'dnd' | 'xa';

export type PresenceType =
  | 'available'
  | 'unavailable'
  | 'error'
  | 'subscribe'
  | 'subscribed'
  | 'unsubscribe'
  | 'unsubscribed';

export interface Presence {
  readonly from: Jid;
  readonly type: PresenceType;
  readonly show: Show | null;
  readonly status: string;
  /** −128 to 127; of several devices the highest counts. */
  readonly priority: number;
  /** XEP-0153, see there. */
  readonly photoHash: string | null;
  /** XEP-0319: since when nobody has touched the device; ms since 1970. */
  readonly idleSince: number | null;
  readonly error: StanzaError | null;
}

const SHOWS: readonly string[] = ['chat', 'away', 'dnd', 'xa'];
const TYPES: readonly string[] = [
  'unavailable',
  'error',
  'subscribe',
  'subscribed',
  'unsubscribe',
  'unsubscribed',
];
const MAX_STATUS_LENGTH = 1000;

/** Null for another element, without an address it came from, and for types that no client receives. */
export function parsePresence(stanza: Element): Presence | null {
  const from = parseJid(stanza.getAttribute('from'));
  const type = stanza.getAttribute('type');
  if (!is(stanza, 'presence', CLIENT) || !from) return null;
  if (type !== null && !TYPES.includes(type)) return null;
  const show = textOf(stanza, 'show', CLIENT) ?? '';
  return Object.freeze({
    from,
    type: (type ?? 'available') as PresenceType,
    show: SHOWS.includes(show) ? (show as Show) : null,
    status: textOf(stanza, 'status', CLIENT)?.slice(0, MAX_STATUS_LENGTH) ?? '',
    priority: priority(textOf(stanza, 'priority', CLIENT)),
    photoHash: parsePhotoHash(stanza),
    idleSince: parseIdle(stanza),
    error: parseStanzaError(stanza),
  });
}

function priority(text: string | null): number {
  const value = text && /^[+-]?\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return value >= -128 && value <= 127 ? value : 0;
}

/** Says also what this client can do (XEP-0115). */
export function availablePresence(show: Show | null = null, status = ''): Element {
  return element('presence', CLIENT, {}, ...state(show, status), caps());
}

export function unavailablePresence(): Element {
  return element('presence', CLIENT, { type: 'unavailable' });
}

function state(show: Show | null, status: string): (Element | null)[] {
  return [
    show && element('show', CLIENT, {}, show),
    status ? element('status', CLIENT, {}, status) : null,
  ];
}

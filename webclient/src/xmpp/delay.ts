/**
 * XEP-0203 Delayed Delivery, version 2.0. #protocol
 * XEP-0082 XMPP Date and Time Profiles, version 1.1.1. #sect-profiles-dt
 */
import { parseJid } from './jid';
import { childrenOf } from './xml';

const DELAY = 'urn:xmpp:delay';
const DATE_TIME = /^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

export interface Delay {
  /** Ms since 1970. */
  readonly at: number;
  /** Who says so: the own server or archive, or the room. */
  readonly from: string;
}

/** Ms since 1970. */
export function parseDateTime(text: string | null | undefined): number | null {
  if (!text || !DATE_TIME.test(text)) return null;
  const at = Date.parse(text);
  return Number.isFinite(at) ? at : null;
}

export function formatDateTime(at: number): string {
  return new Date(at).toISOString();
}

/** Only what one of `sources` stamped: anybody may write a time of the past into a message. */
export function parseDelay(stanza: Element, sources: readonly string[]): Delay | null {
  for (const found of childrenOf(stanza, 'delay', DELAY)) {
    const at = parseDateTime(found.getAttribute('stamp'));
    const from = parseJid(found.getAttribute('from'))?.full;
    if (at !== null && from && sources.includes(from)) return Object.freeze({ at, from });
  }
  return null;
}

/** The time in a forwarded element (XEP-0297), which whoever forwarded it has set. */
export function parseForwardedTime(forwarded: Element): number | null {
  return parseDateTime(childrenOf(forwarded, 'delay', DELAY)[0]?.getAttribute('stamp'));
}

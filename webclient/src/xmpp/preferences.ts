/**
 * What all clients of this account keep to: schemas/xmpp/extensions/preferences.xsd
 * Kept as XEP-0223 version 1.1.1 says. #storing
 */
import { formatDateTime, parseDateTime } from './delay';
import { PREFERENCES } from './marks';
import { type Item, publishPrivately } from './pep';
import { element, is, textOf } from './xml';

const MAX_STATUS_LENGTH = 1000;

/** What others are told without anybody saying it. */
export interface Telling {
  readonly receipts: boolean;
  readonly displayed: boolean;
  readonly typing: boolean;
}

export interface OwnAvailability {
  /** Null: there, as far as the device knows. */
  readonly show: 'away' | 'dnd' | null;
  readonly status: string;
  /** Ms since 1970; null: until it is set otherwise. */
  readonly until: number | null;
}

/** As long as nothing is set. */
export const EVERYTHING: Telling = { receipts: true, displayed: true, typing: true };
export const PLAIN: OwnAvailability = { show: null, status: '', until: null };

/** What is published once the first steps were shown. */
export const isWelcomed = ({ payload }: Item): boolean => is(payload, 'welcomed', PREFERENCES);

/** Null for another item. What is not said is told. */
export function parseTelling({ payload }: Item): Telling | null {
  if (!is(payload, 'telling', PREFERENCES)) return null;
  const told = (name: string) => !['false', '0'].includes(payload.getAttribute(name) ?? '');
  return { receipts: told('receipts'), displayed: told('displayed'), typing: told('typing') };
}

export function parseAvailability({ payload }: Item): OwnAvailability | null {
  if (!is(payload, 'availability', PREFERENCES)) return null;
  const show = payload.getAttribute('show');
  return {
    show: show === 'away' || show === 'dnd' ? show : null,
    status: (textOf(payload, 'status', PREFERENCES) ?? '').slice(0, MAX_STATUS_LENGTH),
    until: parseDateTime(payload.getAttribute('until')),
  };
}

/** RFC 5646; null for another item. */
export function parseLanguage({ payload }: Item): string | null {
  return is(payload, 'language', PREFERENCES) ? payload.getAttribute('tag') : null;
}

export function publishTelling(telling: Telling): Element {
  const said = Object.entries(telling).map(([name, on]) => [name, String(on)]);
  const payload = element('telling', PREFERENCES, Object.fromEntries(said));
  return publishPrivately(PREFERENCES, 'telling', payload);
}

export function publishAvailability({ show, status, until }: OwnAvailability): Element {
  const text = status ? element('status', PREFERENCES, {}, status) : null;
  const stamp = until === null ? null : formatDateTime(until);
  const payload = element('availability', PREFERENCES, { show, until: stamp }, text);
  return publishPrivately(PREFERENCES, 'availability', payload);
}

export function publishWelcomed(): Element {
  return publishPrivately(PREFERENCES, 'welcomed', element('welcomed', PREFERENCES));
}

export function publishLanguage(tag: string): Element {
  return publishPrivately(PREFERENCES, 'language', element('language', PREFERENCES, { tag }));
}

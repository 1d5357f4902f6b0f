/** XEP-0202 Entity Time, version 2.0. #protocol */
import { formatDateTime } from './delay';
import { childOf, element } from './xml';

export const TIME = 'urn:xmpp:time';

export function isTimeRequest(iq: Element): boolean {
  return iq.getAttribute('type') === 'get' && childOf(iq, 'time', TIME) !== null;
}

/** The time zone as it is now; the clock to the second. */
export function entityTime(now: Date): Element {
  const east = -now.getTimezoneOffset();
  const two = (count: number) => String(Math.floor(count)).padStart(2, '0');
  const tzo = `${east < 0 ? '-' : '+'}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
  const utc = formatDateTime(now.getTime()).replace(/\.\d+/, '');
  return element('time', TIME, {}, element('tzo', TIME, {}, tzo), element('utc', TIME, {}, utc));
}

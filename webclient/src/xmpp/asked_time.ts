/** XEP-0202 Entity Time, version 2.0. #protocol: what others are asked. */
import { TIME } from './entity_time';
import { CLIENT, childOf, element, textOf } from './xml';

/** `device`: a full JID. */
export function timeRequest(device: string): Element {
  return element('iq', CLIENT, { type: 'get', to: device }, element('time', TIME));
}

/** Minutes east of UTC, −14 to 14 hours; null for what no clock on earth shows. */
export function parseZone(answer: Element): number | null {
  const time = childOf(answer, 'time', TIME);
  const tzo = time && textOf(time, 'tzo', TIME)?.trim();
  if (tzo === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(tzo ?? '') ?? [];
  if (!sign || Number(minutes) > 59) return null;
  const east = Number(hours) * 60 + Number(minutes);
  if (east > 14 * 60) return null;
  return sign === '-' && east > 0 ? -east : east;
}

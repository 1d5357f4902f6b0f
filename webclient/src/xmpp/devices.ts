/** What the other devices of an account are doing: schemas/xmpp/extensions/devices.xsd */
import { CLIENT, childOf, childrenOf, element } from './xml';

const DEVICES = 'urn:stoa:devices:1';

export interface Device {
  readonly resource: string;
  /** Not while it waits to be resumed (XEP-0198). */
  readonly connected: boolean;
  /** It has not said that nobody looks at it (XEP-0352). */
  readonly active: boolean;
  /** `online` and the values of RFC 6121; `unavailable`. */
  readonly show: string;
}

export function devicesRequest(): Element {
  return element('iq', CLIENT, { type: 'get' }, element('devices', DEVICES));
}

/** Whether the owner of the account does not want to be disturbed now, whatever devices say. */
export function parseNotToDisturb(answer: Element): boolean {
  return childOf(answer, 'devices', DEVICES)?.getAttribute('dnd') === 'true';
}

export function parseDevices(answer: Element): readonly Device[] {
  const devices = childOf(answer, 'devices', DEVICES);
  if (!devices) return [];
  return childrenOf(devices, 'device', DEVICES).map((device) => ({
    resource: device.getAttribute('resource') ?? '',
    connected: device.getAttribute('connected') === 'true',
    active: device.getAttribute('active') === 'true',
    show: device.getAttribute('show') ?? '',
  }));
}

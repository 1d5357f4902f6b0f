/** XEP-0012 Last Activity, version 2.0. #offline: the server answers those who may see the presence. */
import { CLIENT, childOf, element, wholeNumber } from './xml';

const LAST = 'jabber:iq:last';

/** `address`: a bare JID. */
export function lastActivityRequest(address: string): Element {
  return element('iq', CLIENT, { type: 'get', to: address }, element('query', LAST));
}

/** How many seconds ago they went; 0: they are there. */
export function parseLastActivity(answer: Element): number | null {
  return wholeNumber(childOf(answer, 'query', LAST)?.getAttribute('seconds'));
}

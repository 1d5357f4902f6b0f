/** XEP-0334 Message Processing Hints, version 1.0.0. #store #no-store */
import { element } from './xml';

const HINTS = 'urn:xmpp:hints';

/** For what has no body and belongs into the archives all the same: receipts and markers. */
export function store(): Element {
  return element('store', HINTS);
}

/** For what is worth nothing later: chat states. */
export function noStore(): Element {
  return element('no-store', HINTS);
}

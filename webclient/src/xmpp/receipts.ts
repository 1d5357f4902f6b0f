/** XEP-0184 Message Delivery Receipts, version 1.4.0. #format #when #security */
import { childOf, element, idOf } from './xml';

export const RECEIPTS = 'urn:xmpp:receipts';

export function parseReceiptRequest(message: Element): boolean {
  return childOf(message, 'request', RECEIPTS) !== null;
}

/** The `id` attribute of the message that has arrived. Believe it of its recipient only. */
export function parseReceivedId(message: Element): string | null {
  const found = childOf(message, 'received', RECEIPTS);
  return found && idOf(found);
}

export function receiptRequest(): Element {
  return element('request', RECEIPTS);
}

export function received(id: string): Element {
  return element('received', RECEIPTS, { id });
}

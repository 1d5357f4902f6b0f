import type { Connection } from '../xmpp/connection';
import { store } from '../xmpp/hints';
import { randomId } from '../xmpp/ids';
import { parseJid } from '../xmpp/jid';
import { displayed } from '../xmpp/markers';
import { chatMessage, type IncomingMessage } from '../xmpp/message';
import { received } from '../xmpp/receipts';
import type { Way } from './incoming';

export const RESOURCE_PREFIX = 'web-';

/**
 * Whether this browser owes a receipt (XEP-0184 v1.4.0 #when): for what came here, for what another of
 * its tabs was sent, and for what it missed. Another device speaks for itself.
 */
export function owesReceipt(message: IncomingMessage, way: Way): boolean {
  if (!message.receiptRequested || message.id === null) return false;
  if (message.body === null && message.files.length === 0) return false;
  const resource = message.to?.resource ?? '';
  const missed = way === 'archive' && resource === '';
  return way === 'live' || missed || resource.startsWith(RESOURCE_PREFIX);
}

/** Kept by both archives, so that other devices and later sign-ins see it too. */
export function sendReceipt(connection: Connection, message: IncomingMessage): void {
  if (message.id === null) return;
  const receipt = chatMessage(message.from.full, randomId(), received(message.id), store());
  connection.send(receipt);
}

export function sendDisplayed(connection: Connection, address: string, messageId: string): void {
  const to = parseJid(address)?.full;
  if (to) connection.send(chatMessage(to, randomId(), displayed(messageId), store()));
}

/** XEP-0308 Last Message Correction, version 1.2.1. #usecase #rules. Received, not sent. */
import { childOf, idOf } from './xml';

export const CORRECTIONS = 'urn:xmpp:message-correct:0';

/** The `id` attribute of the message that this one replaces. */
export function parseReplacedId(message: Element): string | null {
  const found = childOf(message, 'replace', CORRECTIONS);
  return found && idOf(found);
}

/** XEP-0308 Last Message Correction, version 1.2.1. #usecase #rules */
import { childOf, element, idOf } from './xml';

export const CORRECTIONS = 'urn:xmpp:message-correct:0';

/** The `id` attribute of the message that this one replaces. */
export function parseReplacedId(message: Element): string | null {
  const found = childOf(message, 'replace', CORRECTIONS);
  return found && idOf(found);
}

/** `id`: of the message as it was at first, however often it was corrected since. */
export function replace(id: string): Element {
  return element('replace', CORRECTIONS, { id });
}

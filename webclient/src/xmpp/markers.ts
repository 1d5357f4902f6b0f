/** XEP-0333 Displayed Markers, version 1.0.0. #protocol-format #rules */
import { childOf, element, idOf } from './xml';

export const MARKERS = 'urn:xmpp:chat-markers:0';

export function parseMarkable(message: Element): boolean {
  return childOf(message, 'markable', MARKERS) !== null;
}

/** Everything up to this message was displayed. In rooms the room's stanza id, else the `id` attribute. */
export function parseDisplayedId(message: Element): string | null {
  const found = childOf(message, 'displayed', MARKERS);
  return found && idOf(found);
}

export function markable(): Element {
  return element('markable', MARKERS);
}

export function displayed(id: string): Element {
  return element('displayed', MARKERS, { id });
}

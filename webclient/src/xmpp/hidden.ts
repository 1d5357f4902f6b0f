/**
 * Messages that somebody does not want to see any more: items of an own node, as XEP-0490 version 1.0.1
 * #publish. schemas/xmpp/extensions/hidden.xsd
 */
import { bareOf } from './jid';
import { HIDDEN } from './marks';
import { type Item, publishPrivately, retractItem } from './pep';
import { element, is } from './xml';

export interface Hidden {
  readonly stanzaId: string;
  /** Bare JID of the person or room. */
  readonly conversation: string;
}

export function parseHidden(item: Item): Hidden | null {
  if (!is(item.payload, 'hidden', HIDDEN)) return null;
  const conversation = bareOf(item.payload.getAttribute('in'));
  return conversation ? Object.freeze({ stanzaId: item.id, conversation }) : null;
}

export function publishHidden({ stanzaId, conversation }: Hidden): Element {
  return publishPrivately(HIDDEN, stanzaId, element('hidden', HIDDEN, { in: conversation }));
}

export function retractHidden(stanzaId: string): Element {
  return retractItem(HIDDEN, stanzaId);
}

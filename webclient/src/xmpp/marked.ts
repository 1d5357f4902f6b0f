/**
 * Conversations that are marked for oneself: items of own nodes, as XEP-0490 version 1.0.1 #publish.
 * schemas/xmpp/extensions: pinned.xsd, archived.xsd, unread.xsd
 */
import { bareOf } from './jid';
import { MARKS, type Mark } from './marks';
import { type Item, publishPrivately, retractItem } from './pep';
import { element, idOf, is } from './xml';

export interface Marked {
  /** Bare JID of the person or room. */
  readonly conversation: string;
  /** Of the conversation's newest message then, as a stanza id; null where nothing is said. */
  readonly upTo: string | null;
}

export function parseMarked(item: Item, mark: Mark): Marked | null {
  const conversation = bareOf(item.id);
  if (!conversation || !is(item.payload, mark, MARKS[mark])) return null;
  return Object.freeze({ conversation, upTo: idOf(item.payload, 'up-to') });
}

export function publishMark(mark: Mark, { conversation, upTo }: Marked): Element {
  const payload = element(mark, MARKS[mark], { 'up-to': upTo });
  return publishPrivately(MARKS[mark], conversation, payload);
}

export function retractMark(mark: Mark, conversation: string): Element {
  return retractItem(MARKS[mark], conversation);
}

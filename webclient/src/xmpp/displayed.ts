/** XEP-0490 Message Displayed Synchronization, version 1.0.1. #pep-node #publish #catchup */
import { bareOf } from './jid';
import { type Item, publishPrivately } from './pep';
import { parseStanzaId, stanzaId } from './stanza_ids';
import { element, is } from './xml';

export const DISPLAYED = 'urn:xmpp:mds:displayed:0';

export interface Displayed {
  /** Bare JID of the person or room. */
  readonly conversation: string;
  /** Everything up to this message was displayed on one of the own devices. */
  readonly stanzaId: string;
}

/** Null for an item whose id another archive gave than the one that keeps the conversation. */
export function parseDisplayed(item: Item, own: string): Displayed | null {
  const conversation = bareOf(item.id);
  if (!conversation || !is(item.payload, 'displayed', DISPLAYED)) return null;
  const id =
    parseStanzaId(item.payload, bareOf(own) ?? '') ?? parseStanzaId(item.payload, conversation);
  return id ? Object.freeze({ conversation, stanzaId: id }) : null;
}

/** `archive`: who gave the id, that is the room, or the own bare JID for a person. */
export function publishDisplayed(displayed: Displayed, archive: string): Element {
  const given = stanzaId(displayed.stanzaId, archive);
  const payload = element('displayed', DISPLAYED, {}, given);
  return publishPrivately(DISPLAYED, displayed.conversation, payload);
}

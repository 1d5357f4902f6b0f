/** XEP-0359 Unique and Stable Stanza IDs, version 0.7.0. #stanza-id #origin-id #security */
import { parseJid } from './jid';
import { childOf, childrenOf, element, idOf } from './xml';

export const STANZA_IDS = 'urn:xmpp:sid:0';

/** The id that `archive` gave the stanza; anybody else's are not believed. */
export function parseStanzaId(stanza: Element, archive: string): string | null {
  const given = childrenOf(stanza, 'stanza-id', STANZA_IDS).filter(
    (found) => parseJid(found.getAttribute('by'))?.full === archive,
  );
  return given[0] && given.length === 1 ? idOf(given[0]) : null;
}

export function parseOriginId(stanza: Element): string | null {
  const found = childOf(stanza, 'origin-id', STANZA_IDS);
  return found && idOf(found);
}

export function originId(id: string): Element {
  return element('origin-id', STANZA_IDS, { id });
}

export function stanzaId(id: string, by: string): Element {
  return element('stanza-id', STANZA_IDS, { id, by });
}

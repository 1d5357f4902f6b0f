/**
 * XEP-0313 Message Archive Management, version 1.1.3. #filter, with the field of XEP-0431 version 0.2.0
 * Whose message it is and where: schemas/xmpp/extensions/search.xsd
 */
import { submittedForm } from './data_forms';
import { parseForwarded } from './forwarding';
import { bareOf, parseJid } from './jid';
import { type AskedPage, resultSet } from './result_sets';
import { CLIENT, childOf, element, idOf } from './xml';

const ARCHIVE = 'urn:xmpp:mam:2';
const FOUND = 'urn:stoa:search:1';

export interface FoundMessage {
  readonly stanzaId: string;
  /** Ms since 1970. */
  readonly at: number;
  /** Bare JIDs. */
  readonly conversation: string;
  readonly sender: string;
  readonly message: Element;
}

export function archiveSearch(
  service: string,
  queryId: string,
  text: string,
  page: AskedPage,
): Element {
  const form = submittedForm(ARCHIVE, { '{urn:xmpp:fulltext:0}fulltext': text });
  const query = element('query', ARCHIVE, { queryid: queryId }, form, resultSet(page));
  return element('iq', CLIENT, { type: 'set', to: service }, query);
}

/** Null also for what another address sends, or names another query. */
export function parseFound(stanza: Element, service: string, queryId: string): FoundMessage | null {
  if (parseJid(stanza.getAttribute('from'))?.full !== service) return null;
  const result = childOf(stanza, 'result', ARCHIVE);
  const found = result && childOf(result, 'found', FOUND);
  const forwarded = result && parseForwarded(result);
  const stanzaId = result && idOf(result);
  if (!found || !stanzaId || !forwarded || forwarded.at === null) return null;
  if (result.getAttribute('queryid') !== queryId) return null;
  const conversation = bareOf(found.getAttribute('conversation'));
  const sender = bareOf(found.getAttribute('sender'));
  if (!conversation || !sender) return null;
  const { at, message } = forwarded;
  return Object.freeze({ stanzaId, at, conversation, sender, message });
}

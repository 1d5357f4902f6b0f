/** XEP-0377 Blocking Command Reports, version 0.4.1. #payload #blocking */
import { bareOf } from './jid';
import { CLIENT, element } from './xml';

const REPORTING = 'urn:xmpp:reporting:1';
const BLOCKING = 'urn:xmpp:blocking';
const STANZA_IDS = 'urn:xmpp:sid:0';

export interface Reported {
  readonly address: string;
  readonly reason: 'spam' | 'abuse';
  readonly note: string;
  /** Of theirs, as archives name them. */
  readonly messages: readonly string[];
}

/** Blocks who is reported. */
export function reportRequest({ address, reason, note, messages }: Reported, own: string): Element {
  const by = bareOf(own) ?? own;
  const about = messages.map((id) => element('stanza-id', STANZA_IDS, { by, id }));
  const words = note ? [element('text', REPORTING, {}, note)] : [];
  const named = { reason: `urn:xmpp:reporting:${reason}` };
  const report = element('report', REPORTING, named, ...about, ...words);
  const item = element('item', BLOCKING, { jid: address }, report);
  return element('iq', CLIENT, { type: 'set' }, element('block', BLOCKING, {}, item));
}

/** Stanza errors (RFC 6120 section 8.3). */
import { CLIENT, childOf, element, is, xmlText } from './xml';

const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';
const MAX_TEXT_LENGTH = 1000;

export interface StanzaError {
  readonly type: 'auth' | 'cancel' | 'continue' | 'modify' | 'wait';
  /** As in RFC 6120 section 8.3.3; 'undefined-condition' where the error names none. */
  readonly condition: string;
  readonly text: string | null;
}

const TYPES: readonly string[] = ['auth', 'cancel', 'continue', 'modify', 'wait'];

/** Null unless the stanza is of type error. */
export function parseStanzaError(stanza: Element): StanzaError | null {
  if (stanza.getAttribute('type') !== 'error') return null;
  const error = childOf(stanza, 'error', CLIENT);
  const type = error?.getAttribute('type') ?? '';
  const condition = [...(error?.children ?? [])].find(
    (child) => child.namespaceURI === STANZAS && !is(child, 'text', STANZAS),
  );
  const text = error && childOf(error, 'text', STANZAS)?.textContent;
  return Object.freeze({
    type: (TYPES.includes(type) ? type : 'cancel') as StanzaError['type'],
    condition: condition?.localName ?? 'undefined-condition',
    text: text ? text.slice(0, MAX_TEXT_LENGTH) : null,
  });
}

/** The answer to a question that cannot be answered. */
export function errorReply(iq: Element, type: StanzaError['type'], condition: string): Element {
  const error = element('error', CLIENT, { type }, element(condition, STANZAS));
  const to = iq.getAttribute('from');
  const id = xmlText(iq.getAttribute('id') ?? '');
  return element('iq', CLIENT, { type: 'error', to, id }, error);
}

/** Questions and answers (RFC 6120 section 8.2.3). */
import { CLIENT, element } from './xml';

/** The answer to a question. Without payload it says that it was done. */
export function resultReply(iq: Element, ...payload: Element[]): Element {
  const to = iq.getAttribute('from');
  return element('iq', CLIENT, { type: 'result', to, id: iq.getAttribute('id') }, ...payload);
}

export function isQuestion(iq: Element): boolean {
  return ['get', 'set'].includes(iq.getAttribute('type') ?? '');
}

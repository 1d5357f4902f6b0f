/** XEP-0092 Software Version, version 1.1. #usecases */
import { childOf, element } from './xml';

export const VERSION = 'jabber:iq:version';

export function isVersionRequest(iq: Element): boolean {
  return iq.getAttribute('type') === 'get' && childOf(iq, 'query', VERSION) !== null;
}

/** The name alone: which version and system somebody uses is nobody's business. */
export function softwareVersion(name: string): Element {
  return element('query', VERSION, {}, element('name', VERSION, {}, name));
}

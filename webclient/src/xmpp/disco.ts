/** XEP-0030 Service Discovery, version 2.5.0. #info. This client answers; it asks nobody. */
import { childOf, element } from './xml';

export const DISCO_INFO = 'http://jabber.org/protocol/disco#info';

export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly name: string;
}

/** The node that is asked about ('' for none); null for another question. */
export function askedNode(iq: Element): string | null {
  const query = childOf(iq, 'query', DISCO_INFO);
  return query && iq.getAttribute('type') === 'get' ? (query.getAttribute('node') ?? '') : null;
}

export function discoInfo(node: string, self: Identity, features: readonly string[]): Element {
  const identity = element('identity', DISCO_INFO, { ...self });
  const all = features.map((feature) => element('feature', DISCO_INFO, { var: feature }));
  return element('query', DISCO_INFO, { node: node || null }, identity, ...all);
}

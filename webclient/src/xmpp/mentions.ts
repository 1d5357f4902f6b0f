/**
 * XEP-0372 References, version 0.5.0. #usecase_mention
 * XEP-0513 Explicit Mentions, version 0.1.0. #individual #channel
 */
import { bareOf } from './jid';
import { childElements, element, wholeNumber } from './xml';

export const REFERENCES = 'urn:xmpp:reference:0';
const MENTIONS = 'urn:xmpp:mentions:0';
const MOST = 100;

/** `all`: everybody in the room. */
export interface Mentions {
  readonly all: boolean;
  /** Bare JIDs. */
  readonly people: readonly string[];
  /** Those that say where in the body they are. */
  readonly parts: readonly Part[];
}

export interface Part {
  /** Bare JID, of a person or a room. */
  readonly address: string;
  /** In code points of the body as it was sent, the end excluded. */
  readonly begin: number;
  readonly end: number;
}

export function parseMentions(message: Element): Mentions {
  const found = childElements(message).filter(isMention).slice(0, MOST);
  return Object.freeze({
    all: found.some((each) => each.getAttribute('mentions') === `${MENTIONS}#channel`),
    people: found.flatMap((each) => addressIn(each.getAttribute('uri') ?? '') ?? []),
    parts: found.flatMap((each) => part(each) ?? []),
  });
}

export function mention({ address, begin, end }: Part): Element {
  const uri = `xmpp:${encodeURIComponent(address).replaceAll('%40', '@')}`;
  return element('reference', REFERENCES, { type: 'mention', begin, end, uri });
}

function part(found: Element): Part | null {
  const address = addressIn(found.getAttribute('uri') ?? '');
  const begin = wholeNumber(found.getAttribute('begin'));
  const end = wholeNumber(found.getAttribute('end'));
  if (address === null || begin === null || end === null || begin >= end) return null;
  return Object.freeze({ address, begin, end });
}

function isMention(found: Element): boolean {
  const { localName, namespaceURI } = found;
  if (namespaceURI === MENTIONS) return localName === 'mention';
  const isReference = namespaceURI === REFERENCES && localName === 'reference';
  return isReference && found.getAttribute('type') === 'mention';
}

/** The person of an xmpp: URI (RFC 5122). */
function addressIn(uri: string): string | null {
  const [, path] = /^xmpp:([^?]*)/.exec(uri) ?? [];
  try {
    return bareOf(decodeURIComponent(path ?? ''));
  } catch {
    return null;
  }
}

/** XEP-0066 Out of Band Data, version 1.5. #x-oob */
import { childrenOf, element, textOf } from './xml';

export const OUT_OF_BAND = 'jabber:x:oob';

/** The addresses as they are written: nobody has looked at them. */
export function parseOutOfBand(message: Element): readonly string[] {
  return childrenOf(message, 'x', OUT_OF_BAND).flatMap((x) => textOf(x, 'url', OUT_OF_BAND) ?? []);
}

export function outOfBand(url: string): Element {
  return element('x', OUT_OF_BAND, {}, element('url', OUT_OF_BAND, {}, url));
}

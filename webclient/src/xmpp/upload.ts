/** XEP-0363 HTTP File Upload, version 1.2.0. #request #errors #upload */
import { CLIENT, childOf, childrenOf, element, textOf, wholeNumber } from './xml';

const UPLOAD = 'urn:xmpp:http:upload:0';
/** No other header of a slot may be sent. */
const HEADERS: readonly string[] = ['authorization', 'cookie', 'expires'];

export interface Slot {
  /** Where the file goes with PUT, once. */
  readonly put: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Where it is then. */
  readonly get: string;
}

/** `size` in bytes; `mediaType` '' where nobody knows it. */
export function slotRequest(
  service: string,
  file: { readonly name: string; readonly size: number; readonly mediaType: string },
): Element {
  const { name: filename, size, mediaType } = file;
  const asked = { filename, size, 'content-type': mediaType || null };
  return element('iq', CLIENT, { type: 'get', to: service }, element('request', UPLOAD, asked));
}

/** Null for what names no two web addresses. */
export function parseSlot(answer: Element): Slot | null {
  const slot = childOf(answer, 'slot', UPLOAD);
  const [put, get] = ['put', 'get'].map((name) => slot && childOf(slot, name, UPLOAD));
  const [to, from] = [put, get].map((each) => each?.getAttribute('url') ?? '');
  if (!put || !isWeb(to) || !isWeb(from)) return null;
  const headers = childrenOf(put, 'header', UPLOAD).flatMap((each) => {
    const name = withoutLines(each.getAttribute('name') ?? '');
    const allowed = HEADERS.includes(name.toLowerCase());
    return allowed ? [[name, withoutLines(each.textContent ?? '')] as const] : [];
  });
  return Object.freeze({ put: to, headers, get: from });
}

/** The most bytes that the service takes, where an answer refuses a file for its size. */
export function parseTooLarge(answer: Element): { readonly most: number | null } | null {
  const error = childOf(answer, 'error', CLIENT);
  const found = error && childOf(error, 'file-too-large', UPLOAD);
  return found && { most: wholeNumber(textOf(found, 'max-file-size', UPLOAD)) };
}

function isWeb(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\//i.test(url) && URL.canParse(url);
}

function withoutLines(text: string): string {
  return text.replace(/[\r\n]/g, '');
}

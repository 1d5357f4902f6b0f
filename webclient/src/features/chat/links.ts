/** What in a text is an address that may be followed. Only four schemes, so that no text is a program. */

export type Piece = { readonly text: string; readonly href: string | null };

const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'xmpp:']);
// Neither spaces nor quotes, nor the invisible signs that turn what is shown around.
const CANDIDATE =
  /\b(?:https?:\/\/|mailto:|xmpp:)[^\s<>"“”„«»\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
const SENTENCE_END = /[.,;:!?'’…*_~]/u;
const CLOSING = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** The text in order and complete: joined, the pieces are what was given. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const shown = withoutSentence(match[0]);
    const href = followable(shown);
    if (!href) continue;
    if (match.index > done) found.push({ text: text.slice(done, match.index), href: null });
    found.push({ text: shown, href });
    done = match.index + shown.length;
  }
  if (done < text.length) found.push({ text: text.slice(done), href: null });
  return found;
}

/** What a browser opens, and nothing that a program would be; in their order, each once. */
export function webAddresses(text: string): string[] {
  return [...new Set(pieces(text).flatMap(({ href }) => (href && webAddress(href)) ?? []))];
}

/** Null for what is another address, or none. */
export function webAddress(text: string): string | null {
  const href = followable(text);
  return href?.startsWith('http') ? href : null;
}

/** The dot of the sentence and the bracket around an address are not part of it. */
function withoutSentence(candidate: string): string {
  const excess = new Map(
    [...CLOSING].map(([close, open]) => [close, count(candidate, close) - count(candidate, open)]),
  );
  let end = candidate.length;
  for (; end > 0; end--) {
    const last = candidate.charAt(end - 1);
    const tooMany = excess.get(last) ?? 0;
    if (tooMany > 0) excess.set(last, tooMany - 1);
    else if (!SENTENCE_END.test(last)) break;
  }
  return candidate.slice(0, end);
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;

function followable(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !SCHEMES.has(url.protocol)) return null;
  const somewhere = url.protocol.startsWith('http') ? url.hostname : url.pathname;
  return somewhere ? url.href : null;
}

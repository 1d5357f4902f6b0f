/** XEP-0428 Fallback Indication, version 0.2.1. #usecases #ranges */
import { childOf, childrenOf, element, wholeNumber } from './xml';

const FALLBACK = 'urn:xmpp:fallback:0';

/** Nobody marks more parts of one body; each is looked for at each of its characters. */
const MOST = 20;

export interface Fallback {
  /** The namespace of what the body only imitates for clients that do not know it. */
  readonly for: string;
  /** In Unicode code points of the body; null: all of it. */
  readonly range: { readonly start: number; readonly end: number } | null;
}

export function parseFallbacks(message: Element): readonly Fallback[] {
  const marked = childrenOf(message, 'fallback', FALLBACK).slice(0, MOST);
  return marked.flatMap((found) => {
    const what = found.getAttribute('for');
    const part = childOf(found, 'body', FALLBACK);
    const all = found.children.length === 0;
    if (!what || (!part && !all)) return [];
    return [Object.freeze({ for: what, range: part && range(part) })];
  });
}

/** All of the body is there for those who do not know `what`. */
export function fallbackFor(what: string): Element {
  return element('fallback', FALLBACK, { for: what }, element('body', FALLBACK));
}

function range(part: Element): Fallback['range'] {
  const start = wholeNumber(part.getAttribute('start'));
  const end = wholeNumber(part.getAttribute('end'));
  return start !== null && end !== null && start <= end ? { start, end } : null;
}

/** The body without what stands in for the extensions in `understood`. */
export function withoutFallback(
  body: string,
  fallbacks: readonly Fallback[],
  understood: readonly string[],
): string {
  const points = [...body];
  const gone = fallbacks.filter((each) => understood.includes(each.for));
  if (gone.some((each) => each.range === null)) return '';
  return points
    .filter((_, at) => !gone.some(({ range }) => range && at >= range.start && at < range.end))
    .join('');
}

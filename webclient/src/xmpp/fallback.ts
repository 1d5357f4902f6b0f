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

/** All of the body is there for those who do not know `what`, or its first `end` code points are. */
export function fallbackFor(what: string, end?: number): Element {
  const range = end === undefined ? {} : { start: 0, end };
  return element('fallback', FALLBACK, { for: what }, element('body', FALLBACK, range));
}

function range(part: Element): Fallback['range'] {
  const start = wholeNumber(part.getAttribute('start'));
  const end = wholeNumber(part.getAttribute('end'));
  return start !== null && end !== null && start <= end ? { start, end } : null;
}

/** What is left of a body, and where in it. */
export interface Stripped {
  readonly text: string;
  /** What stood in for each extension. */
  readonly gone: ReadonlyMap<string, string>;
  /** Where the code point that was at `point` is now, or would be. */
  place(point: number): number;
}

/** A body without what stands in for the extensions in `understood`. */
export function stripped(
  body: string,
  fallbacks: readonly Fallback[],
  understood: readonly string[],
): Stripped {
  const parts = fallbacks.filter((each) => understood.includes(each.for));
  if (parts.length === 0) return whole(body);
  const points = [...body];
  const isGone = (at: number) =>
    parts.some(({ range }) => !range || (at >= range.start && at < range.end));
  const left = points.map((_, at) => !isGone(at));
  let places: number[] | undefined;
  return {
    text: points.filter((_, at) => left[at]).join(''),
    gone: new Map(parts.map((each) => [each.for, partOf(points, each)])),
    place(point) {
      places ??= placesOf(left);
      return places[Math.min(point, left.length)] ?? 0;
    },
  };
}

function whole(text: string): Stripped {
  return { text, gone: new Map(), place: (point) => Math.min(point, [...text].length) };
}

/** How many are left before each, and at the end before all. */
function placesOf(left: readonly boolean[]): number[] {
  let before = 0;
  return [...left, false].map((stays) => (stays ? before++ : before));
}

function partOf(points: readonly string[], { range }: Fallback): string {
  return range ? points.slice(range.start, range.end).join('') : points.join('');
}

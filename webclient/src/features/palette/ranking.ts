import { folded } from '../chat/texts';

/** How well each way of being meant suits; more is better. */
const WHOLE = 6;
const BEGINS = 5;
const WORD = 4;
const INSIDE = 3;
const INITIALS = 2;
const SCATTERED = 1;

/**
 * How well a name suits what was typed, 0 where it does not: each word of it begins a word, stands in
 * one, or is made of letters of the name in their order. What is found by other words comes after.
 */
export function suits(name: string, query: string, also = ''): number {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const [text, other] = [folded(name), folded(also)];
  if (words.join(' ') === text) return WHOLE;
  const each = words.map((word) => within(text, word) || (within(other, word) >= WORD ? 1 : 0));
  return Math.min(...each, WHOLE);
}

function within(text: string, word: string): number {
  if (text.startsWith(word)) return BEGINS;
  const parts = text.split(/[^\p{L}\p{N}]+/u);
  if (parts.some((part) => part.startsWith(word))) return WORD;
  if (text.includes(word)) return INSIDE;
  if (
    parts
      .map((part) => part[0] ?? '')
      .join('')
      .startsWith(word)
  )
    return INITIALS;
  return word.length > 2 && scattered(text, word) ? SCATTERED : 0;
}

/** All its letters, in their order, the first of them at the beginning of a word. */
function scattered(text: string, word: string): boolean {
  const letters = [...word].map((sign) => (/[\p{L}\p{N}]/u.test(sign) ? sign : `\\${sign}`));
  return new RegExp(`(?<![\\p{L}\\p{N}])${letters.join('.*?')}`, 'u').test(text);
}

/** Those that suit, the best first; of equals the one that came first. */
export function ranked<T>(all: readonly T[], score: (each: T) => number): readonly T[] {
  return all
    .map((each) => ({ each, score: score(each) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ each }) => each);
}

/**
 * What is styled in a text (XEP-0393 v1.1.1 #rules), and in that links and mentions. Nothing is left
 * out: the texts of all parts together are what was given, but for what begins a quotation's lines.
 */

import type { Mentioned } from '../../../store/types';
import { pieces } from '../links';

export type Style = 'strong' | 'em' | 'strike' | 'code';

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  /** A styling directive: shown with what it styles (#impl). */
  | { readonly kind: 'directive'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'hashtag'; readonly text: string }
  | { readonly kind: 'mention'; readonly text: string; readonly address: string }
  | { readonly kind: Style; readonly spans: readonly Span[] };

export type Block =
  | { readonly kind: 'plain'; readonly spans: readonly Span[] }
  | { readonly kind: 'pre'; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] };

const STYLES: Readonly<Record<string, Style>> = {
  '*': 'strong',
  _: 'em',
  '~': 'strike',
  '`': 'code',
};
const SPACE = /[\p{White_Space}\p{Z}]/u;
const FENCE = '```';
/** Deeper ones are text: nobody reads them, and each costs. */
const DEEPEST = 8;
/** Who is mentioned more often is not mentioned by people. */
const MOST_MENTIONS = 200;

// As the archive takes them (components/archive/views/words.py): a number is none.
const HASHTAG = /(?<![\p{L}\p{N}_&#/])#[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]{0,63}/gu;
const NUMBER = /^#\p{Nd}+$/u;

/** Whether there is anything in a text that `styled` would show differently. */
export const isStyled = (text: string): boolean =>
  text.search(HASHTAG) >= 0 || /(?:^|[\s*_~])[*_~`]\S|^>|^```/mu.test(text);

/** A part of the body, with where it begins there. */
interface Line {
  readonly text: string;
  readonly at: number;
}

interface Mark {
  readonly begin: number;
  readonly end: number;
  readonly address: string;
}

export function styled(text: string, mentions: readonly Mentioned[] = []): readonly Block[] {
  let at = 0;
  const lines = text.split('\n').map((line) => {
    const begin = at;
    at += line.length + 1;
    return { text: line, at: begin };
  });
  return blocks(lines, marks(text, mentions), 0);
}

/** In units of UTF-16, in order; those that overlap or lie outside are nobody's. */
function marks(text: string, mentions: readonly Mentioned[]): readonly Mark[] {
  if (mentions.length === 0) return [];
  const offsets = [0];
  for (const sign of text) offsets.push((offsets.at(-1) ?? 0) + sign.length);
  let done = 0;
  return mentions
    .slice(0, MOST_MENTIONS)
    .sort((one, other) => one.begin - other.begin)
    .flatMap(({ address, begin, end }) => {
      const [from, to] = [offsets[begin], offsets[end]];
      if (from === undefined || to === undefined || to <= from || from < done) return [];
      done = to;
      return { begin: from, end: to, address };
    });
}

function blocks(lines: readonly Line[], known: readonly Mark[], depth: number): readonly Block[] {
  const found: Block[] = [];
  for (let nth = 0; nth < lines.length; ) {
    const kind = kindOf(lines[nth], depth);
    const end = kind === 'pre' ? fenced(lines, nth) : run(lines, nth, kind, depth);
    const own = lines.slice(nth, end);
    if (kind === 'pre') found.push({ kind, text: code(own) });
    else if (kind === 'quote')
      found.push({ kind, blocks: blocks(own.map(unquoted), known, depth + 1) });
    else found.push({ kind, spans: plain(own, known) });
    nth = end;
  }
  return found;
}

function kindOf(line: Line | undefined, depth: number): Block['kind'] {
  if (line?.text.startsWith(FENCE)) return 'pre';
  return line?.text.startsWith('>') && depth < DEEPEST ? 'quote' : 'plain';
}

function run(lines: readonly Line[], from: number, kind: Block['kind'], depth: number): number {
  let end = from + 1;
  while (end < lines.length && kindOf(lines[end], depth) === kind) end += 1;
  return end;
}

function fenced(lines: readonly Line[], from: number): number {
  let end = from + 1;
  while (end < lines.length && lines[end]?.text !== FENCE) end += 1;
  return Math.min(end + 1, lines.length);
}

/** Without the fences, but with what is said beside the first one. */
function code(lines: readonly Line[]): string {
  const [first, ...rest] = lines.map(({ text }) => text);
  const closed = rest.at(-1) === FENCE ? rest.slice(0, -1) : rest;
  const beside = first?.slice(FENCE.length) ?? '';
  return closed.length ? closed.join('\n') : beside;
}

function unquoted({ text, at }: Line): Line {
  const skipped = SPACE.test(text.charAt(1)) ? 2 : 1;
  return { text: text.slice(skipped), at: at + skipped };
}

function plain(lines: readonly Line[], known: readonly Mark[]): readonly Span[] {
  const found: Span[] = [];
  lines.forEach((line, nth) => {
    if (nth > 0) found.push({ kind: 'text', text: '\n' });
    found.push(...spans(line, known));
  });
  return found;
}

/** Of one line, or of what is inside of a span of it. */
function spans({ text, at }: Line, known: readonly Mark[]): Span[] {
  const found: Span[] = [];
  const unclosed = new Set<string>();
  let done = 0;
  for (let nth = 0; nth < text.length; nth++) {
    const sign = text.charAt(nth);
    const style = STYLES[sign];
    if (!style || unclosed.has(sign) || !opens(text, nth)) continue;
    const end = closing(text, nth);
    if (end < 0) {
      unclosed.add(sign);
      continue;
    }
    const inner = { text: text.slice(nth + 1, end), at: at + nth + 1 };
    const directive: Span = { kind: 'directive', text: sign };
    const content: Span[] =
      style === 'code' ? [{ kind: 'text', text: inner.text }] : spans(inner, known);
    found.push(...unstyled({ text: text.slice(done, nth), at: at + done }, known));
    found.push({ kind: style, spans: [directive, ...content, directive] });
    done = end + 1;
    nth = end;
  }
  return [...found, ...unstyled({ text: text.slice(done), at: at + done }, known)];
}

function opens(text: string, nth: number): boolean {
  const next = text.charAt(nth + 1);
  if (!next || SPACE.test(next) || next === text.charAt(nth)) return false;
  return nth === 0 || SPACE.test(text.charAt(nth - 1));
}

function closing(text: string, nth: number): number {
  const sign = text.charAt(nth);
  let end = text.indexOf(sign, nth + 2);
  while (end >= 0 && SPACE.test(text.charAt(end - 1))) end = text.indexOf(sign, end + 1);
  return end;
}

function unstyled({ text, at }: Line, known: readonly Mark[]): Span[] {
  const end = at + text.length;
  const found: Span[] = [];
  let done = at;
  for (const { begin, end: to, address } of known) {
    if (begin < done || to > end) continue;
    found.push(...linked(text.slice(done - at, begin - at)));
    found.push({ kind: 'mention', text: text.slice(begin - at, to - at), address });
    done = to;
  }
  return [...found, ...linked(text.slice(done - at))];
}

const linked = (text: string): Span[] =>
  pieces(text).flatMap(({ href, text: shown }) =>
    href === null ? tagged(shown) : { kind: 'link', text: shown, href },
  );

function tagged(text: string): Span[] {
  const found: Span[] = [];
  let done = 0;
  for (const { 0: matched, index } of text.matchAll(HASHTAG)) {
    const tag = matched.replace(/-+$/u, '');
    if (NUMBER.test(tag)) continue;
    if (index > done) found.push({ kind: 'text', text: text.slice(done, index) });
    found.push({ kind: 'hashtag', text: tag });
    done = index + tag.length;
  }
  if (done < text.length) found.push({ kind: 'text', text: text.slice(done) });
  return found;
}

import { describe, expect, it } from 'vitest';
import { type Block, isStyled, type Span, styled } from './styling';

/** As the XEP shows it: each style around what it styles. */
const SIGNS = { strong: 'b', em: 'i', strike: 's', code: 'c' } as const;

function shownSpan(span: Span): string {
  if ('spans' in span) return `<${SIGNS[span.kind]}>${span.spans.map(shownSpan).join('')}</>`;
  if (span.kind === 'mention') return `@{${span.text}}`;
  return span.kind === 'link' ? `[${span.text}]` : span.text;
}

function shown(block: Block): string {
  if (block.kind === 'pre') return `{${block.text}}`;
  if (block.kind === 'quote') return `(${block.blocks.map(shown).join('|')})`;
  return block.spans.map(shownSpan).join('');
}

const show = (text: string, ...mentions: Parameters<typeof styled>[1] & object) =>
  styled(text, mentions).map(shown).join('|');

describe('spans (XEP-0393 #span)', () => {
  it.each([
    ['*strong*', '<b>*strong*</>'],
    ['plain *strong* plain', 'plain <b>*strong*</> plain'],
    ['*strong* plain *strong*', '<b>*strong*</> plain <b>*strong*</>'],
    ['*strong*plain*', '<b>*strong*</>plain*'],
    ['* plain *strong*', '* plain <b>*strong*</>'],
    ['_emphasis_ ~gone~ `code`', '<i>_emphasis_</> <s>~gone~</> <c>`code`</>'],
    ['`*code*`', '<c>`*code*`</>'],
    ['*`code and strong`*', '<b>*<c>`code and strong`</>*</>'],
    ['_*both*_', '<i>_<b>*both*</>_</>'],
    ['*this _is* it_', '<b>*this _is*</> it_'],
  ])('%s is styled', (text, expected) => {
    expect(show(text)).toBe(expected);
    expect(isStyled(text)).toBe(true);
  });

  it.each([
    'not strong*',
    '*not strong',
    '*not \n strong*',
    '*not *strong',
    '**',
    '****',
    'snake_case_name',
    '2 * 3 * 4',
    'https://example.org/_a_b_',
  ])('%j is not', (text) => {
    expect(show(text).replace(/[[\]]/g, '')).toBe(text);
  });
});

describe('blocks (XEP-0393 #block)', () => {
  it('are preformatted until their end, and nothing in them is styled', () => {
    expect(show('```ignored\n*a*\n> b\n```\n\nafter')).toBe('{*a*\n> b}|\nafter');
    expect(show('```\nopen')).toBe('{open}');
  });

  it('are quotations, in one another and with blocks in them', () => {
    expect(show('> That that is, is.\n\nSaid')).toBe('(That that is, is.)|\nSaid');
    expect(show('>> That\n> Said\n\nWho?')).toBe('((That)|Said)|\nWho?');
    expect(show('> ```\n> code\n\nplain')).toBe('({code})|\nplain');
  });

  it('are not nested without end', () => {
    expect(show('>'.repeat(100_000))).toContain('>>>');
  });
});

describe('what is in a text beside', () => {
  it('are links, also where they are styled', () => {
    expect(show('see *https://example.org/a* now')).toBe('see <b>*[https://example.org/a]*</> now');
  });

  it('are mentions, counted in code points', () => {
    const ada = { address: 'ada@localhost', begin: 2, end: 5 };

    expect(show('🦊 Ada: *look*', ada)).toBe('🦊 @{Ada}: <b>*look*</>');
    expect(show('> Ada', { ...ada })).toBe('(@{Ada})');
  });

  it('are no mentions outside of it or in one another', () => {
    const at = (begin: number, end: number) => ({ address: 'ada@localhost', begin, end });

    expect(show('Ada', at(2, 9), at(-1, 2), at(2, 1))).toBe('Ada');
    expect(show('Ada', at(0, 3), at(1, 2))).toBe('@{Ada}');
  });
});

it('a text of nothing but signs is read in no time', () => {
  const worst = ['*a ', '_*~`', '*', '` '].map((sign) => sign.repeat(50_000));

  for (const text of worst) expect(show(text).length).toBeGreaterThanOrEqual(text.length);
});

it('the end of a block is looked for in what follows it alone', () => {
  const fences = '```a\n```\n'.repeat(200_000);

  expect(styled(fences)).toHaveLength(200_001);
});

it.each([
  ['#budget and #Été-2026.', ['#budget', '#Été-2026']],
  ['C# a#b &#35; http://x/#y ##z /#w', []],
  ['#42, #42- and #42nd, #2026-11', ['#42nd', '#2026-11']],
  ['*#bold* (#round) `#code`', ['#bold', '#round']],
  ['#end- #-no', ['#end']],
])('hashtags of %s', (text, expected) => {
  const found = (spans: readonly Span[]): string[] =>
    spans.flatMap((span) => {
      if ('spans' in span) return span.kind === 'code' ? [] : found(span.spans);
      return span.kind === 'hashtag' ? [span.text] : [];
    });
  const all = styled(text).flatMap((block) => (block.kind === 'plain' ? found(block.spans) : []));
  expect(all).toEqual(expected);
});

import { describe, expect, it } from 'vitest';
import { parse, parseSoFar, period, wordsOf, written } from './query';

const filters = (typed: string) =>
  parse(typed).filters.map(({ operator, value }) => `${operator} ${value}`);

describe('what is typed', () => {
  it('is filters, and words that remain in their order', () => {
    expect(parse('plan from:grace "next week" in:"Tea room" #Budget has:file')).toEqual({
      filters: [
        { operator: 'from', value: 'grace' },
        { operator: 'in', value: 'Tea room' },
        { operator: 'tag', value: 'Budget' },
        { operator: 'has', value: 'file' },
      ],
      text: 'plan "next week"',
    });
  });

  it.each([
    'has:cheese',
    'before:soon',
    'is:read',
    'http://example.org',
    'from:',
    '#12',
    'a#b',
    ':',
  ])('is words where it makes no sense as a filter: %s', (typed) => {
    expect(parse(typed)).toEqual({ filters: [], text: typed });
  });

  it('counts each filter once, in any letters', () => {
    expect(filters('FROM:Ada from:ada is:UNREAD #a #A')).toEqual([
      'from Ada',
      'is UNREAD',
      'tag a',
    ]);
  });

  it.each(['budget', 'from:ada@localhost plan', 'in:"Tea room" "next week"', '#budget', ''])(
    'is written as it was: %s',
    (typed) => {
      expect(written(parse(typed))).toBe(typed);
    },
  );

  it('is never longer than the archive takes', () => {
    expect(written({ filters: [], text: 'x'.repeat(2000) })).toHaveLength(1000);
  });
});

describe('what is still being typed', () => {
  it.each(['from:gra', 'plan from:grace', 'from:"Grace Hop', 'has:file'])(
    'stays text: %s',
    (typed) => {
      expect(parseSoFar(typed)).toEqual({ filters: [], text: typed });
    },
  );

  it('becomes a filter with the space after it, and the rest stays', () => {
    expect(parseSoFar('plan from:grace ')).toEqual({
      filters: [{ operator: 'from', value: 'grace' }],
      text: 'plan',
    });
    expect(parseSoFar('from:grace pl').text).toBe('pl');
    expect(parseSoFar('two  words ').text).toBe('two  words ');
  });
});

it('words are told from signs, and phrases stay together', () => {
  expect(wordsOf('plan "next week" -- a:b')).toEqual(['plan', 'next week', 'a:b']);
});

it.each([
  ['2026-11-20', '2026-11-20', '2026-11-21'],
  ['2026-2', '2026-02-01', '2026-03-01'],
  ['2026-12', '2026-12-01', '2027-01-01'],
  ['2026', '2026-01-01', '2027-01-01'],
])('%s is a time of UTC', (typed, begin, end) => {
  expect(period(typed)).toEqual([Date.parse(begin), Date.parse(end)]);
});

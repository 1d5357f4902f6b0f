import { describe, expect, it } from 'vitest';
import { beginning, matches, oneLine, onlyEmoji, sizeOnTheWire } from './texts';

describe('a text of emoji only', () => {
  it.each(['👍', '🎉 🎉', '👩‍💻', '🇩🇪', '1️⃣', '❤️'])('is %s', (text) => {
    expect(onlyEmoji(text)).toBe(true);
  });

  it.each(['', '1', '#', '123', 'ok 👍', '👍'.repeat(7)])('is not %j', (text) => {
    expect(onlyEmoji(text)).toBe(false);
  });
});

describe('a very long text', () => {
  it('is shown from its beginning', () => {
    const text = 'word '.repeat(20_000);

    expect(beginning(text)?.length).toBeLessThanOrEqual(1_200);
    expect(text.startsWith(beginning(text) ?? '?')).toBe(true);
  });

  it('of many lines is shown by its first lines', () => {
    expect(beginning('line\n'.repeat(1_000))?.split('\n')).toHaveLength(20);
  });

  it('is not cut within a sign', () => {
    const text = `${'a'.repeat(1_197)}${'👩‍👩‍👧‍👦'.repeat(500)}`;

    expect(beginning(text)).toBe('a'.repeat(1_197));
  });

  it('is anything but an ordinary message', () => {
    expect(beginning('Good morning\n'.repeat(10))).toBeNull();
  });
});

it('the size of a text is that of its bytes with escapes', () => {
  expect(sizeOnTheWire('é')).toBe(2);
  expect(sizeOnTheWire('<')).toBe(6);
});

it('a text in a list is on one line', () => {
  expect(oneLine(' a\n\n b\t c ')).toBe('a b c');
});

describe('a search', () => {
  it.each([
    ['René Descartes', 'rene'],
    ['Łukasz Żółć', 'zol'],
    ['Ada Lovelace', 'lov ad'],
    ['Ada Lovelace', 'LACE'],
    ['Ελένη', 'ελενη'],
  ])('finds %s by %s', (name, query) => {
    expect(matches(name, query)).toBe(true);
  });

  it('finds nobody else', () => {
    expect(matches('Ada Lovelace', 'grace')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { namedAt, triggerAt } from './trigger';

const at = (text: string) => triggerAt(text, text.length);

describe('what can be completed', () => {
  it.each([
    ['@', 'person', ''],
    ['Hello @Gra', 'person', 'Gra'],
    ['(@grace hop', 'person', 'grace hop'],
    ['> @Ælf', 'person', 'Ælf'],
    ['one\n@Jean-Luc O’B', 'person', 'Jean-Luc O’B'],
    [':smi', 'emoji', 'smi'],
    ['well :+1', 'emoji', '+1'],
    ['#', 'tag', ''],
    ['about #plan-b', 'tag', 'plan-b'],
    ['/', 'command', ''],
    ['/me', 'command', 'me'],
  ])('%j is %s', (text, kind, query) => {
    expect(at(text)).toMatchObject({ kind, query });
  });

  it.each([
    '',
    'grace@example',
    'mailto:grace@ex',
    'https://example.org/@gra',
    'https://example.org/#pla',
    'https://example.org/a?b=:smi',
    'www.example.org/:smi',
    'at 10:30',
    ':D',
    ':::x',
    'a#b',
    '`@gra',
    'use `a` and `:smi',
    '```\n@gra',
    '```\ncode\n#tag',
    'see /me',
    '\n/me',
    '@Grace  Hopper',
    'https:',
    `@${'x'.repeat(80)}`,
  ])('%j is nothing', (text) => {
    expect(at(text)).toBeNull();
  });

  it('is something again after the code', () => {
    expect(at('```\ncode\n```\n@gra')).toMatchObject({ kind: 'person', query: 'gra' });
    expect(at('`code` @gra')).toMatchObject({ kind: 'person', query: 'gra' });
  });

  it('is what the caret is at, not what follows', () => {
    expect(triggerAt('@gra and @lin', 4)).toEqual({ kind: 'person', begin: 0, query: 'gra' });
  });

  it('is an emoji where both colons are written', () => {
    expect(namedAt('so :tada:', 9)).toEqual({ begin: 3, name: 'tada' });
    for (const text of ['10:30:', 'https://x:80:', '`:tada:', 'a:tada:'])
      expect(namedAt(text, text.length)).toBeNull();
  });
});

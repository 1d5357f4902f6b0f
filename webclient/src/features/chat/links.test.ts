import { describe, expect, it } from 'vitest';
import { pieces, webAddresses } from './links';

const links = (text: string) =>
  pieces(text)
    .filter((piece) => piece.href)
    .map((piece) => piece.text);

describe('an address in a text', () => {
  it.each([
    ['see https://example.org/a?b=c#d now', ['https://example.org/a?b=c#d']],
    [
      'http://localhost:8000 and HTTPS://EXAMPLE.ORG',
      ['http://localhost:8000', 'HTTPS://EXAMPLE.ORG'],
    ],
    ['write to mailto:ada@example.org', ['mailto:ada@example.org']],
    ['join xmpp:engine@conference.example.org?join', ['xmpp:engine@conference.example.org?join']],
    ['https://例え.jp/道', ['https://例え.jp/道']],
  ])('can be followed: %s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it.each([
    ['Is it https://example.org?', 'https://example.org'],
    ['Read https://example.org/a.', 'https://example.org/a'],
    ['(https://example.org/a)', 'https://example.org/a'],
    ['https://example.org/Ada_(name)', 'https://example.org/Ada_(name)'],
    ['(see https://example.org/Ada_(name)).', 'https://example.org/Ada_(name)'],
    ['“https://example.org”', 'https://example.org'],
  ])('ends where the sentence goes on: %s', (text, expected) => {
    expect(links(text)).toEqual([expected]);
  });
});

describe('what is no address to follow', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox',
    'file:///etc/passwd',
    'https://',
    'https://[',
    'mailto:',
    'xhttps://example.org',
    'javascript:https%3a//example.org',
  ])('stays text: %s', (text) => {
    expect(links(text)).toEqual([]);
  });

  it('a script behind an address is not run with it', () => {
    const [piece] = pieces('https://example.org/"onmouseover="alert(1)');

    expect(piece?.href).toBe('https://example.org/');
  });

  it('signs that turn text around end an address', () => {
    expect(links('https://example.org/\u202egpj.exe')).toEqual(['https://example.org/']);
  });
});

it.each(['', 'no address', 'https://a.example https://b.example.', ' a\n\nhttps://c.example\n'])(
  'the pieces joined are the text: %j',
  (text) => {
    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  },
);

it('a hundred thousand characters of brackets are looked at once', () => {
  const text = `https://example.org/${')'.repeat(100_000)}`;

  expect(links(text)).toEqual(['https://example.org/']);
});

describe('what a browser opens', () => {
  it('is each address of the web once, and no other', () => {
    const text = 'https://example.org/a, mailto:ada@example.org or HTTPS://example.org/a';

    expect(webAddresses(text)).toEqual(['https://example.org/a']);
    expect(webAddresses('javascript:alert(1)')).toEqual([]);
  });

  it('has nothing in it that turns what is shown around', () => {
    expect(webAddresses('https://example.org/\u202egpj.exe')).toEqual(['https://example.org/']);
  });
});

import { expect, it } from 'vitest';
import { isOwn, parseJid, withResource } from './jid';

it.each([
  ['Ada@LocalHost/Web-1', 'ada@localhost', 'ada@localhost/Web-1'],
  ['conference.localhost', 'conference.localhost', 'conference.localhost'],
  [
    'room@conference.localhost/A/B@c',
    'room@conference.localhost',
    'room@conference.localhost/A/B@c',
  ],
  ['u\u0308nal@localhost', '\u00fcnal@localhost', '\u00fcnal@localhost'],
])('%s is an address', (text, bare, full) => {
  expect(parseJid(text)).toMatchObject({ bare, full });
});

it.each([
  '',
  null,
  undefined,
  '@localhost',
  'ada@',
  'ada@localhost/',
  'a b@localhost',
  'ada@local host',
  'ada"@localhost',
  'ada@grace@localhost',
  '<ada>@localhost',
  `${'a'.repeat(1024)}@localhost`,
  `ada@localhost/${'ü'.repeat(512)}`,
])('%j is none', (text) => {
  expect(parseJid(text)).toBeNull();
});

it('a nick is put behind the room', () => {
  expect(withResource('room@conference.localhost/Old', 'Ada Lovelace')).toBe(
    'room@conference.localhost/Ada Lovelace',
  );
  expect(withResource('room@conference.localhost', '')).toBeNull();
});

it('the own account is nobody else and none of its clients', () => {
  const own = 'ada@localhost/web-1';

  expect([null, '', 'ada@localhost', 'ADA@localhost'].every((from) => isOwn(from, own))).toBe(true);
  expect(
    ['ada@localhost/web-1', 'grace@localhost', 'localhost'].some((from) => isOwn(from, own)),
  ).toBe(false);
});

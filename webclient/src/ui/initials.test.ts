import { expect, it } from 'vitest';
import { initials } from './initials';

it.each([
  ['Ada Lovelace', 'AL'],
  ['Jean-Luc Picard', 'JP'],
  ['grace', 'G'],
  ['Émilie du Châtelet', 'ÉC'],
  ['山田 太郎', '山太'],
  ['Z̴̡̛̛̭͑̈a̸l̷g̴o̶', 'Z'],
  ['', '?'],
  ['(*) ~', '?'],
])('the letters for “%s” are %s', (name, expected) => {
  expect(initials(name)).toBe(expected);
});

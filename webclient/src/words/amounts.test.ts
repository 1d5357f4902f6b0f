import { expect, it } from 'vitest';
import { length, size, spokenLength } from './amounts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [1_234_567, '1.2 MB'],
  [45_600_000, '46 MB'],
  [2_147_483_648, '2.1 GB'],
])('%d bytes are said as %s', (bytes, expected) => {
  expect(size(bytes)).toBe(expected);
});

it.each([
  [0, '0:00', '0 seconds'],
  [1_400, '0:01', '1 second'],
  [65_000, '1:05', '1 minute 5 seconds'],
  [3_720_000, '1:02:00', '1 hour 2 minutes'],
])('%d milliseconds are shown and said', (ms, shown, said) => {
  expect(length(ms)).toBe(shown);
  expect(spokenLength(ms)).toBe(said);
});

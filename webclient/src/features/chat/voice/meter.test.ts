import { expect, it } from 'vitest';
import { loudness } from './meter';

it('silence is nothing, and the loudest is one', () => {
  expect(loudness(new Float32Array(512))).toBe(0);
  expect(loudness(new Float32Array(512).fill(1))).toBe(1);
});

it('quiet speech can be seen', () => {
  expect(loudness(new Float32Array(512).fill(0.03))).toBeGreaterThan(0.2);
});

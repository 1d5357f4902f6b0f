import { expect, it } from 'vitest';
import { bars, bytes } from './waveform';

it('a bar is as high as the loudest of what it stands for', () => {
  expect(bars([0, 255, 51, 0], 255, 2)).toEqual([1, 0.2]);
});

it('fewer loudnesses than bars fill them all', () => {
  expect(bars([1, 0], 1, 4)).toEqual([1, 1, 0, 0]);
});

it('a sound of unknown loudness has a flat line', () => {
  expect(new Set(bars(bytes(null), 255, 3)).size).toBe(1);
  expect(bars(bytes('*'), 255, 3)).toHaveLength(3);
});

it('loudnesses travel as base64', () => {
  expect([...bytes('AH//')]).toEqual([0, 127, 255]);
});

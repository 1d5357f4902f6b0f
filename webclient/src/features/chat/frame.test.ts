import { expect, it } from 'vitest';
import { frame } from './frame';

it.each([
  ['a wide picture', 4000, 3000, 320, 4 / 3],
  ['a tall one', 3000, 4000, 240, 3 / 4],
  ['a small one is not made larger', 200, 100, 200, 2],
  ['a tiny one can still be pressed', 10, 10, 96, 1],
  ['a very wide one is cut', 10_000, 100, 320, 2.5],
  ['a very tall one is cut', 100, 10_000, 128, 0.4],
])('%s has its room before it is there', (_, width, height, across, ratio) => {
  expect(frame(width, height)).toEqual({ width: across, ratio });
});

it('a picture of unknown size has a room that does not change', () => {
  expect(frame(undefined, undefined)).toEqual({ width: 320, ratio: 4 / 3 });
});

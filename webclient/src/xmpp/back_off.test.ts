import { expect, it } from 'vitest';
import { backOff } from './back_off';

it('waits longer each time, never more than thirty seconds', () => {
  const waits = [1, 2, 3, 6, 50, 5000].map((attempt) => backOff(attempt, 0.999_999));

  expect(waits).toEqual([1000, 2000, 4000, 30_000, 30_000, 30_000]);
});

it('spreads clients over half of the time', () => {
  expect(backOff(6, 0)).toBe(15_000);
});

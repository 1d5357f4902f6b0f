import { afterEach, expect, it, vi } from 'vitest';
import { Idleness } from './idleness';

const MINUTE = 60_000;
let idleness: Idleness | null = null;

afterEach(() => idleness?.stop());

it('begins ten minutes after the last input, and ends with the next', () => {
  vi.useFakeTimers({ now: 0 });
  const changed = vi.fn();
  idleness = new Idleness('ada@localhost', changed);
  vi.advanceTimersByTime(9 * MINUTE);
  dispatchEvent(new KeyboardEvent('keydown'));
  vi.advanceTimersByTime(9 * MINUTE);
  expect(changed).not.toHaveBeenCalled();

  vi.advanceTimersByTime(MINUTE);
  expect(changed.mock.calls).toEqual([[9 * MINUTE]]);
  dispatchEvent(new Event('pointerdown'));

  expect(changed).toHaveBeenLastCalledWith(null);
});

import { afterEach, describe, expect, it } from 'vitest';
import { Press } from './press.svelte';

let press: Press;
afterEach(() => press.dispose());

/** jsdom has pointer events without a settable time. */
function pointer(type: string, timeStamp: number, clientX = 0, pointerId = 1): PointerEvent {
  const event = new PointerEvent(type, { clientX, pointerId });
  Object.defineProperty(event, 'timeStamp', { value: timeStamp });
  return event;
}

const then = (...events: PointerEvent[]) => {
  for (const event of events) window.dispatchEvent(event);
};

describe('the button that records', () => {
  it('that is tapped lets the recording go on', () => {
    press = new Press(pointer('pointerdown', 0));
    then(pointer('pointerup', 200));

    expect(press.grip).toBe('free');
  });

  it('that is held sends when it is let go', () => {
    press = new Press(pointer('pointerdown', 0));
    const before = press.grip;
    then(pointer('pointermove', 900, 20), pointer('pointerup', 1_000, 20));

    expect(before).toBe('held');
    expect(press.grip).toBe('let-go');
  });

  it('that is left while it is held drops the recording, unless one comes back', () => {
    press = new Press(pointer('pointerdown', 0));
    then(pointer('pointermove', 900, -200));
    const far = press.grip;
    then(pointer('pointermove', 950, 0));
    const near = press.grip;
    then(pointer('pointermove', 960, -200), pointer('pointerup', 1_000, -200));

    expect([far, near, press.grip]).toEqual(['away', 'held', 'dropped']);
  });

  it('does not mind another finger', () => {
    press = new Press(pointer('pointerdown', 0));
    then(pointer('pointermove', 10, -200, 2), pointer('pointerup', 1_000, 0, 2));

    expect(press.grip).toBe('held');
  });

  it('is free without a pointer', () => {
    press = new Press(null);

    expect(press.grip).toBe('free');
  });
});

import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Following } from './following.svelte';

const SHOWN = 600;
const log = document.createElement('div');
let following: Following;

class Unmeasured {
  observe(): void {}
  disconnect(): void {}
}

/** The element has been scrolled there; its content is as high as said. */
function scrolled(top: number, height: number): void {
  Object.defineProperties(log, {
    scrollTop: { value: top, configurable: true, writable: true },
    scrollHeight: { value: height, configurable: true },
    clientHeight: { value: SHOWN, configurable: true },
  });
  log.dispatchEvent(new Event('scroll'));
  flushSync();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('ResizeObserver', Unmeasured);
  following = new Following({ onscroll: () => undefined });
  scrolled(4_400, 5_000);
  const end = following.attach(log);
  scrolled(4_400, 5_000);
  return () => {
    if (end) end();
    vi.useRealTimers();
  };
});

describe('the end of a log', () => {
  it('is left by moving upwards', () => {
    scrolled(4_200, 5_000);

    expect(following.atEnd).toBe(false);
  });

  it('is not left where the list moves while its rows are measured', () => {
    scrolled(4_332, 5_026);
    expect(following.atEnd).toBe(true);
    scrolled(3_000, 4_000);

    expect(following.atEnd).toBe(true);
  });

  it.each(['wheel', 'touchstart', 'pointerdown', 'keydown'])(
    'is left by a %s while rows are measured',
    (wish) => {
      log.dispatchEvent(new Event(wish));
      scrolled(4_200, 5_026);

      expect(following.atEnd).toBe(false);
    },
  );

  it('is not left by what was wished long before', () => {
    log.dispatchEvent(new Event('pointerdown'));
    vi.advanceTimersByTime(5_000);
    scrolled(4_200, 5_026);

    expect(following.atEnd).toBe(true);
  });

  it('is come back to by moving near it', () => {
    scrolled(4_000, 5_000);
    scrolled(4_380, 5_000);

    expect(following.atEnd).toBe(true);
  });
});

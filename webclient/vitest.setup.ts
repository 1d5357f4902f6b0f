import { configure } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';
import { media } from './src/ui/testing/media';

// A machine with much to do is slow, not wrong: no clock decides a test.
const PATIENCE_MS = 15_000;
const { waitFor } = vi;
vi.waitFor = (callback, options) =>
  waitFor(callback, options ?? { timeout: PATIENCE_MS, interval: 10 });
configure({ asyncUtilTimeout: PATIENCE_MS });

// jsdom has no layout, so no query matches.
if (typeof window !== 'undefined') window.matchMedia ??= media(false);

// jsdom paints nothing either. Its frames stop for good where a test has its own clock.
const { setTimeout, clearTimeout } = globalThis;
if (typeof window !== 'undefined') {
  window.requestAnimationFrame = (act) => Number(setTimeout(() => act(performance.now()), 4));
  window.cancelAnimationFrame = (frame) => clearTimeout(frame);
}

// Files share one DOM: each test leaves it as it was.
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

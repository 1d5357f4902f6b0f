import { configure } from '@testing-library/svelte';
import { afterEach, vi } from 'vitest';

// A machine with much to do is slow, not wrong: no clock decides a test.
const PATIENCE_MS = 15_000;
const { waitFor } = vi;
vi.waitFor = (callback, options) =>
  waitFor(callback, options ?? { timeout: PATIENCE_MS, interval: 10 });
configure({ asyncUtilTimeout: PATIENCE_MS });

// jsdom has no layout, so no query matches.
if (typeof window !== 'undefined') {
  window.matchMedia ??= (media) =>
    Object.assign(new EventTarget(), {
      media,
      matches: false,
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
    }) as MediaQueryList;
}

// Files share one DOM: each test leaves it as it was.
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

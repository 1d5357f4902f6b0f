import { afterEach, vi } from 'vitest';

// Files share one DOM: each test leaves it as it was.
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});

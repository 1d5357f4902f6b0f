import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Liveness, onReturn } from './liveness';

const SILENCE_MS = 20_000;
const ANSWER_MS = 5_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function socket() {
  const [ask, dead] = [vi.fn(), vi.fn()];
  const liveness = new Liveness({ ask, dead, silenceMs: SILENCE_MS, answerMs: ANSWER_MS });
  return { liveness, ask, dead };
}

describe('a socket that is silent', () => {
  it('is asked, and given up without an answer', () => {
    const { ask, dead } = socket();

    vi.advanceTimersByTime(SILENCE_MS);
    expect([ask.mock.calls.length, dead.mock.calls.length]).toEqual([1, 0]);
    vi.advanceTimersByTime(ANSWER_MS);

    expect([ask.mock.calls.length, dead.mock.calls.length]).toEqual([1, 1]);
  });

  it('is not given up by whoever only slept: it is asked first, and has its time to answer', () => {
    const { liveness, ask, dead } = socket();
    vi.setSystemTime(Date.now() + 8 * 3_600_000); // timers stood still meanwhile

    liveness.ask();
    vi.advanceTimersByTime(ANSWER_MS - 1);
    liveness.heard();
    vi.advanceTimersByTime(ANSWER_MS);

    expect([ask.mock.calls.length, dead.mock.calls.length]).toEqual([1, 0]);
  });

  it('is asked once, however many things come back at once', () => {
    const { liveness, ask } = socket();

    for (let count = 0; count < 3; count++) liveness.ask();

    expect(ask).toHaveBeenCalledOnce();
  });
});

describe('what comes back', () => {
  it.each([
    ['the network', () => dispatchEvent(new Event('online'))],
    ['a page that was hidden', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['a page that was frozen', () => document.dispatchEvent(new Event('resume'))],
  ])('is noticed at once: %s', (_what, comes) => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    const [returned, gone] = [vi.fn(), vi.fn()];
    const dispose = onReturn(returned, gone);

    comes();
    dispose();
    comes();

    expect(returned).toHaveBeenCalledOnce();
    expect(gone).not.toHaveBeenCalled();
  });

  it('is not a page that is hidden now', () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const returned = vi.fn();
    const dispose = onReturn(returned, () => undefined);

    document.dispatchEvent(new Event('visibilitychange'));
    dispose();

    expect(returned).not.toHaveBeenCalled();
  });
});

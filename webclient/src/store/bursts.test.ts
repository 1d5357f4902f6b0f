import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bursts } from './bursts';

describe('what comes', () => {
  let taken: number[] = [];
  let bursts: Bursts<number>;
  const come = (from: number, to: number) => {
    for (let each = from; each <= to; each++) bursts.add(each);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    taken = [];
    bursts = new Bursts((one) => {
      taken.push(one);
      if (one === 0) throw new Error('nothing');
    });
  });
  afterEach(() => vi.useRealTimers());

  it('one after the other is taken at once', () => {
    come(1, 4);

    expect(taken).toEqual([1, 2, 3, 4]);
  });

  it('faster than it can be drawn is taken a few together, in its order', () => {
    come(1, 10);
    expect(taken).toHaveLength(4);
    vi.advanceTimersByTime(50);
    expect(taken).toHaveLength(8);
    vi.advanceTimersByTime(50);
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    come(11, 13);
    expect(taken).toHaveLength(10);
    vi.advanceTimersByTime(50);
    expect(taken).toHaveLength(13);
    vi.advanceTimersByTime(400);
    come(14, 14);

    expect(taken).toHaveLength(14);
  });

  it('is the more together the more waits', () => {
    come(1, 104);
    vi.advanceTimersByTime(50);
    expect(taken).toHaveLength(54);
    vi.advanceTimersByTime(300);

    expect(taken).toHaveLength(104);
  });

  it('is told of before it is taken, alone or together', () => {
    const told: number[] = [];
    bursts = new Bursts(
      (one) => taken.push(one),
      () => told.push(taken.length),
    );
    come(1, 10);
    vi.advanceTimersByTime(100);

    expect(told).toEqual([0, 1, 2, 3, 4, 8]);
  });

  it('does not wait for what is about it, or for nobody', () => {
    come(1, 12);
    bursts.flush();
    expect(taken).toHaveLength(12);
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    come(13, 20);

    expect(taken).toHaveLength(20);
  });

  it('is taken also after something that cannot be', () => {
    const told = vi.fn();
    vi.stubGlobal('reportError', told);
    come(-9, 2);
    vi.advanceTimersByTime(200);

    expect(taken).toEqual([-9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2]);
    expect(told).toHaveBeenCalledOnce();
  });
});

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { unhurried } from './unhurried';

let isReading: boolean;
let heard: number[];
let end: () => void;
let first: EventListener;
const log = document.createElement('div');

/** No event that a page makes itself is trusted: this one is given to the first listener only. */
function scrolled(top: number): void {
  log.scrollTop = top;
  let stopped = false;
  const stopImmediatePropagation = () => {
    stopped = true;
  };
  first({ isTrusted: true, stopImmediatePropagation } as unknown as Event);
  if (!stopped) heard.push(top);
}

beforeEach(() => {
  vi.useFakeTimers();
  isReading = true;
  heard = [];
  const added = vi.spyOn(log, 'addEventListener');
  end = unhurried(() => isReading)(log) ?? (() => undefined);
  first = added.mock.lastCall?.[1] as EventListener;
  added.mockRestore();
  const hear = () => heard.push(log.scrollTop);
  log.addEventListener('scroll', hear);
  isReading = false;
  scrolled(1_000);
  isReading = true;
  heard = [];
  return () => {
    end();
    log.removeEventListener('scroll', hear);
    vi.useRealTimers();
  };
});

describe('whoever listens to scrolling', () => {
  it('hears of it in a task of its own, once for all that was scrolled meanwhile', () => {
    scrolled(900);
    scrolled(800);
    expect(heard).toEqual([]);

    vi.runAllTimers();

    expect(heard).toEqual([800]);
  });

  it('hears at once where nothing is drawn yet', () => {
    scrolled(900);
    scrolled(700);

    expect(heard).toEqual([700]);
  });

  it('hears at once what the page says itself, and where the end is followed', () => {
    log.scrollTop = 900;
    log.dispatchEvent(new Event('scroll'));
    isReading = false;
    scrolled(950);

    expect(heard).toEqual([900, 950]);
  });

  it('hears nothing more when all is over', () => {
    scrolled(900);
    end();
    vi.runAllTimers();

    expect(heard).toEqual([]);
  });
});

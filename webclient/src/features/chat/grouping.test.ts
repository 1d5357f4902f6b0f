import { describe, expect, it } from 'vitest';
import { place } from './grouping';
import { message } from './samples';

const MINUTE = 60_000;
const NOON = new Date(2026, 10, 21, 12).getTime();

describe('messages of one author', () => {
  it('stand together within five minutes', () => {
    const both = [message({ at: NOON }), message({ at: NOON + 4 * MINUTE })];

    expect(place(both, 0)).toEqual({ first: true, last: false, newDay: false });
    expect(place(both, 1)).toEqual({ first: false, last: true, newDay: false });
  });

  it.each([
    ['five minutes later', { at: NOON + 5 * MINUTE }],
    ['of somebody else', { author: { address: 'linus@localhost', name: 'Linus' } }],
    ['of oneself', { own: true }],
    ['of the room itself', { kind: 'notice' as const }],
  ])('stand apart from one %s', (_, differs) => {
    const both = [message({ at: NOON }), message({ at: NOON, ...differs })];

    expect(place(both, 1).first).toBe(true);
    expect(place(both, 0).last).toBe(true);
  });
});

it('a new day begins between two days, but not above the first message', () => {
  const midnight = new Date(2026, 10, 22).getTime();
  const both = [message({ at: midnight - MINUTE }), message({ at: midnight })];

  expect(place(both, 0).newDay).toBe(false);
  expect(place(both, 1)).toEqual({ first: true, last: true, newDay: true });
});

import { describe, expect, it } from 'vitest';
import type { Preferences, Quiet } from './notice_types';
import { isSilent } from './quiet';

const NIGHTS: Quiet = { begin: '22:00', end: '07:00', days: [1], time_zone: 'Europe/Berlin' };
const USUAL: Preferences = {
  enabled: true,
  previews: true,
  sound: true,
  rooms: 'always',
  quiet: null,
};

/** Hours in UTC; Berlin is one ahead. The 23rd is a Monday. As in tests/unit/components/push. */
const at = (day: number, hour: number) => Date.UTC(2026, 10, day, hour, 30);

describe('quiet hours', () => {
  it.each([
    [23, 20, false],
    [23, 21, true],
    [24, 5, true],
    [24, 6, false],
    [24, 21, false],
    [23, 5, false],
  ])('go on over midnight from the days on which they begin: %i, %i:30', (day, hour, quiet) => {
    expect(isSilent({ ...USUAL, quiet: NIGHTS }, at(day, hour))).toBe(quiet);
  });

  it('may lie within a day, or last for all of it', () => {
    const noon: Quiet = { begin: '12:00', end: '13:00', days: [1], time_zone: 'UTC' };
    const always: Quiet = { ...noon, begin: '00:00', end: '00:00' };

    expect(isSilent({ ...USUAL, quiet: noon }, at(23, 12))).toBe(true);
    expect(isSilent({ ...USUAL, quiet: noon }, at(23, 13))).toBe(false);
    expect(isSilent({ ...USUAL, quiet: always }, at(23, 3))).toBe(true);
  });

  it('are not needed by who wants to be told of nothing', () => {
    expect(isSilent(USUAL, at(23, 12))).toBe(false);
    expect(isSilent({ ...USUAL, enabled: false }, at(23, 12))).toBe(true);
  });
});

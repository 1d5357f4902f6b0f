import { describe, expect, it } from 'vitest';
import { clock, day, fully, machine, sameDay, short } from './times';

const NOW = new Date(2026, 10, 21, 15, 30).getTime();
const at = (year: number, month: number, date: number, hour = 12) =>
  new Date(year, month - 1, date, hour).getTime();

describe('the heading of a day', () => {
  it.each([
    [at(2026, 11, 21, 0), 'Today'],
    [at(2026, 11, 20, 23), 'Yesterday'],
    [at(2026, 11, 19), 'Thursday 19 November'],
    [at(2025, 11, 21), '21 November 2025'],
  ])('says which day it is', (moment, expected) => {
    expect(day(moment, NOW)).toBe(expected);
  });
});

describe('a time in the list', () => {
  it.each([
    [at(2026, 11, 20), 'Yesterday'],
    [at(2026, 11, 15), 'Sun'],
    [at(2026, 11, 14), '14 Nov'],
    [at(2025, 12, 31), '31 Dec 2025'],
  ])('is as short as can be understood', (moment, expected) => {
    expect(short(moment, NOW)).toBe(expected);
  });

  it('is the hour today', () => {
    expect(short(NOW, NOW)).toBe(clock(NOW));
  });

  it('of somebody whose clock is ahead is a day, not a weekday of the past', () => {
    expect(short(at(2026, 11, 23), NOW)).toBe('23 Nov');
  });
});

it('days are told apart by the calendar, not by 24 hours', () => {
  expect(sameDay(at(2026, 11, 21, 0), at(2026, 11, 21, 23))).toBe(true);
  expect(sameDay(at(2026, 11, 20, 23), at(2026, 11, 21, 0))).toBe(false);
});

it('the full time has seconds and a year', () => {
  expect(fully(new Date(2026, 10, 21, 15, 30, 7).getTime())).toContain('2026');
  expect(fully(new Date(2026, 10, 21, 15, 30, 7).getTime())).toMatch(/:07/);
});

it('a machine gets the moment in UTC', () => {
  expect(machine(0)).toBe('1970-01-01T00:00:00.000Z');
});

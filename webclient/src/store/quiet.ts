import type { Preferences, Quiet } from './notice_types';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Whether nothing is told at a moment, ms since 1970. */
export function isSilent({ enabled, quiet }: Preferences, now: number): boolean {
  return !enabled || (quiet !== null && holds(quiet, now));
}

function holds({ begin, end, days, time_zone }: Quiet, now: number): boolean {
  const { day, clock } = here(time_zone, now);
  const before = day === 1 ? 7 : day - 1;
  if (begin < end) return days.includes(day) && begin <= clock && clock < end;
  return (days.includes(day) && clock >= begin) || (days.includes(before) && clock < end);
}

function here(timeZone: string, now: number): { day: number; clock: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const day = DAYS.indexOf(parts.get('weekday') ?? '') + 1;
  return { day, clock: `${parts.get('hour')}:${parts.get('minute')}` };
}

const HOUR_MS = 3_600_000;
const MORNING = 8;

/** Until when one may be left alone; `now` and the answers in ms since 1970. */
export const MUTES = [
  { name: 'hour', until: (now: number) => now + HOUR_MS },
  { name: 'workday', until: (now: number) => now + 8 * HOUR_MS },
  { name: 'morning', until: morning },
  { name: 'week', until: (now: number) => now + 7 * 24 * HOUR_MS },
] as const;

/** Of the next day, here. */
function morning(now: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING).getTime();
}

/** How long to wait before another attempt: longer each time, and not all clients at the same moment. */
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** `attempt`: how many have failed in a row, from 1. `random`: from 0 to below 1. */
export function backOff(attempt: number, random: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(longest * (0.5 + random / 2));
}

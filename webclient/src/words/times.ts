/** Moments in words, in the reader's time zone and habits of writing numbers. */

import { words } from './page';

/** Made when it is first used: each costs as much as drawing a row. */
function format(
  options: Intl.DateTimeFormatOptions,
  locale: string | readonly string[] = words.locale,
): (at: number) => string {
  let made: Intl.DateTimeFormat | undefined;
  return (at) => {
    made ??= new Intl.DateTimeFormat(locale, options);
    return made.format(at);
  };
}

const hours = format({ hour: '2-digit', minute: '2-digit' }, []);
const exact = format({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const weekday = format({ weekday: 'short' });
const longDay = format({ weekday: 'long', day: 'numeric', month: 'long' });
const longDayOfYear = format({ day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = format({ day: 'numeric', month: 'short' });
const shortDayOfYear = format({ day: 'numeric', month: 'short', year: 'numeric' });

/** The hour of a moment: 14:05. */
export const clock = (at: number): string => hours(at);

/** Everything there is to say about a moment, to the second. */
export const fully = (at: number): string => exact(at);

export const sameDay = (one: number, other: number): boolean => daysApart(one, other) === 0;

/** The day of a moment, as a heading between messages. */
export function day(at: number, now: number): string {
  const ago = daysApart(at, now);
  if (ago === 0) return words.today;
  if (ago === 1) return words.yesterday;
  return sameYear(at, now) ? longDay(at) : longDayOfYear(at);
}

/** As short as can be understood, beside a name in a list. */
export function short(at: number, now: number): string {
  const ago = daysApart(at, now);
  if (ago === 0) return clock(at);
  if (ago === 1) return words.yesterday;
  if (ago > 1 && ago < 7) return weekday(at);
  return sameYear(at, now) ? shortDay(at) : shortDayOfYear(at);
}

/** The moment as `<time datetime>` wants it. */
export const machine = (at: number): string => new Date(at).toISOString();

/** Midnights between two moments: calendar days, which are not always 24 hours long. */
function daysApart(earlier: number, later: number): number {
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

let lately = { from: 0, to: 0 };

/** Of the day that was asked for last, which is nearly always the same, it is known already. */
function midnight(at: number): number {
  if (at >= lately.from && at < lately.to) return lately.from;
  const from = new Date(at).setHours(0, 0, 0, 0);
  lately = { from, to: new Date(from).setHours(24, 0, 0, 0) };
  return from;
}

const sameYear = (one: number, other: number): boolean =>
  new Date(one).getFullYear() === new Date(other).getFullYear();

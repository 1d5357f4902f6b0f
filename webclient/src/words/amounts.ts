/** Sizes and lengths in words. */

import { words } from './en';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const whole = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1 });

/** Bytes as people count them: 1.2 MB. */
export function size(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${(value < 10 && power > 0 ? exact : whole).format(value)} ${UNITS[power]}`;
}

/** A length of time as players show it: 1:05. */
export function length(ms: number): string {
  const [hours, minutes, seconds] = parts(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** The same as it is said. */
export function spokenLength(ms: number): string {
  const names = ['hour', 'minute', 'second'];
  const said = parts(ms).flatMap((value, nth) =>
    value ? [`${value} ${names[nth]}${value === 1 ? '' : 's'}`] : [],
  );
  return said.join(' ') || '0 seconds';
}

function parts(ms: number): [hours: number, minutes: number, seconds: number] {
  const seconds = Math.round(ms / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
}

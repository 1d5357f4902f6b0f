/** Sizes and lengths in words. */

import { words } from './page';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const whole = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 1 });

/** Bytes as people count them: 1.2 MB. */
export function size(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  const unit = parted(value, UNITS[power] ?? 'byte', 'narrow').find(({ type }) => type === 'unit');
  return `${(value < 10 && power > 0 ? exact : whole).format(value)} ${unit?.value}`;
}

/** A length of time as players show it: 1:05. */
export function length(ms: number): string {
  const [hours, minutes, seconds] = parts(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** The same as it is said. */
export function spokenLength(ms: number): string {
  const names = ['hour', 'minute', 'second'] as const;
  const said = parts(ms).flatMap((value, nth) => (value ? [spoken(value, names[nth])] : []));
  return said.join(' ') || spoken(0);
}

const spoken = (value: number, unit = 'second'): string =>
  parted(value, unit, 'long').reduce((said, part) => said + part.value, '');

const parted = (value: number, unit: string, unitDisplay: 'narrow' | 'long') =>
  new Intl.NumberFormat(words.locale, { style: 'unit', unit, unitDisplay }).formatToParts(value);

function parts(ms: number): [hours: number, minutes: number, seconds: number] {
  const seconds = Math.round(ms / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
}

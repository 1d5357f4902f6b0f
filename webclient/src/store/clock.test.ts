import { expect, test } from 'vitest';
import { Clock } from './clock';

test('a stanza came when its archive id says, whatever the clock does meanwhile', () => {
  let now = 0;
  const clock = new Clock(0, () => now++);

  expect(clock.arrived('1795386824218594')).toBe(1_795_386_824_218.594);
  expect(clock.arrived(null)).toBeGreaterThan(1_795_386_824_218);
});

import { describe, expect, it } from 'vitest';
import { hsluv, hue } from './consistent_color';
import { sha1 } from './sha1';

describe('the hue of a name', () => {
  it.each([
    ['Romeo', 327.255249],
    ['juliet@capulet.lit', 209.4104],
    ['😺', 331.199341],
    ['council', 359.994507],
  ])('of %s is what the test vectors of XEP-0392 say', (name, degrees) => {
    expect(hue(name)).toBeCloseTo(degrees, 5);
  });
});

it.each([
  [327.255249, 'rgb(221 0 175)'],
  [209.4104, 'rgb(0 131 146)'],
  [331.199341, 'rgb(222 0 168)'],
])('a hue of %d at full saturation is the colour of the test vectors', (degrees, expected) => {
  expect(hsluv(degrees, 100, 50)).toBe(expected);
});

it.each([0, 55, 56, 63, 64, 119, 300])(
  'SHA-1 of %d bytes is the one of the platform',
  async (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => index % 251);

    expect(sha1(bytes)).toEqual(new Uint8Array(await crypto.subtle.digest('SHA-1', bytes)));
  },
);

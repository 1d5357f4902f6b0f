/**
 * XEP-0392: Consistent Color Generation (1.0.1), #algorithm: a JID has the same hue in every client.
 * HSLuv after https://www.hsluv.org: equal lightness is equal contrast, whatever the hue.
 */

import { sha1 } from './sha1';

/** Degrees, from 0 to 360. */
export function hue(text: string): number {
  const digest = sha1(new TextEncoder().encode(text));
  return (((digest[1] ?? 0) * 256 + (digest[0] ?? 0)) / 65_536) * 360;
}

/** `rgb(…)` of a hue in degrees; saturation and lightness in percent. */
export function hsluv(degrees: number, saturation: number, lightness: number): string {
  const angle = (degrees / 180) * Math.PI;
  const chroma = (mostChroma(lightness, angle) * saturation) / 100;
  const channels = luvToRgb(lightness, Math.cos(angle) * chroma, Math.sin(angle) * chroma);
  return `rgb(${channels.map((each) => Math.round(Math.min(1, Math.max(0, each)) * 255)).join(' ')})`;
}

const RGB_OF_XYZ = [
  [3.240969941904521, -1.537383177570093, -0.498610760293],
  [-0.96924363628087, 1.87596750150772, 0.041555057407175],
  [0.055630079696993, -0.20397695888897, 1.056971514242878],
] as const;
const WHITE_U = 0.19783000664283;
const WHITE_V = 0.46831999493879;
const KAPPA = 903.2962962;

/** The nearest of the six edges of what a screen can show, in this direction. */
function mostChroma(lightness: number, angle: number): number {
  const lengths = edges(lightness).map(
    ([slope, intercept]) => intercept / (Math.sin(angle) - slope * Math.cos(angle)),
  );
  return Math.min(...lengths.filter((length) => length >= 0));
}

function edges(lightness: number): [slope: number, intercept: number][] {
  const luminance = luminanceOf(lightness);
  return RGB_OF_XYZ.flatMap(([x, y, z]) =>
    [0, 1].map((edge): [number, number] => {
      const bottom = (632260 * z - 126452 * y) * luminance + 126452 * edge;
      const top = (838422 * z + 769860 * y + 731718 * x) * lightness * luminance;
      return [
        ((284517 * x - 94839 * z) * luminance) / bottom,
        (top - 769860 * edge * lightness) / bottom,
      ];
    }),
  );
}

function luvToRgb(lightness: number, u: number, v: number): number[] {
  const y = luminanceOf(lightness);
  const ownU = u / (13 * lightness) + WHITE_U;
  const ownV = v / (13 * lightness) + WHITE_V;
  const x = (9 * y * ownU) / (4 * ownV);
  const z = (9 * y - 15 * ownV * y - ownV * x) / (3 * ownV);
  return RGB_OF_XYZ.map((row) => gamma(row[0] * x + row[1] * y + row[2] * z));
}

const luminanceOf = (lightness: number): number =>
  lightness > 8 ? ((lightness + 16) / 116) ** 3 : lightness / KAPPA;

const gamma = (linear: number): number =>
  linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;

/** What a blurhash (https://blurha.sh) stands for: the colours of a picture, before it is there. */

const DIGITS =
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

type Color = readonly [red: number, green: number, blue: number];

interface Hash {
  readonly across: number;
  readonly down: number;
  /** Of each cosine, row by row; the first one is the average. */
  readonly colors: readonly Color[];
}

/** Pixels as `ImageData` wants them; null for what is no blurhash. */
export function blurhashPixels(
  text: string,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> | null {
  const hash = parse(text);
  if (!hash) return null;
  const columns = cosines(width, hash.across);
  const rows = cosines(height, hash.down);
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels.set(at(hash, columns[x] ?? [], rows[y] ?? []), (y * width + x) * 4);
  return pixels;
}

function parse(text: string): Hash | null {
  if (text.length < 6 || [...text].some((digit) => !DIGITS.includes(digit))) return null;
  const size = number(text.slice(0, 1));
  const across = (size % 9) + 1;
  const down = Math.floor(size / 9) + 1;
  if (text.length !== 4 + 2 * across * down) return null;
  const strongest = (number(text.slice(1, 2)) + 1) / 166;
  const rest = text.slice(6).match(/../gs) ?? [];
  const colors = [average(text.slice(2, 6)), ...rest.map((each) => detail(each, strongest))];
  return { across, down, colors };
}

const number = (text: string): number =>
  [...text].reduce((value, digit) => value * 83 + DIGITS.indexOf(digit), 0);

function average(text: string): Color {
  const value = number(text);
  return [toLinear((value >> 16) & 255), toLinear((value >> 8) & 255), toLinear(value & 255)];
}

function detail(text: string, strongest: number): Color {
  const value = number(text);
  const part = (digit: number) => (Math.sign(digit - 9) * (digit - 9) ** 2 * strongest) / 81;
  return [part(Math.floor(value / 361)), part(Math.floor(value / 19) % 19), part(value % 19)];
}

/** For each pixel the value of each cosine. */
const cosines = (pixels: number, count: number): number[][] =>
  Array.from({ length: pixels }, (_, pixel) =>
    Array.from({ length: count }, (_, nth) => Math.cos((Math.PI * pixel * nth) / pixels)),
  );

function at(hash: Hash, column: readonly number[], row: readonly number[]): number[] {
  let [red, green, blue] = [0, 0, 0];
  hash.colors.forEach((color, index) => {
    const weight = (column[index % hash.across] ?? 0) * (row[Math.floor(index / hash.across)] ?? 0);
    red += color[0] * weight;
    green += color[1] * weight;
    blue += color[2] * weight;
  });
  return [toSrgb(red), toSrgb(green), toSrgb(blue), 255];
}

const toLinear = (value: number): number =>
  value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;

const toSrgb = (value: number): number =>
  255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);

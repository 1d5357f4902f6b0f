import { describe, expect, it } from 'vitest';
import { blurhashPixels } from './blurhash';

const GRADIENT = {
  hash: 'L$Hesv2vwzX3l|WEjte;gJfjfQfj',
  pixels: [
    [0, [0, 32, 128]],
    [15, [234, 0, 62]],
    [120, [135, 114, 86]],
    [136, [134, 134, 86]],
    [240, [0, 237, 123]],
    [255, [223, 216, 62]],
  ] as const,
};

const pixel = (pixels: Uint8ClampedArray | null, at: number) =>
  pixels ? [...pixels.slice(at * 4, at * 4 + 4)] : null;

describe('a blurhash', () => {
  it('of one colour is that colour everywhere', () => {
    const red = blurhashPixels('00TI:j', 3, 2);

    expect(pixel(red, 0)).toEqual([255, 0, 0, 255]);
    expect(pixel(red, 5)).toEqual([255, 0, 0, 255]);
  });

  // Made by the encoder of the `blurhash` package of PyPI from a gradient.
  it('has the colours of the picture where they were', () => {
    const pixels = blurhashPixels(GRADIENT.hash, 16, 16);

    for (const [at, expected] of GRADIENT.pixels) {
      const seen = pixel(pixels, at) ?? [];
      for (const [nth, value] of expected.entries())
        expect(Math.abs((seen[nth] ?? -99) - value)).toBeLessThanOrEqual(1);
    }
  });

  it.each(['', 'LEHV6', '00TI:j00', 'LEHV6nWB2yk8pyo0adR*.7kCMdn', 'ü0TI:j', '00TI:"'])(
    'that is none shows nothing: %s',
    (text) => {
      expect(blurhashPixels(text, 4, 4)).toBeNull();
    },
  );
});

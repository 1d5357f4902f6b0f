import { describe, expect, it } from 'vitest';
import { MOST_ZOOM, middle, moved, sideOf, zoomed } from './crop';

const WIDE = { width: 400, height: 200 };

it('begins with the largest square in the middle', () => {
  expect(middle(WIDE)).toEqual({ x: 200, y: 100, zoom: 1 });
  expect(sideOf(WIDE, middle(WIDE))).toBe(200);
});

describe('a square that is moved', () => {
  it('goes by parts of its side', () => {
    expect(moved(WIDE, middle(WIDE), 0.25, 0)).toEqual({ x: 250, y: 100, zoom: 1 });
  });

  it.each([
    [9, 9, 300, 100],
    [-9, -9, 100, 100],
  ])('ends at the edge of the picture', (right, down, x, y) => {
    expect(moved(WIDE, middle(WIDE), right, down)).toEqual({ x, y, zoom: 1 });
  });

  it('goes by less of the picture the nearer one is', () => {
    const near = zoomed(WIDE, middle(WIDE), 2);

    expect(moved(WIDE, near, 0.25, 0.25)).toEqual({ x: 225, y: 125, zoom: 2 });
  });
});

describe('a square that is zoomed', () => {
  it('keeps its middle', () => {
    const near = zoomed(WIDE, { x: 250, y: 100, zoom: 1 }, 2);

    expect(near).toEqual({ x: 250, y: 100, zoom: 2 });
    expect(sideOf(WIDE, near)).toBe(100);
  });

  it('comes back into the picture where it becomes larger', () => {
    expect(zoomed(WIDE, { x: 375, y: 175, zoom: 4 }, 1)).toEqual({ x: 300, y: 100, zoom: 1 });
  });

  it.each([
    [0, 1],
    [99, MOST_ZOOM],
  ])('is never larger than the picture, nor a few pixels of it', (wanted, zoom) => {
    expect(zoomed(WIDE, middle(WIDE), wanted).zoom).toBe(zoom);
  });
});

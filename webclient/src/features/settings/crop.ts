/** Which square of a picture is shown. All in pixels of the picture. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The square's middle; `zoom` 1 is the largest square there is. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const MOST_ZOOM = 4;

export const middle = ({ width, height }: Size): Crop => ({ x: width / 2, y: height / 2, zoom: 1 });

export const sideOf = ({ width, height }: Size, { zoom }: Crop): number =>
  Math.min(width, height) / zoom;

/** By a part of the square's side: 1 goes on by a whole square. It ends at the picture's edge. */
export function moved(size: Size, crop: Crop, right: number, down: number): Crop {
  const side = sideOf(size, crop);
  return inside(size, { ...crop, x: crop.x + right * side, y: crop.y + down * side });
}

export function zoomed(size: Size, crop: Crop, zoom: number): Crop {
  return inside(size, { ...crop, zoom: between(1, zoom, MOST_ZOOM) });
}

function inside(size: Size, crop: Crop): Crop {
  const half = sideOf(size, crop) / 2;
  return {
    ...crop,
    x: between(half, crop.x, size.width - half),
    y: between(half, crop.y, size.height - half),
  };
}

const between = (least: number, wanted: number, most: number): number =>
  Math.min(Math.max(least, wanted), most);

/** How large a file is shown, known before any of it is there: what comes later moves nothing. */

/** Pixels of the longest side. */
const LONGEST = 320;
const NARROWEST = 96;
/** A very long or very tall picture is cut to this. */
const MOST = 2.5;
/** Of what nobody has told the size. */
const UNKNOWN = { width: 4, height: 3 };

export interface Frame {
  /** Pixels, as far as there is room. */
  readonly width: number;
  readonly ratio: number;
}

export function frame(width: number | undefined, height: number | undefined): Frame {
  const size = width && height ? { width, height } : UNKNOWN;
  const ratio = Math.min(Math.max(size.width / size.height, 1 / MOST), MOST);
  const shown = width && height ? Math.min(LONGEST, longest(width, height)) : LONGEST;
  const across = ratio >= 1 ? shown : shown * ratio;
  return { width: Math.round(Math.max(across, NARROWEST)), ratio };
}

const longest = (width: number, height: number): number => Math.max(width, height);

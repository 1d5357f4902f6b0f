/** The loudness of a sound, as few bars show it. */

/** Of a sound that nobody has told the loudness of. */
const UNKNOWN = 0.18;

/** @returns `count` heights from 0 to 1: the loudest of what each bar stands for */
export function bars(loudness: ArrayLike<number>, most: number, count: number): number[] {
  if (loudness.length === 0) return new Array(count).fill(UNKNOWN);
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * loudness.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * loudness.length) / count));
    let loudest = 0;
    for (let at = from; at < to; at++) loudest = Math.max(loudest, loudness[at] ?? 0);
    return loudest / most;
  });
}

/** Bytes of what is in base64; none of what is not. */
export function bytes(base64: string | null | undefined): Uint8Array {
  try {
    return Uint8Array.from(atob(base64 ?? ''), (sign) => sign.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

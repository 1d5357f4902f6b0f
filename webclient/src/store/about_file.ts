import type { Attachment } from './types';

/** The server waits for its own check ten seconds. */
const ANSWER_WITHIN_MS = 20_000;
const CHECKED = ['ready', 'refused'];

/** What the server has found out about a file that it keeps. */
export interface About {
  readonly state: 'held' | 'ready' | 'refused';
  /** Why it is refused. */
  readonly refusal: string | null;
  readonly facts: Partial<Attachment>;
  /** A small picture of it is at `<link>?preview`. */
  readonly preview: boolean;
  /** 64 loudnesses of a byte each, in base64. */
  readonly waveform: string | null;
}

/** As it is when it was checked, or after ten seconds. Null where nobody says. */
export async function aboutFile(url: string, signal: AbortSignal): Promise<About | null> {
  const about = await askAbout(`${url}?about&wait`, signal);
  return about === 'gone' ? null : about;
}

/** As it is now. `gone`: it is not there, or not for the reader, and nobody says which. */
export function aboutFileNow(url: string, signal: AbortSignal): Promise<About | 'gone' | null> {
  return askAbout(`${url}?about`, signal);
}

async function askAbout(url: string, signal: AbortSignal): Promise<About | 'gone' | null> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  try {
    const answer = await fetch(url, { signal: ended });
    if (answer.status === 403 || answer.status === 404) return 'gone';
    return answer.ok ? parseAbout(await answer.json()) : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function parseAbout(told: Readonly<Record<string, unknown>>): About | null {
  const { state, refusal, media_type: mediaType, size, blurhash, sha256 } = told;
  const sides = { width: told.width, height: told.height };
  const facts = {
    ...(isText(mediaType) && mediaType !== '' && { mediaType }),
    ...(isNumber(size) && { size }),
    ...(Object.values(sides).every(isNumber) && sides),
    ...(isNumber(told.duration_ms) && { durationMs: told.duration_ms }),
    ...(isText(blurhash) && blurhash !== '' && { blurhash }),
    ...(isText(sha256) && { sha256: base64(sha256) }),
  } as Partial<Attachment>;
  const known = isText(state) && CHECKED.includes(state) ? (state as About['state']) : 'held';
  return {
    state: known,
    refusal: isText(refusal) ? refusal : null,
    facts,
    preview: told.preview === true,
    waveform: isText(told.waveform) ? told.waveform : null,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value);

function base64(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  return btoa(String.fromCharCode(...bytes.map((each) => Number.parseInt(each, 16))));
}

import type { Recording } from './recorder.svelte';

/** The best first: Ogg is what is sent, Opus in another container becomes that, the rest is played as it is. */
const TYPES = [
  'audio/ogg;codecs=opus',
  'audio/webm;codecs=opus',
  'audio/mp4;codecs=opus',
  'audio/mp4',
];
/** Speech; the same as telephones use. */
const BITS_PER_SECOND = 32_000;
const EACH_MS = 1_000;

export interface Tape {
  end(durationMs: number): Promise<Recording>;
  drop(): void;
}

/** @param release called once, when nothing is recorded any more */
export function tape(stream: MediaStream, release: () => void): Tape {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? '';
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  const ended = new Promise((done) => recorder.addEventListener('stop', done, { once: true }));
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start(EACH_MS);
  let over = false;
  function drop() {
    if (over) return;
    over = true;
    if (recorder.state !== 'inactive') recorder.stop();
    release();
  }
  return {
    drop,
    async end(durationMs) {
      drop();
      await ended;
      return recorded(new Blob(parts, { type: recorder.mimeType }), durationMs);
    },
  };
}

async function recorded(sound: Blob, durationMs: number): Promise<Recording> {
  const best = await asSent(sound);
  const type = best.type.split(';', 1)[0] ?? '';
  const file = new File([best], `voice-${stamp(new Date())}.${ending(type)}`, { type });
  const played = new Audio().canPlayType(best.type) ? file : sound;
  return { file, durationMs: Math.round(durationMs), url: URL.createObjectURL(played) };
}

/** It is better sent as it was recorded than not at all. */
async function asSent(sound: Blob): Promise<Blob> {
  if (sound.size === 0 || sound.type.startsWith('audio/ogg')) return sound;
  try {
    const { inOgg } = await import('./ogg');
    return (await inOgg(sound)) ?? sound;
  } catch (error) {
    reportError(error);
    return sound;
  }
}

const ending = (type: string): string =>
  ({ 'audio/ogg': 'ogg', 'audio/webm': 'webm', 'audio/mp4': 'm4a' })[type] ?? 'bin';

/** The time as it is here, in digits: 20261121-224500. */
function stamp(now: Date): string {
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()];
  const two = (all: number[]) => all.map((each) => String(each).padStart(2, '0')).join('');
  return `${two(parts)}-${two(time)}`;
}

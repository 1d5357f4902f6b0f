/** Two soft tones, one after the other; Hz, and seconds after the first. */
const TONES = [
  [660, 0],
  [880, 0.12],
] as const;
const LOUDNESS = 0.08;
const LASTS_SECONDS = 0.35;

let context: AudioContext | null = null;

/** Whether it was heard: browsers make no sound in a page that nobody has touched yet. */
export async function chime(): Promise<boolean> {
  if (!('AudioContext' in globalThis) || !navigator.userActivation?.hasBeenActive) return false;
  context ??= new AudioContext();
  if (context.state !== 'running') await context.resume();
  for (const [frequency, after] of TONES) tone(context, frequency, context.currentTime + after);
  return true;
}

function tone(on: AudioContext, frequency: number, at: number): void {
  const source = new OscillatorNode(on, { type: 'sine', frequency });
  const volume = new GainNode(on, { gain: 0 });
  volume.gain.setValueAtTime(LOUDNESS, at);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + LASTS_SECONDS);
  source.connect(volume).connect(on.destination);
  source.start(at);
  source.stop(at + LASTS_SECONDS);
}

/** How loud it is, as often as a waveform shows it. */

const EACH_MS = 50;

/** @param hear called with loudnesses from 0 to 1. Returns what ends it. */
export function meter(stream: MediaStream, hear: (loudness: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    hear(loudness(samples));
  }, EACH_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Speech is far below the loudest there can be, and the ear hears half the power as nearly as loud. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return Math.min(1.3 * power ** 0.25, 1);
}

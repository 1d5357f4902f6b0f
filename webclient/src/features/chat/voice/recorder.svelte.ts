import type { MicrophoneTrouble } from '../../../words/voice';
import { meter } from './meter';
import { close, NoMicrophone, openMicrophone } from './microphone';
import { type Tape, tape } from './tape';

/** A recording that could be sent. */
export interface Recording {
  readonly file: File;
  readonly durationMs: number;
  /** blob: address of what this browser plays. */
  readonly url: string;
}

/** A microphone that was forgotten fills nobody's disk. */
export const LONGEST_MS = 30 * 60_000;
/** Less is a slip of the finger. */
const SHORTEST_MS = 300;
const SHOWN_EACH_MS = 250;

/** One voice message, from the microphone to what is sent. */
export class Recorder {
  step = $state<'idle' | 'asking' | 'recording' | 'preparing' | 'review'>('idle');
  trouble = $state<MicrophoneTrouble | 'failed' | 'empty' | null>(null);
  /** The microphone went away in the middle. */
  lost = $state(false);
  elapsedMs = $state(0);
  /** Of every twentieth of a second, from 0 to 1. */
  loudness = $state.raw<readonly number[]>([]);
  recording = $state.raw<Recording | null>(null);
  #tape: Tape | null = null;
  #begun = 0;
  /** What was begun before is over: an answer to it means nothing any more. */
  #round = 0;

  async start(): Promise<void> {
    this.discard();
    const round = this.#round;
    this.step = 'asking';
    try {
      const stream = await openMicrophone();
      if (round === this.#round) this.#record(stream);
      else close(stream);
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  /** What there is, as it will be sent; null when that is nothing. */
  async stop(): Promise<Recording | null> {
    if (this.step !== 'recording' || !this.#tape) return this.recording;
    const round = this.#round;
    const durationMs = performance.now() - this.#begun;
    this.step = 'preparing';
    const made = await this.#tape.end(durationMs).catch((error) => this.#fail(error));
    this.#tape = null;
    if (round !== this.#round || !made) return null;
    if (durationMs < SHORTEST_MS || made.file.size === 0) return this.#stayEmpty(made);
    this.recording = made;
    this.elapsedMs = durationMs;
    this.step = 'review';
    return made;
  }

  /** Nothing is left of it, and the microphone is off. */
  discard(): void {
    this.#round += 1;
    this.#tape?.drop();
    this.#tape = null;
    if (this.recording) URL.revokeObjectURL(this.recording.url);
    this.recording = null;
    this.trouble = null;
    this.lost = false;
    this.loudness = [];
    this.elapsedMs = 0;
    this.step = 'idle';
  }

  #record(stream: MediaStream): void {
    const unmeter = meter(stream, (loudness) => {
      this.loudness = [...this.loudness, loudness];
    });
    const timer = setInterval(() => this.#tick(), SHOWN_EACH_MS);
    const release = () => {
      clearInterval(timer);
      unmeter();
      close(stream);
    };
    this.#tape = tape(stream, release);
    this.#begun = performance.now();
    this.step = 'recording';
    for (const track of stream.getTracks()) track.onended = () => this.#lose();
  }

  #tick(): void {
    this.elapsedMs = performance.now() - this.#begun;
    if (this.elapsedMs >= LONGEST_MS) void this.stop();
  }

  #lose(): void {
    if (this.step !== 'recording') return;
    this.lost = true;
    void this.stop();
  }

  #stayEmpty(made: Recording): null {
    URL.revokeObjectURL(made.url);
    this.#fail(null);
    return null;
  }

  #fail(error: unknown): void {
    this.step = 'idle';
    this.trouble =
      error === null ? 'empty' : error instanceof NoMicrophone ? error.trouble : 'failed';
    if (this.trouble === 'failed') reportError(error);
  }
}

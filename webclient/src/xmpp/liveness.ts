/**
 * Notices a socket that is dead though nothing has said so: by silence, and by asking when the network
 * or the page comes back.
 */
import type { Disposer } from './connection';

export interface LivenessOptions {
  /** Asks for a sign of life. */
  ask(): void;
  /** None came. */
  dead(): void;
  readonly silenceMs: number;
  readonly answerMs: number;
}

export class Liveness {
  readonly #options: LivenessOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = false;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.heard();
  }

  /** To be called for everything that comes. */
  heard(): void {
    this.#asked = false;
    this.#wait(this.#options.silenceMs, () => this.ask());
  }

  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#wait(this.#options.answerMs, () => this.#options.dead());
    this.#options.ask();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, milliseconds);
  }
}

/**
 * Calls back when the network or the page comes back, also from being frozen, and when the network is said
 * to be gone.
 */
export function onReturn(returned: () => void, gone: () => void): Disposer {
  const visible = () => document.visibilityState === 'visible' && returned();
  addEventListener('online', returned);
  addEventListener('offline', gone);
  document.addEventListener('visibilitychange', visible);
  document.addEventListener('resume', returned);
  return () => {
    removeEventListener('online', returned);
    removeEventListener('offline', gone);
    document.removeEventListener('visibilitychange', visible);
    document.removeEventListener('resume', returned);
  };
}

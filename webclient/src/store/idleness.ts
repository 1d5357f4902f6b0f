import type { Disposer } from '../xmpp/connection';

/** Nobody is away who reads for a while. */
export const IDLE_AFTER_MS = 10 * 60_000;
/** Other tabs need not know each key. */
const TOLD_EACH_MS = 20_000;
const INPUTS = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

/** Whether somebody is at this browser: by what they do in any tab of theirs. */
export class Idleness {
  readonly #channel: BroadcastChannel;
  readonly #changed: (since: number | null) => void;
  readonly #disposers: Disposer[] = [];
  #last = Date.now();
  #told = 0;
  #idle = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed`: since when nobody is there, in ms since 1970; null: somebody is. */
  constructor(account: string, changed: (since: number | null) => void) {
    this.#changed = changed;
    this.#channel = new BroadcastChannel(`stoa ${account} active`);
    this.#channel.onmessage = () => this.#active();
    const here = () => this.#here();
    for (const each of INPUTS) {
      addEventListener(each, here, { capture: true, passive: true });
      this.#disposers.push(() => removeEventListener(each, here, { capture: true }));
    }
    this.#wait();
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const dispose of this.#disposers) dispose();
    this.#channel.close();
  }

  #here(): void {
    const now = Date.now();
    if (now - this.#told > TOLD_EACH_MS) {
      this.#told = now;
      this.#channel.postMessage(null);
    }
    this.#active();
  }

  #active(): void {
    this.#last = Date.now();
    if (!this.#idle) return;
    this.#idle = false;
    this.#changed(null);
    this.#wait();
  }

  /** The clock goes on while a computer sleeps, timers do not. */
  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), this.#last + IDLE_AFTER_MS - Date.now());
  }

  #look(): void {
    this.#idle = Date.now() - this.#last >= IDLE_AFTER_MS;
    if (this.#idle) this.#changed(this.#last);
    else this.#wait();
  }
}

import { orderOf } from './entry';

/** Whole seconds, and the way of the answer. */
export const TOLERATED_MS = 2_000;

/** The server's time, as well as its stanzas tell: clocks of computers may be minutes wrong. */
export class Clock {
  readonly #local: () => number;
  #ahead: number;

  /** `ahead`: ms from this computer's time to the server's, as far as is known at first. */
  constructor(ahead = 0, local = () => Date.now()) {
    this.#ahead = ahead;
    this.#local = local;
  }

  /** Ms since 1970. */
  now(): number {
    return this.#local() + this.#ahead;
  }

  /** As the portal says, to the second: of use after the clock was set, or the computer slept. */
  say(ahead: number): void {
    if (Math.abs(ahead - this.#ahead) > TOLERATED_MS) this.#ahead = ahead;
  }

  /** When a stanza came that has arrived this instant: its archive id tells it best. */
  arrived(archiveId: string | null): number {
    const order = orderOf(archiveId);
    if (order) this.#ahead = order / 1000 - this.#local();
    return order ? order / 1000 : this.now();
  }
}

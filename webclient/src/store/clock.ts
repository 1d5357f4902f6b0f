import { orderOf } from './entry';

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

  /** From a stanza that has arrived this instant. */
  learn(archiveId: string | null): void {
    const order = orderOf(archiveId);
    if (order !== null) this.#ahead = order / 1000 - this.#local();
  }
}

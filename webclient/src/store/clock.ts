import { orderOf } from './entry';

/** The server's time, as well as its stanzas tell: clocks of computers may be minutes wrong. */
export class Clock {
  readonly #local: () => number;
  #ahead = 0;

  constructor(local: () => number = Date.now) {
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

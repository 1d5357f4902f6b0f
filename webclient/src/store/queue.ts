import type { Queue } from './act_types';
import { TOO_LONG } from './outbox';
import type { Parts } from './parts';
import type { Unsent } from './schema';

/** What this tab is to send, of all conversations at once. */
export class StoredQueue implements Queue {
  readonly #parts: Pick<Parts, 'conversations' | 'outbox'>;

  constructor(parts: Pick<Parts, 'conversations' | 'outbox'>) {
    this.#parts = parts;
  }

  get failed(): readonly string[] {
    return this.#all(({ entry }) => entry.error !== null).map(({ entry }) => entry.conversation);
  }

  get waiting(): number {
    return this.#all((each) => this.#parts.outbox.waits(each)).length;
  }

  get mayGoAgain(): boolean {
    return this.#all(({ entry }) => entry.error !== null && entry.error !== TOO_LONG).length > 0;
  }

  retry(): void {
    for (const { entry } of this.#all((each) => each.entry.error !== null)) {
      const of = this.#parts.conversations.get(entry.conversation);
      if (of) this.#parts.outbox.retry(of, entry.key);
    }
  }

  async discard(): Promise<void> {
    const all = this.#all((each) => each.entry.error !== null || this.#parts.outbox.waits(each));
    for (const { entry } of all) {
      const of = this.#parts.conversations.get(entry.conversation);
      if (of) await this.#parts.outbox.discard(of, entry.key);
    }
  }

  /** In the order in which they were written. */
  #all(suits: (each: Unsent) => boolean): Unsent[] {
    return [...this.#parts.outbox.unsent].filter(suits).sort(byOrder);
  }
}

function byOrder(one: Unsent, other: Unsent): number {
  return one.entry.order - other.entry.order;
}

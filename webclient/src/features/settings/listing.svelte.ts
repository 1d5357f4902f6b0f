/** A list that is asked for, and changed one entry at a time. */
export class Listing<T> {
  all = $state.raw<readonly T[] | null>(null);
  state = $state<'loading' | 'shown' | 'failed'>('loading');
  /** Something is being changed. */
  busy = $state(false);
  readonly #ask: () => Promise<readonly T[]>;

  constructor(ask: () => Promise<readonly T[]>) {
    this.#ask = ask;
  }

  async load(): Promise<void> {
    try {
      this.all = await this.#ask();
      this.state = 'shown';
    } catch {
      this.state = 'failed';
    }
  }

  /** Shows what holds afterwards. */
  async change(deed: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await deed();
    } catch (error) {
      reportError(error);
    }
    await this.load();
    this.busy = false;
  }
}

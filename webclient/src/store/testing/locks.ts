type Callback = () => Promise<unknown>;

interface Held {
  readonly name: string;
}

/** Web Locks for a DOM that has none: exclusive, first come first served. */
export class Locks {
  readonly #held: Held[] = [];
  readonly #waiting: { name: string; begin: () => void }[] = [];

  request(name: string, options: { signal?: AbortSignal }, callback: Callback): Promise<unknown> {
    return new Promise((done, failed) => {
      const entry = { name, begin: () => void this.#run(name, callback).then(done, failed) };
      options.signal?.addEventListener('abort', () => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        if (at >= 0) failed(options.signal?.reason);
      });
      this.#waiting.push(entry);
      queueMicrotask(() => this.#next());
    });
  }

  async query(): Promise<{ held: Held[] }> {
    return { held: [...this.#held] };
  }

  async #run(name: string, callback: Callback): Promise<void> {
    const held = { name };
    this.#held.push(held);
    await callback();
    this.#held.splice(this.#held.indexOf(held), 1);
    this.#next();
  }

  #next(): void {
    const at = this.#waiting.findIndex(
      ({ name }) => !this.#held.some((each) => each.name === name),
    );
    if (at < 0) return;
    for (const { begin } of this.#waiting.splice(at, 1)) begin();
    this.#next();
  }
}

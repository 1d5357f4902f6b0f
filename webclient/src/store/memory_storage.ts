/**
 * A computer that others use too: what parts of the page put into the browser's storage stays in memory,
 * and goes with the page. What is on the disk from before is removed.
 */
export function keepNothing(): void {
  for (const name of ['localStorage', 'sessionStorage'] as const) {
    try {
      window[name].clear();
    } catch {
      // there is none
    }
    Object.defineProperty(window, name, { configurable: true, value: new MemoryStorage() });
  }
}

class MemoryStorage implements Storage {
  readonly #kept = new Map<string, string>();

  get length(): number {
    return this.#kept.size;
  }

  key(index: number): string | null {
    return [...this.#kept.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#kept.set(key, String(value));
  }

  removeItem(key: string): void {
    this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
  }
}

import { untrack } from 'svelte';

/** Whoever has read anything of it reads again when anything of it has changed. */
export class ReactiveMap<V> {
  readonly #all = new Map<string, V>();
  #version = $state(0);

  get(key: string): V | undefined {
    this.#version;
    return this.#all.get(key);
  }

  has(key: string): boolean {
    this.#version;
    return this.#all.has(key);
  }

  set(key: string, value: V): void {
    if (this.#all.get(key) === value) return;
    this.#all.set(key, value);
    this.#changed();
  }

  delete(key: string): boolean {
    const was = this.#all.delete(key);
    if (was) this.#changed();
    return was;
  }

  clear(): void {
    this.#all.clear();
    this.#changed();
  }

  values(): Iterable<V> {
    this.#version;
    return this.#all.values();
  }

  #changed(): void {
    untrack(() => this.#version++);
  }
}

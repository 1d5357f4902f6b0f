import type { Found } from '../../store/types';
import type { Pickable } from '../../ui/PickField.svelte';

/** Somebody who types is not asked about each letter. */
const PAUSE_MS = 250;

/** A search while its text is being written: the answer to the latest text is the one that is shown. */
export class Searching {
  state = $state<'idle' | 'asking' | 'found' | 'failed'>('idle');
  /** Stays while the next answer is awaited. */
  found = $state.raw<readonly Found[]>([]);
  readonly #find: (text: string) => Promise<readonly Found[]>;
  #text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(find: (text: string) => Promise<readonly Found[]>) {
    this.#find = find;
  }

  wrote(text: string): void {
    const wanted = text.trim();
    if (wanted === this.#text) return;
    this.stop();
    this.#text = wanted;
    this.state = wanted ? 'asking' : 'idle';
    if (!wanted) this.found = [];
    else this.#timer = setTimeout(() => void this.#ask(), PAUSE_MS);
  }

  again(): void {
    this.state = 'asking';
    void this.#ask();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#text = '';
  }

  async #ask(): Promise<void> {
    const text = this.#text;
    const found = await this.#find(text).catch(() => null);
    if (text !== this.#text) return;
    this.found = found ?? [];
    this.state = found ? 'found' : 'failed';
  }
}

/** What the directory finds for a text, for as long as a component is there. */
export function searchingFor(
  find: (text: string) => Promise<readonly Found[]>,
  text: () => string,
): Searching {
  const searching = new Searching(find);
  $effect(() => searching.wrote(text()));
  $effect(() => () => searching.stop());
  return searching;
}

/** Somebody whom the directory has found, as a list of people shows them. */
export const pickable = <T extends Found>(found: T): T & Pickable => ({
  ...found,
  key: found.address,
  about: [found.title, found.departments].filter(Boolean).join(' · '),
  room: false,
});

import type { StoredConversation } from './conversation.svelte';
import type { Entry } from './entry';
import type { Parts } from './parts';
import type { Conversation } from './types';
import type { Uploads } from './uploads';

/** Uploads, which are no part of what the page begins with. */
export class Uploading {
  readonly #parts: () => Parts;
  #loading: Promise<Uploads> | null = null;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /** As `Conversation.share`. */
  async share(of: StoredConversation, ...what: Parameters<Conversation['share']>): Promise<void> {
    const uploads = await this.load();
    await uploads.share(of, ...what);
  }

  /** There is a stream, and this is not uploaded. What cannot be loaded now is tried with the next one. */
  wanted(of: StoredConversation, made: Entry): void {
    this.load().then(
      (uploads) => uploads.wanted(of, made.key),
      () => undefined,
    );
  }

  /** It is given up, or somebody else's; null: everything. */
  stop(key: string | null): void {
    this.#loading?.then(
      (uploads) => uploads.stop(key),
      () => undefined,
    );
  }

  load(): Promise<Uploads> {
    this.#loading ??= import('./uploads').then(({ Uploads }) => new Uploads(this.#parts()));
    this.#loading.catch(() => {
      this.#loading = null;
    });
    return this.#loading;
  }
}

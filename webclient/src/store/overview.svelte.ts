import type { Mark } from '../xmpp/marks';
import type { Notify } from '../xmpp/notification_settings';
import type { Item, PepEvent } from '../xmpp/pep';
import type { StoredConversation } from './conversation.svelte';
import type { Arrangement, Listing } from './overview_parts';
import type { Parts } from './parts';
import type { ConversationSource } from './types';

interface Loaded {
  readonly listing: Listing;
  readonly arrangement: Arrangement;
}

/**
 * What the archive knows of all conversations, and how somebody keeps them. What asks and tells is
 * loaded while the connection is made: the list that this browser has kept is shown before.
 */
export class Overview implements ConversationSource {
  state = $state<ConversationSource['state']>('unknown');
  readonly #parts: () => Parts;
  #loading: Promise<Loaded> | null = null;
  #loaded: Loaded | null = null;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /** Rejects where it cannot be loaded, and as `Connection.request` does. */
  async fetch(): Promise<void> {
    const { listing, arrangement } = await this.#load();
    await Promise.all([listing.first(), arrangement.fetch()]);
  }

  async more(): Promise<void> {
    await this.#do(({ listing }) => listing.more());
  }

  /** Something has happened that only the archive understands. */
  soon(): void {
    this.#loaded?.listing.soon();
  }

  mark(of: StoredConversation, mark: Mark, on: boolean): void {
    void this.#do(({ arrangement }) => arrangement.mark(of, mark, on));
  }

  notify(of: StoredConversation, notify: Notify | null): void {
    void this.#do(({ arrangement }) => arrangement.notify(of, notify));
  }

  said(of: StoredConversation): void {
    if (of.standing.archivedTo !== null) void this.#do(({ arrangement }) => arrangement.said(of));
  }

  published(event: PepEvent): void {
    void this.#do(({ arrangement }) => arrangement.published(event));
  }

  /** All there are. */
  bookmarked(items: readonly Item[]): void {
    void this.#do(({ arrangement }) => arrangement.bookmarked(items));
  }

  /** There is a stream. */
  resume(): void {
    void this.#do(({ arrangement }) => arrangement.resume());
  }

  stop(): void {
    this.#loaded?.listing.stop();
    this.#loaded?.arrangement.stop();
  }

  async #do(act: (loaded: Loaded) => void | Promise<void>): Promise<void> {
    try {
      await act(this.#loaded ?? (await this.#load()));
    } catch (error) {
      reportError(error);
    }
  }

  #load(): Promise<Loaded> {
    this.#loading ??= this.#make().catch((error) => {
      this.#loading = null; // tried again
      throw error;
    });
    return this.#loading;
  }

  async #make(): Promise<Loaded> {
    const { Listing, Arrangement } = await import('./overview_parts');
    const parts = this.#parts();
    const tell = (state: ConversationSource['state']) => {
      this.state = state;
    };
    this.#loaded = { listing: new Listing(parts, tell), arrangement: new Arrangement(parts) };
    return this.#loaded;
  }
}

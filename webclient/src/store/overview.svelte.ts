import type { Mark } from '../xmpp/marks';
import type { Notify } from '../xmpp/notification_settings';
import type { Item, PepEvent } from '../xmpp/pep';
import type { StoredConversation } from './conversation.svelte';
import type {
  Arrangement,
  Drafts,
  Hiding,
  Listing,
  MessageActs,
  Preferences,
} from './overview_parts';
import type { Parts } from './parts';
import type { ConversationSource } from './types';

interface Loaded {
  readonly listing: Listing;
  readonly arrangement: Arrangement;
  readonly acts: MessageActs;
  readonly hiding: Hiding;
  readonly drafts: Drafts;
  readonly preferences: Preferences;
}

/**
 * What the archive knows of all conversations, how somebody keeps them, and what they do to messages.
 * What asks and tells is loaded while the connection is made: what this browser has kept is shown before.
 */
export class Overview implements ConversationSource {
  state = $state<ConversationSource['state']>('unknown');
  readonly #parts: () => Parts;
  #loading: Promise<Loaded> | null = null;
  /** Null as long as nobody needed it. */
  loaded: Loaded | null = null;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /** Rejects where it cannot be loaded, and as `Connection.request` does. */
  async fetch(): Promise<void> {
    const { listing, arrangement, hiding, preferences } = await this.load();
    const listed = listing.first();
    const fetched = [arrangement, hiding, preferences].map((each) => each.fetch());
    await Promise.all([listed, ...fetched]);
  }

  async more(): Promise<void> {
    await this.later(({ listing }) => listing.more());
  }

  /** Something has happened that only the archive understands. */
  soon(): void {
    this.loaded?.listing.soon();
  }

  mark(of: StoredConversation, mark: Mark, on: boolean): void {
    void this.later(({ arrangement }) => arrangement.mark(of, mark, on));
  }

  notify(of: StoredConversation, notify: Notify | null): void {
    void this.later(({ arrangement }) => arrangement.notify(of, notify));
  }

  said(of: StoredConversation): void {
    if (of.standing.archivedTo !== null) void this.later(({ arrangement }) => arrangement.said(of));
  }

  published(event: PepEvent): void {
    void this.later(({ arrangement, hiding, preferences }) => {
      arrangement.published(event);
      hiding.published(event);
      preferences.published(event);
    });
  }

  /** All there are. */
  bookmarked(items: readonly Item[]): void {
    void this.later(({ arrangement }) => arrangement.bookmarked(items));
  }

  /** There is a stream. */
  resume(resumed: boolean): void {
    void this.later(async ({ acts, arrangement, drafts }) => {
      drafts.ask();
      arrangement.resume();
      await acts.online(resumed);
    });
  }

  stop(): void {
    this.loaded?.listing.stop();
    this.loaded?.arrangement.stop();
    this.loaded?.acts.stop();
    this.loaded?.drafts.stop();
    this.loaded?.preferences.stop();
  }

  /** As soon as it is there; what goes wrong is reported. */
  async later(act: (loaded: Loaded) => void | Promise<void>): Promise<void> {
    try {
      await act(this.loaded ?? (await this.load()));
    } catch (error) {
      reportError(error);
    }
  }

  /** Rejects where it cannot be loaded. */
  load(): Promise<Loaded> {
    this.#loading ??= this.#make().catch((error) => {
      this.#loading = null; // tried again
      throw error;
    });
    return this.#loading;
  }

  async #make(): Promise<Loaded> {
    const made = await import('./overview_parts');
    const { MessageActs, Arrangement, Drafts, Hiding, Listing, Preferences } = made;
    const parts = this.#parts();
    const tell = (state: ConversationSource['state']) => {
      this.state = state;
    };
    const hiding = new Hiding(parts);
    const told = { listing: new Listing(parts, tell), arrangement: new Arrangement(parts) };
    const drafts = new Drafts(parts);
    const preferences = new Preferences(parts);
    this.loaded = { ...told, drafts, hiding, preferences, acts: new MessageActs(parts, hiding) };
    return this.loaded;
  }
}

import type { LinkState } from '../xmpp/connection';
import type { Acts } from './act_types';
import type { Notices } from './notice_types';
import { Page } from './page';
import { build, type Options, type Parts } from './parts';
import type { Client, Conversation, ConversationSource, Found } from './types';

/** Resolves as soon as what this browser has kept is there; the network comes later. */
export async function startClient(options: Options): Promise<Client> {
  const client = new StoredClient(options);
  await client.start();
  return client;
}

class StoredClient implements Client {
  readonly me: Client['me'];
  readonly link: Client['link'];
  storage = $state<Client['storage']>('kept');
  ready = $state(false);
  threads = $state.raw<Client['threads']>(null);
  #state = $state.raw<LinkState>({ kind: 'connecting' });
  readonly #parts: Parts;
  readonly #page: Page;

  constructor(options: Options) {
    const { jid: address, name, picture, administrator, shared } = options.session;
    const pictureNow = () => this.#parts.people.pictureOf(address);
    this.me = Object.freeze({
      address,
      name,
      get picture() {
        return pictureNow();
      },
      administrator,
      shared,
    });
    this.#parts = build(options, {
      storage: (state) => {
        this.storage = state;
      },
      ready: () => {
        this.ready = true;
      },
      acts: ({ threads }) => {
        this.threads = threads;
      },
    });
    this.#parts.people.called([[address, name]]);
    this.#parts.people.shows(address, picture);
    this.#page = new Page(this.#parts, options);
    this.link = this.#shownLink();
  }

  get conversations(): readonly Conversation[] {
    return this.#parts.conversations.list;
  }

  get source(): ConversationSource {
    return this.#parts.overview;
  }

  get unread(): number {
    return this.#parts.conversations.unread;
  }

  conversation(address: string): Conversation | null {
    return this.#parts.conversations.get(address);
  }

  async find(text: string): Promise<readonly Found[]> {
    const { find } = await import('./finding');
    return find(this.#parts, text);
  }

  async begin(address: string): Promise<boolean> {
    const { begin } = await import('./finding');
    return begin(this.#parts, address);
  }

  acts(): Promise<Acts> {
    return this.#parts.acts();
  }

  async notices(): Promise<Notices> {
    const { noticesOf } = await import('./notices.svelte');
    return noticesOf(this.#parts);
  }

  signOut(): Promise<void> {
    return this.#page.signOut();
  }

  async start(): Promise<void> {
    this.ready = await this.#page.begin((state) => {
      this.#state = state;
    });
  }

  #shownLink(): Client['link'] {
    const state = () => this.#state;
    const { connection } = this.#parts;
    return {
      get state() {
        return state().kind;
      },
      get retryAt() {
        const now = state();
        return now.kind === 'waiting' ? now.retryAt : null;
      },
      get reason() {
        const now = state();
        return now.kind === 'waiting' || now.kind === 'ended' ? now.reason : null;
      },
      retry: () => connection.retry(),
    };
  }
}

import type { Disposer } from '../xmpp/connection';
import type { Draft } from './draft';
import type { Act } from './message_acts';
import type { ReadHere } from './reading';
import type { Unsent } from './schema';

/** What tabs of one account tell each other. */
export type TabMessage =
  | { readonly kind: 'drafted'; readonly draft: Draft }
  | { readonly kind: 'unsent'; readonly unsent: Unsent }
  | { readonly kind: 'discarded'; readonly conversation: string; readonly key: string }
  | { readonly kind: 'act'; readonly act: Act }
  | { readonly kind: 'acted'; readonly act: Act; readonly failed: boolean }
  | { readonly kind: 'displayed'; readonly what: ReadHere }
  | { readonly kind: 'signed-out' };

/**
 * The tabs of one account in this browser. One of them leads: it tells others what was received and
 * read, and keeps history. The lock of a tab ends with the tab, however it ends.
 */
export class Tabs {
  readonly id: string;
  readonly #account: string;
  readonly #locks: LockManager | undefined;
  readonly #channel: BroadcastChannel;
  readonly #gone = new AbortController();
  #leading = false;

  constructor(account: string, id: string, locks: LockManager | undefined = navigator.locks) {
    this.id = id;
    this.#account = account;
    this.#locks = locks;
    this.#channel = new BroadcastChannel(`stoa ${account}`);
  }

  get leading(): boolean {
    return this.#leading;
  }

  /** `onLead` is called once, when this tab begins to lead. */
  enter(onLead: () => void): void {
    const lead = () => {
      this.#leading = true;
      onLead();
    };
    if (!this.#locks) lead();
    this.#hold(`tab ${this.id}`, () => undefined);
    this.#hold('leader', lead);
  }

  /** The tabs that are there. */
  async present(): Promise<Set<string>> {
    const held = (await this.#locks?.query())?.held ?? [];
    const prefix = `stoa ${this.#account} tab `;
    const names = held.map((each) => each.name ?? '').filter((name) => name.startsWith(prefix));
    return new Set([this.id, ...names.map((name) => name.slice(prefix.length))]);
  }

  tell(message: TabMessage): void {
    if (!this.#gone.signal.aborted) this.#channel.postMessage(message);
  }

  onMessage(handler: (message: TabMessage) => void): Disposer {
    const listener = (event: MessageEvent<TabMessage>) => handler(event.data);
    this.#channel.addEventListener('message', listener);
    return () => this.#channel.removeEventListener('message', listener);
  }

  leave(): void {
    this.#leading = false;
    this.#gone.abort();
    this.#channel.close();
  }

  #hold(name: string, onHeld: () => void): void {
    const { signal } = this.#gone;
    const held = () => {
      onHeld();
      return new Promise<void>((release) => signal.addEventListener('abort', () => release()));
    };
    this.#locks?.request(`stoa ${this.#account} ${name}`, { signal }, held).catch(() => undefined); // aborted by leave()
  }
}

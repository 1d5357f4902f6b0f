import type { Hit, HitOrder, HitPage } from '../../store/act_types';
import type { Client } from '../../store/types';
import { findHere } from './here';
import { NOTHING, parse, type Query, written } from './query';
import { searched } from './recent';

/** Somebody who types is not asked about each letter. */
const PAUSE_MS = 250;

const findings = new WeakMap<Client, Finding>();

/** The one of this page: who comes back to the results finds them as they were. */
export function findingOf(client: Client): Finding {
  const known = findings.get(client) ?? new Finding(client);
  findings.set(client, known);
  return known;
}

/** A search: what is looked for, and what was found of it. */
export class Finding {
  query = $state.raw<Query>(NOTHING);
  order = $state<HitOrder>('best');
  state = $state<'idle' | 'asking' | 'found' | 'failed'>('idle');
  /** Stay while the next answer is awaited. */
  hits = $state.raw<readonly Hit[]>([]);
  total = $state<number | null>(null);
  next = $state<string | null>(null);
  /** Only what this browser keeps was looked through. */
  here = $state(false);
  more = $state<'idle' | 'asking' | 'failed'>('idle');
  /** The hit that was opened last, and how far the results were scrolled then. */
  opened = $state<string | null>(null);
  scrolled = 0;
  readonly #client: Client;
  #asked = '';
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** As the address bar names it. */
  get typed(): string {
    return written(this.query);
  }

  /** What the address bar says; nothing changes where it is that already. */
  take(typed: string): void {
    if (typed === this.typed) return;
    this.change(parse(typed));
    this.now();
  }

  change(query: Query): void {
    this.query = query;
    if (this.typed === this.#asked) return;
    this.#stop();
    if (!this.typed) this.#clear();
    else {
      this.state = 'asking';
      this.#timer = setTimeout(() => this.now(), PAUSE_MS);
    }
  }

  sort(order: HitOrder): void {
    this.order = order;
    if (this.typed) this.now();
  }

  /** At once, and also again. */
  now(): void {
    this.#stop();
    if (this.typed) void this.#ask(this.typed);
  }

  /** What was found here is asked of the archive as soon as there is a connection. */
  connected(): void {
    if (this.here || this.state === 'failed') this.now();
  }

  async further(): Promise<void> {
    const { next } = this;
    const turn = this.#turn;
    if (next === null || this.more === 'asking') return;
    this.more = 'asking';
    const page = await this.#page(this.typed, next, this.here).catch(() => null);
    if (turn !== this.#turn) return;
    this.more = page ? 'idle' : 'failed';
    if (!page) return;
    const known = new Set(this.hits.map(({ id }) => id));
    this.hits = [...this.hits, ...page.hits.filter(({ id }) => !known.has(id))];
    this.next = page.next;
  }

  /** Worth being offered again. */
  open(id: string, scrolled: number): void {
    this.opened = id;
    this.scrolled = scrolled;
    searched(this.#client.me.address, this.typed);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#turn++;
    this.#asked = '';
    this.more = 'idle';
  }

  #clear(): void {
    this.state = 'idle';
    this.hits = [];
    this.total = null;
    this.next = null;
    this.opened = null;
  }

  async #ask(typed: string): Promise<void> {
    const turn = this.#turn;
    this.#asked = typed;
    this.state = 'asking';
    const away = () => !navigator.onLine || this.#client.link.state !== 'online';
    let here = this.#client.link.state === 'waiting';
    let page = await this.#page(typed, null, here).catch(() => null);
    if (!page && !here && away()) {
      here = true;
      page = await this.#page(typed, null, here).catch(() => null);
    }
    if (turn === this.#turn) this.#show(page, here);
  }

  #show(page: HitPage | null, here: boolean): void {
    this.opened = null;
    this.scrolled = 0;
    this.here = here;
    this.hits = page?.hits ?? [];
    this.total = page?.total ?? null;
    this.next = page?.next ?? null;
    this.state = page ? 'found' : 'failed';
  }

  async #page(typed: string, after: string | null, here: boolean): Promise<HitPage> {
    if (here) return findHere(this.#client, typed, after);
    const { search } = await this.#client.acts();
    return search.find(typed, this.order, after);
  }
}

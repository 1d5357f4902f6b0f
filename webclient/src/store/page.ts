import type { Disposer, LinkState } from '../xmpp/connection';
import type { Options, Parts } from './parts';
import { type Left, leave, takeBack } from './reload';
import { restore } from './restore';
import { SIGN_IN } from './sign_in';
import type { TabMessage } from './tabs';

const ORPHANS_EACH_MS = 60_000;

/** From the page's first moment to its last: beginning, reload, other tabs, sign-out. */
export class Page {
  readonly #parts: Parts;
  readonly #options: Pick<Options, 'go' | 'portal' | 'session'>;
  readonly #disposers: Disposer[] = [];
  #over = false;
  /** It has been connected. */
  #begun = false;

  constructor(parts: Parts, options: Pick<Options, 'go' | 'portal' | 'session'>) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Whether this browser knew the conversations already. */
  async begin(onState: (state: LinkState) => void): Promise<boolean> {
    const { connection, keeper, reading, stream, tabs } = this.#parts;
    this.#disposers.push(listen('pagehide', () => this.#hide()));
    const known = await restore(this.#parts);
    const orphans = setInterval(() => this.#adopt(), ORPHANS_EACH_MS);
    this.#disposers.push(
      connection.onState(onState),
      stream.start(),
      tabs.onMessage((message) => this.#told(message)),
      connection.onState((state) => this.#state(state)),
      listen('pageshow', (event) => (event as PageTransitionEvent).persisted && this.#back()),
      () => clearInterval(orphans),
    );
    tabs.enter(() => {
      keeper.lead();
      reading.lead();
      this.#adopt();
    });
    connection.start();
    return known;
  }

  /** Rejects, and changes nothing, when the server cannot be told. */
  async signOut(): Promise<void> {
    const { signOut } = await import('./overview_parts');
    await signOut(this.#parts, this.#options.portal);
    await this.#wipe();
  }

  async #wipe(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    const { leave } = await import('./overview_parts');
    await leave(this.#parts, this.#disposers);
    this.#options.go(SIGN_IN);
  }

  /** The session was ended elsewhere: nothing of it stays. */
  async #ended(): Promise<void> {
    const { forget } = await import('./overview_parts');
    await forget(this.#parts, this.#options.session);
    if (!this.#begun) this.#options.go(SIGN_IN);
  }

  #state(state: LinkState): void {
    if (state.kind === 'online') {
      this.#begun = true;
      this.#adopt();
    } else if (state.kind === 'ended' && state.reason === 'signed-out' && !this.#over)
      void this.#ended();
  }

  #told(message: TabMessage): void {
    const { conversations, outbox, overview, reading } = this.#parts;
    if (message.kind === 'signed-out') void this.#wipe();
    else if (message.kind === 'displayed') reading.readThere(message.what);
    else if (message.kind === 'unsent') outbox.seen(message.unsent);
    else if (message.kind === 'act') void overview.later(({ acts }) => acts.seen(message.act));
    else if (message.kind === 'acted')
      void overview.later(({ acts }) => acts.done(message.act, message.failed));
    else if (message.kind === 'discarded') outbox.discarded(message.conversation, message.key);
    else if (message.kind === 'drafted') conversations.drafted(message.draft);
  }

  #adopt(): void {
    const { connection, outbox, overview, tabs } = this.#parts;
    if (!tabs.leading || connection.state.kind !== 'online') return;
    void outbox.adopt();
    void overview.later(({ acts }) => acts.adopt());
  }

  /** Going away or only being loaded again: nobody says which. */
  #hide(): void {
    const { connection, keeper, own, reading, stream, tabs } = this.#parts;
    stream.flush();
    void keeper.flush();
    void reading.flush();
    const known = this.#known();
    const snapshot = connection.suspend();
    if (snapshot) leave({ account: own, tab: tabs.id, snapshot, ...known });
  }

  /** Before the stream goes on here, that is what the page before this one has left. */
  #known(): Pick<Left, 'presences' | 'rooms' | 'underWay'> {
    const { conversations, outbox, overview, presences, stream } = this.#parts;
    const { left } = stream;
    const acts = overview.loaded?.acts.underWay ?? [];
    const underWay = [...new Set([...(left?.underWay ?? []), ...outbox.underWay, ...acts])];
    if (left) return { presences: left.presences, rooms: left.rooms, underWay };
    const joined = [...conversations.all()].filter((of) => of.joined === 'joined');
    const rooms = joined.map(({ address, name, subject }) => ({ address, name, subject }));
    return { presences: presences.list(), rooms, underWay };
  }

  /** The page was kept as it was, and goes on itself. */
  #back(): void {
    takeBack();
    this.#parts.connection.retry();
  }
}

function listen(type: string, handler: (event: Event) => void): Disposer {
  addEventListener(type, handler);
  return () => removeEventListener(type, handler);
}

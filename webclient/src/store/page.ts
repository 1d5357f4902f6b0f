import type { Disposer, LinkState } from '../xmpp/connection';
import type { Options, Parts } from './parts';
import { type Left, leave, takeBack } from './reload';
import { restore } from './restore';
import { SIGN_IN } from './sign_in';
import type { TabMessage } from './tabs';

const ORPHANS_EACH_MS = 60_000;
/** What was read last is told before one goes, if the server listens. */
const SAID_WITHIN_MS = 2_000;

/** From the page's first moment to its last: beginning, reload, other tabs, sign-out. */
export class Page {
  readonly #parts: Parts;
  readonly #options: Pick<Options, 'go' | 'portal'>;
  readonly #disposers: Disposer[] = [];
  #over = false;

  constructor(parts: Parts, options: Pick<Options, 'go' | 'portal'>) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Whether this browser knew the conversations already. */
  async begin(onState: (state: LinkState) => void): Promise<boolean> {
    const { connection, keeper, stream, tabs } = this.#parts;
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
      this.#adopt();
    });
    connection.start();
    return known;
  }

  /** Rejects, and changes nothing, when the server cannot be told. */
  async signOut(): Promise<void> {
    const late = new Promise((passed) => setTimeout(passed, SAID_WITHIN_MS));
    await Promise.race([this.#parts.reading.flush(), late]);
    await this.#options.portal.signOut();
    this.#parts.tabs.tell({ kind: 'signed-out' });
    await this.#wipe();
  }

  async #wipe(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    const { connection, database, tabs } = this.#parts;
    const { outbox, overview, reading, rooms, typing } = this.#parts;
    for (const part of [outbox, overview, reading, rooms, typing]) part.stop();
    await connection.stop();
    for (const dispose of this.#disposers) dispose();
    tabs.leave();
    sessionStorage.clear();
    await database.wipe();
    await forgetCaches();
    this.#options.go(SIGN_IN);
  }

  #state(state: LinkState): void {
    if (state.kind === 'online') this.#adopt();
    if (state.kind === 'ended' && state.reason === 'signed-out' && !this.#over)
      void this.#parts.database.forgetHistory();
  }

  #told(message: TabMessage): void {
    const { conversations, outbox, reading } = this.#parts;
    if (message.kind === 'signed-out') void this.#wipe();
    else if (message.kind === 'displayed') reading.readThere(message.what);
    else if (message.kind === 'unsent') outbox.seen(message.unsent);
    else if (message.kind === 'discarded') outbox.discarded(message.conversation, message.key);
    else conversations.drafted(message.address, message.text);
  }

  #adopt(): void {
    const { connection, outbox, tabs } = this.#parts;
    if (tabs.leading && connection.state.kind === 'online') void outbox.adopt();
  }

  /** Going away or only being loaded again: nobody says which. */
  #hide(): void {
    const { connection, keeper, own, reading, tabs } = this.#parts;
    void keeper.flush();
    void reading.flush();
    const known = this.#known();
    const snapshot = connection.suspend();
    if (snapshot) leave({ account: own, tab: tabs.id, snapshot, ...known });
  }

  /** Before the stream goes on here, that is what the page before this one has left. */
  #known(): Pick<Left, 'presences' | 'rooms' | 'underWay'> {
    const { conversations, outbox, presences, stream } = this.#parts;
    const { left } = stream;
    const underWay = [...new Set([...(left?.underWay ?? []), ...outbox.underWay])];
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

async function forgetCaches(): Promise<void> {
  if (!('caches' in globalThis)) return;
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

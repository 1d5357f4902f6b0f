import { isCarbon } from '../xmpp/carbons';
import { type Disposer, RequestRefused } from '../xmpp/connection';
import { bareOf } from '../xmpp/jid';
import { readPage } from './archive_reader';
import type { MessageActsParts } from './message_acts';

/** Somebody else speaks too. */
const SOON_MS = 1_000;
const NEAR_MICROSECONDS = 1_000_000;
/** Nobody else does: whoever writes is let pause. */
const PAUSE_MS = 5_000;
const PAGE = 50;
const MOST_PAGES = 10;

/**
 * Where own messages belong among those of others. The server decides that by their ids (XEP-0359), and
 * does not tell whoever sends one: the archive does. Until it is asked, a message is where it was written.
 */
export class Placing {
  readonly #parts: MessageActsParts;
  /** The ids of what was said, by conversation. */
  readonly #wanted = new Map<string, Set<string>>();
  readonly #dispose: Disposer;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #soon = false;

  constructor(parts: MessageActsParts) {
    this.#parts = parts;
    this.#dispose = parts.connection.onStanza('message', (stanza) => this.#came(stanza));
  }

  /** The server has recorded it. Rooms tell everybody, also whoever has said it. */
  recorded(stanza: Element): void {
    const [to, id] = [stanza.getAttribute('to'), stanza.getAttribute('id')];
    const isSaid = stanza.querySelector(':scope > origin-id') !== null;
    if (to === null || id === null || !isSaid || stanza.getAttribute('type') !== 'chat') return;
    this.#want(to, [id]);
    this.#wait(!this.#isAlone(to, id));
  }

  /** Now, as far as there is a stream: else with the next. */
  look(): void {
    this.#rest();
    if (this.#parts.connection.state.kind !== 'online') return;
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    for (const [address, ids] of wanted) void this.#ask(address, ids);
  }

  stop(): void {
    this.#rest();
    this.#dispose();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#soon = false;
  }

  #want(address: string, ids: Iterable<string>): void {
    this.#wanted.set(address, new Set([...(this.#wanted.get(address) ?? []), ...ids]));
  }

  #wait(soon: boolean): void {
    if (this.#soon) return;
    clearTimeout(this.#timer);
    this.#soon = soon;
    this.#timer = setTimeout(() => this.look(), soon ? SOON_MS : PAUSE_MS);
  }

  /** Whether nobody else has said anything about then. */
  #isAlone(address: string, id: string): boolean {
    const { timeline } = this.#parts.conversations.with(address);
    const since = (timeline.named(id)?.order ?? 0) - NEAR_MICROSECONDS;
    return [...timeline.since(since)].every(({ own }) => own);
  }

  /** What another says, or another device of one's own. */
  #came(stanza: Element): void {
    const said = isCarbon(stanza) || this.#wanted.has(bareOf(stanza.getAttribute('from')) ?? '');
    if (this.#wanted.size > 0 && said && stanza.querySelector('body')) this.#wait(true);
  }

  /** From the newest on, until all are found. */
  async #ask(address: string, ids: ReadonlySet<string>): Promise<void> {
    const { connection, conversations, inbox, own } = this.#parts;
    const { timeline } = conversations.with(address);
    const missing = () => [...ids].some((id) => timeline.named(id)?.archiveId === null);
    // What went on from here and came back is in the archive too.
    const isTaken = ({ id }: Element) => !timeline.named(id)?.error;
    try {
      for (let [before, pages] = ['', 0]; missing() && pages < MOST_PAGES; pages++) {
        const page = await readPage(connection, own, { with: address, max: PAGE, before });
        const taken = page.messages.filter(({ message }) => isTaken(message));
        inbox.archived(taken, null);
        if (page.complete || page.first === null) return;
        before = page.first;
      }
    } catch (error) {
      if (!(error instanceof RequestRefused)) this.#want(address, ids);
    }
  }
}

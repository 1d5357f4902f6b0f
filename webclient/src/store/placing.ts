import { RequestRefused } from '../xmpp/connection';
import { readPage } from './archive_reader';
import type { MessageActsParts } from './message_acts';

const AFTER_MS = 1_000;
const NEWEST = 50;

/**
 * Where own messages belong among those of others. The server decides that by their ids (XEP-0359), and
 * does not tell whoever sends one: the archive does. Until it is asked, a message is where it was written.
 */
export class Placing {
  readonly #parts: MessageActsParts;
  /** The conversations in which something was said. */
  readonly #wanted = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: MessageActsParts) {
    this.#parts = parts;
  }

  /** The server has recorded it. Rooms tell everybody, also whoever has said it. */
  recorded(stanza: Element): void {
    const to = stanza.getAttribute('to');
    const isSaid = stanza.querySelector(':scope > origin-id') !== null;
    if (to === null || !isSaid || stanza.getAttribute('type') !== 'chat') return;
    this.#wanted.add(to);
    this.#timer ??= setTimeout(() => this.look(), AFTER_MS);
  }

  /** Now, as far as there is a stream: else with the next. */
  look(): void {
    this.stop();
    if (this.#parts.connection.state.kind !== 'online') return;
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    for (const address of wanted) void this.#ask(address);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #ask(address: string): Promise<void> {
    const { connection, conversations, inbox, own } = this.#parts;
    try {
      const page = await readPage(connection, own, { with: address, max: NEWEST, before: '' });
      const { timeline } = conversations.with(address);
      // What went on from here and came back is in the archive too.
      const isTaken = ({ id }: Element) => !timeline.named(id)?.error;
      inbox.archived(
        page.messages.filter(({ message }) => isTaken(message)),
        null,
      );
    } catch (error) {
      if (!(error instanceof RequestRefused)) this.#wanted.add(address);
    }
  }
}

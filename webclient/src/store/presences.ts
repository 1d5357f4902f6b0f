import { serialize } from '../xmpp/xml';

/** The last presence of everybody who is there, so that a reloaded page knows it too. */
export class Presences {
  readonly #last = new Map<string, Element>();

  seen(stanza: Element): void {
    const from = stanza.getAttribute('from');
    const type = stanza.getAttribute('type');
    if (from === null) return;
    if (type === null) this.#last.set(from, stanza);
    else if (type === 'unavailable') this.#last.delete(from);
  }

  clear(): void {
    this.#last.clear();
  }

  /** As XML; the own ones last, as a room sends them. */
  list(): string[] {
    return [...this.#last.values()].map(serialize);
  }
}

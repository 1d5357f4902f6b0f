import { type Connection, RequestRefused } from '../xmpp/connection';
import { parseHidden, publishHidden, retractHidden } from '../xmpp/hidden';
import { HIDDEN } from '../xmpp/marks';
import { itemsPage, type PepEvent, parseItems, parseItemsEnd } from '../xmpp/pep';
import type { Conversations } from './conversations.svelte';
import type { Database } from './database';
import type { History } from './history';
import type { Act } from './message_acts';

/** More at once might be more than a stanza may be. */
const PAGE = 500;

export interface HidingParts {
  readonly own: string;
  readonly connection: Connection;
  readonly conversations: Conversations;
  readonly database: Database;
  readonly history: History;
}

/** Messages that somebody does not want to see any more, alike on all their devices. */
export class Hiding {
  readonly #parts: HidingParts;
  /** What the server has: conversations by the archive's id of the message. */
  #known = new Map<string, string>();
  /** What the server has not confirmed, by the key of the message. */
  readonly #wishes = new Map<string, Act>();

  constructor(parts: HidingParts) {
    this.#parts = parts;
    for (const [address, { hidden }] of parts.conversations.standings())
      for (const id of hidden) this.#known.set(id, address);
  }

  wish(act: Act): void {
    this.#wishes.set(act.about.key, act);
    this.#show(act.about.conversation);
  }

  /** It is as the server says. */
  forget(act: Act): void {
    if (this.#wishes.get(act.about.key)?.id === act.id) this.#wishes.delete(act.about.key);
    this.#show(act.about.conversation);
  }

  /** Rejects as `Connection.request` does. An own message is named by the archive that has it. */
  async tell({ about, isRoom, what }: Act): Promise<void> {
    const { connection, conversations, history } = this.#parts;
    const of = conversations.with(about.conversation, isRoom ? 'room' : 'person');
    const archiveId = () => of.timeline.get(about.key)?.archiveId ?? about.archiveId;
    if (archiveId() === null) await history.readSince(of, Math.floor(about.order / 1000));
    const stanzaId = archiveId();
    if (stanzaId === null || what.kind !== 'hide') return;
    const hidden = { stanzaId, conversation: of.address };
    const asked = what.on ? publishHidden(hidden) : retractHidden(stanzaId);
    await connection.request(asked).catch(what.on ? undefined : orNothing);
    if (what.on) this.#known.set(stanzaId, of.address);
    else this.#known.delete(stanzaId);
    this.#keep();
  }

  /** Rejects as `Connection.request` does. */
  async fetch(): Promise<void> {
    const found = new Map<string, string>();
    for (let after: string | null = ''; after !== null; ) after = await this.#page(after, found);
    const before = new Set([...this.#known.values(), ...found.values()]);
    this.#known = found;
    for (const address of before) this.#show(address);
    this.#keep();
  }

  published({ node, items, retracted, emptied }: PepEvent): void {
    if (node !== HIDDEN) return;
    const gone = emptied ? [...this.#known.keys()] : retracted;
    const found = items.flatMap((item) => parseHidden(item) ?? []);
    const touched = gone.map((id) => this.#known.get(id) ?? '');
    for (const id of gone) this.#known.delete(id);
    for (const { stanzaId, conversation } of found) this.#known.set(stanzaId, conversation);
    for (const address of [...touched, ...found.map((each) => each.conversation)])
      this.#show(address);
    this.#keep();
  }

  /** What the page after this one is asked for after; null when there is none. */
  async #page(after: string, found: Map<string, string>): Promise<string | null> {
    const { connection, own } = this.#parts;
    const asked = itemsPage(HIDDEN, after === '' ? { max: PAGE } : { max: PAGE, after });
    const answer = await connection.request(asked).catch(orNothing);
    if (!answer) return null;
    const items = parseItems(answer, HIDDEN, own);
    const news = items.filter(({ id }) => !found.has(id));
    for (const { stanzaId, conversation } of news.flatMap((item) => parseHidden(item) ?? []))
      found.set(stanzaId, conversation);
    return news.length > 0 ? parseItemsEnd(answer) : null;
  }

  #show(address: string): void {
    const standing = this.#parts.conversations.standing(address);
    const hidden = new Set<string>();
    for (const [id, conversation] of this.#known) if (conversation === address) hidden.add(id);
    for (const { about, what } of this.#wishes.values()) {
      if (about.conversation !== address || what.kind !== 'hide') continue;
      for (const name of [about.key, about.archiveId ?? about.key])
        if (what.on) hidden.add(name);
        else hidden.delete(name);
    }
    standing.hidden = hidden;
  }

  #keep(): void {
    const all = [...this.#known].map(([id, conversation]) => ({ id, conversation }));
    void this.#parts.database.keepHidden(all);
  }
}

/** A node or an item that nobody has made yet. */
function orNothing(error: unknown): null {
  if (error instanceof RequestRefused && error.error.condition === 'item-not-found') return null;
  throw error;
}

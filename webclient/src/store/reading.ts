import type { Connection } from '../xmpp/connection';
import { DISPLAYED, parseDisplayed, publishDisplayed } from '../xmpp/displayed';
import { type Item, itemsRequest, type PepEvent, parseItems } from '../xmpp/pep';
import type { Afterwards } from './afterwards';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import { orderOf } from './entry';
import type { Manners } from './manners';
import { sendDisplayed } from './receipts';
import type { Tabs } from './tabs';

/** Whoever reads five messages one after the other publishes once. */
const PUBLISH_AFTER_MS = 1_000;

/** Something was read in one of the tabs. */
export interface ReadHere {
  readonly address: string;
  readonly order: number;
  readonly archiveId: string | null;
  /** Of the message whose author wants to know; in rooms nobody is told. */
  readonly markedId: string | null;
}

/** What was read, here (told by the leading tab) and on other devices (XEP-0490). */
export class Reading {
  readonly #connection: Connection;
  readonly #conversations: Conversations;
  readonly #own: string;
  readonly #tabs: Tabs;
  readonly #afterwards: Afterwards;
  readonly #manners: Manners;
  /** By conversation, what is to be published. */
  readonly #unpublished = new Map<string, string>();
  /** By conversation, what was read while this tab did not lead: nobody else may have told. */
  readonly #untold = new Map<string, ReadHere>();
  /** By conversation, what was read a moment ago: of several messages the last is told of. */
  readonly #new = new Map<string, ReadHere>();
  /** Conversations of which this page has told. */
  readonly #told = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    connection: Connection,
    conversations: Conversations,
    own: string,
    tabs: Tabs,
    afterwards: Afterwards,
    manners: Manners,
  ) {
    this.#connection = connection;
    this.#conversations = conversations;
    this.#own = own;
    this.#tabs = tabs;
    this.#afterwards = afterwards;
    this.#manners = manners;
  }

  /**
   * Who looks at a conversation has read what is here of it: what the archive has beside that is on its
   * way, and its authors want to know.
   */
  read(of: StoredConversation): void {
    const newest = of.newestUnread ?? (of.attended ? null : of.newestListed);
    if (!newest) return;
    const markedId = of.kind === 'person' ? (of.newestMarkable?.messageId ?? null) : null;
    const { order, archiveId } = newest;
    this.#conversations.displayedUpTo(of.address, order);
    const before = this.#new.get(of.address);
    const marked = { markedId: markedId ?? before?.markedId ?? null };
    this.#new.set(of.address, { address: of.address, order, archiveId, ...marked });
    if (!before) this.#afterwards.add(() => this.#sayNew());
  }

  /** It was read here, and the archive does not know: the page before this one could not tell. */
  again(what: ReadHere): void {
    if (!this.#told.has(what.address)) this.#say(what);
  }

  /** From now on this tab tells: also what it read before, as after a reload. */
  lead(): void {
    for (const what of this.#untold.values()) this.#publish(what);
    this.#untold.clear();
  }

  /** In another tab; told once, whichever tab was first. */
  readThere(what: ReadHere): void {
    const news = this.#conversations.displayedUpTo(what.address, what.order);
    if (news && this.#tabs.leading) this.#publish(what);
  }

  /** On another device, which says so by the id of the message. */
  displayedElsewhere(of: StoredConversation, id: string): void {
    const order = of.timeline.named(id)?.order;
    if (order !== undefined) this.#conversations.displayedUpTo(of.address, order);
  }

  async fetch(): Promise<void> {
    const answer = await this.#connection.request(itemsRequest(DISPLAYED));
    this.#take(parseItems(answer, DISPLAYED, this.#own));
  }

  published(event: PepEvent): void {
    if (event.node === DISPLAYED) this.#take(event.items);
  }

  /** What could not be published while there was no stream. */
  resume(): void {
    if (this.#unpublished.size > 0) this.#soon();
  }

  /** What is not said yet is said now: the page goes away. */
  async flush(): Promise<void> {
    this.#afterwards.flush();
    clearTimeout(this.#timer);
    if (this.#connection.state.kind === 'online') await this.#tell();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #take(items: readonly Item[]): void {
    for (const item of items) {
      const found = parseDisplayed(item, this.#own);
      if (!found) continue;
      const of = this.#conversations.get(found.conversation);
      const order = orderOf(found.stanzaId) ?? of?.timeline.named(found.stanzaId)?.order;
      if (order === undefined) continue;
      this.#conversations.displayedUpTo(found.conversation, order);
      const untold = this.#untold.get(found.conversation);
      if (untold && untold.order <= order) this.#untold.delete(found.conversation);
    }
  }

  #sayNew(): void {
    for (const what of this.#new.values()) {
      this.#tabs.tell({ kind: 'displayed', what });
      this.#say(what);
    }
    this.#new.clear();
  }

  #say(what: ReadHere): void {
    if (this.#tabs.leading) this.#publish(what);
    else this.#untold.set(what.address, what);
  }

  #publish({ address, archiveId, markedId }: ReadHere): void {
    this.#told.add(address);
    if (markedId !== null)
      this.#manners.tell('displayed', () => sendDisplayed(this.#connection, address, markedId));
    if (archiveId === null) return;
    this.#unpublished.set(address, archiveId);
    this.#soon();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), PUBLISH_AFTER_MS);
  }

  async #tell(): Promise<void> {
    await Promise.allSettled([...this.#unpublished].map((each) => this.#tellOne(...each)));
  }

  /** Rejects where it has to be told with the next that is read, or the next stream. */
  async #tellOne(conversation: string, stanzaId: string): Promise<void> {
    const isRoom = this.#conversations.get(conversation)?.kind === 'room';
    const archive = isRoom ? conversation : this.#own;
    await this.#connection.request(publishDisplayed({ conversation, stanzaId }, archive));
    if (this.#unpublished.get(conversation) === stanzaId) this.#unpublished.delete(conversation);
  }
}

import type { Connection } from '../xmpp/connection';
import { DISPLAYED, parseDisplayed, publishDisplayed } from '../xmpp/displayed';
import { type Item, itemsRequest, type PepEvent, parseItems } from '../xmpp/pep';
import type { Afterwards } from './afterwards';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import { orderOf } from './entry';
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
  /** By conversation, what is to be published. */
  readonly #unpublished = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    connection: Connection,
    conversations: Conversations,
    own: string,
    tabs: Tabs,
    afterwards: Afterwards,
  ) {
    this.#connection = connection;
    this.#conversations = conversations;
    this.#own = own;
    this.#tabs = tabs;
    this.#afterwards = afterwards;
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
    const what = { address: of.address, order, archiveId, markedId };
    this.#conversations.displayedUpTo(of.address, order);
    this.#afterwards.add(() => {
      this.#tabs.tell({ kind: 'displayed', what });
      if (this.#tabs.leading) this.#publish(what);
    });
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
      if (order !== undefined) this.#conversations.displayedUpTo(found.conversation, order);
    }
  }

  #publish({ address, archiveId, markedId }: ReadHere): void {
    if (markedId !== null) sendDisplayed(this.#connection, address, markedId);
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

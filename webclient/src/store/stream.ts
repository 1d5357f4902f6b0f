import { isArchivedMessage } from '../xmpp/archive';
import { BOOKMARKS, parseBookmark } from '../xmpp/bookmarks';
import { isAboutCall } from '../xmpp/call_messages';
import { enableCarbons } from '../xmpp/carbons';
import { type Connection, type Disposer, type LinkState, RequestRefused } from '../xmpp/connection';
import { resultReply } from '../xmpp/iq';
import { itemsRequest, type PepEvent, parseItems, parsePepEvent } from '../xmpp/pep';
import { availablePresence, parsePresence } from '../xmpp/presence';
import { parseRoster, parseRosterPush, type RosterItem, rosterRequest } from '../xmpp/roster';
import { parseXml } from '../xmpp/xml';
import type { Afterwards } from './afterwards';
import { Bursts } from './bursts';
import type { Contacts } from './contacts';
import type { Conversations } from './conversations.svelte';
import type { Database } from './database';
import type { History } from './history';
import type { Inbox } from './inbox';
import type { Outbox } from './outbox';
import type { Overview } from './overview.svelte';
import type { People } from './people.svelte';
import type { Presences } from './presences';
import type { Reading } from './reading';
import type { Left } from './reload';
import type { Rooms } from './rooms';

const AGAIN_AFTER_MS = 10_000;

export interface StreamParts {
  readonly connection: Connection;
  readonly afterwards: Afterwards;
  readonly own: string;
  readonly database: Database;
  readonly conversations: Conversations;
  readonly people: People;
  readonly contacts: Contacts;
  readonly presences: Presences;
  readonly rooms: Rooms;
  readonly inbox: Inbox;
  readonly overview: Overview;
  readonly history: History;
  readonly outbox: Outbox;
  readonly reading: Reading;
  /** The list of conversations is complete. */
  ready(): void;
}

/** What is asked and told when a stream begins, and where its stanzas go. */
export class Stream {
  readonly #parts: StreamParts;
  /** What the page before this one has left, until the first stream of this one. */
  #left: Left | null;
  #fresh = true;
  /** Whether the lists of this stream have come. */
  #listed = false;
  /** What was told while the lists were on their way: it is newer than they are. */
  #meanwhile: (() => void)[] | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #relist: ReturnType<typeof setTimeout> | undefined;
  readonly #bursts = new Bursts<Element>(
    (stanza) => this.#message(stanza),
    () => this.#parts.afterwards.flush(),
  );

  constructor(parts: StreamParts, left: Left | null) {
    this.#parts = parts;
    this.#left = left;
  }

  /** What nobody has gone on with yet. */
  get left(): Left | null {
    return this.#left;
  }

  /** Returns what ends it. */
  start(): Disposer {
    const { connection } = this.#parts;
    const look = () => this.flush();
    document.addEventListener('visibilitychange', look);
    const disposers = [
      connection.onState((state) => this.#state(state)),
      connection.onStanza('message', (stanza) => this.#came(stanza)),
      () => document.removeEventListener('visibilitychange', look),
      connection.onStanza('presence', (stanza) => this.#presence(stanza)),
      connection.onStanza('iq', (stanza) => this.#question(stanza)),
      connection.onAcknowledged((stanza) => this.#acknowledged(stanza)),
      connection.onUnacknowledged((stanzas) => this.#unacknowledged(stanzas)),
      () => this.#bursts.stop(),
      () => clearTimeout(this.#timer),
      () => clearTimeout(this.#relist),
    ];
    return () => {
      for (const dispose of disposers) dispose();
    };
  }

  /** Whatever has come is here. */
  flush(): void {
    this.#bursts.flush();
  }

  /** What an archive has is for whoever asked, and may be what has just come. */
  #came(stanza: Element): void {
    if (isArchivedMessage(stanza)) this.flush();
    else this.#bursts.add(stanza);
  }

  #presence(stanza: Element): void {
    this.flush();
    this.presence(stanza);
  }

  presence(stanza: Element): void {
    const { presences, rooms, contacts, people } = this.#parts;
    presences.seen(stanza);
    if (rooms.presence(stanza)) return;
    const presence = parsePresence(stanza);
    if (!presence) return;
    people.seen(presence);
    contacts.present(presence);
  }

  /** The archives that are not read up to now. Tried again as long as there is a stream. */
  catchUp(): void {
    const { connection, conversations, history } = this.#parts;
    clearTimeout(this.#timer);
    const rooms = [...conversations.all()].filter((of) => of.joined === 'joined');
    const all = [null, ...rooms.map((of) => of.address)].map((room) => history.catchUp(room));
    void Promise.all(all).then((current) => {
      if (current.includes(false) && connection.state.kind === 'online')
        this.#timer = setTimeout(() => this.catchUp(), AGAIN_AFTER_MS);
    });
  }

  #state(state: LinkState): void {
    this.flush();
    if (state.kind === 'online') this.#online(state.resumed);
    else {
      this.#parts.outbox.interrupt();
      this.#parts.overview.loaded?.acts.interrupt();
    }
  }

  #online(resumed: boolean): void {
    const first = this.#fresh;
    this.#fresh = false;
    if (!resumed) this.#begin();
    else if (first) this.#goOn();
    else void this.#parts.rooms.check();
    if (!resumed) this.#listed = false;
    if (!this.#listed) void this.#lists(resumed);
    this.catchUp();
    this.#parts.reading.resume();
    this.#parts.overview.resume(resumed);
    void this.#parts.outbox.online(resumed);
  }

  /** Nobody has told this stream anything yet. */
  #begin(): void {
    const { connection, contacts, history, presences, rooms } = this.#parts;
    this.#left = null;
    presences.clear();
    contacts.clear();
    history.interrupt();
    rooms.leftAll();
    connection.request(enableCarbons()).catch(() => undefined); // without it, the archive tells later
  }

  /** After a reload: what the page before this one was told. */
  #goOn(): void {
    const { conversations, rooms } = this.#parts;
    for (const { address, name, subject } of this.#left?.rooms ?? []) {
      const of = conversations.with(address, 'room');
      if (of.kind === 'room') Object.assign(of, { name, subject });
    }
    for (const xml of this.#left?.presences ?? []) {
      const stanza = parseXml(xml);
      if (stanza) this.presence(stanza);
    }
    this.#left = null;
    void rooms.check();
  }

  /** The contact list is asked for before anybody is told that we are there (RFC 6121 section 2.2). */
  async #lists(resumed: boolean): Promise<void> {
    const { connection, overview, own, reading, rooms } = this.#parts;
    clearTimeout(this.#relist);
    const meanwhile: (() => void)[] = [];
    this.#meanwhile = meanwhile;
    const roster = connection.request(rosterRequest());
    if (!resumed) connection.send(availablePresence());
    const bookmarks = connection.request(itemsRequest(BOOKMARKS));
    const displayed = reading.fetch();
    const others = [displayed, overview.fetch()];
    const answers = await Promise.allSettled([roster, bookmarks, ...others]);
    const [contacts, marked] = answers;
    this.#listed = answers.every(isAnswered);
    if (contacts.status === 'fulfilled') this.#roster(parseRoster(contacts.value) ?? []);
    if (marked.status === 'fulfilled') {
      const items = parseItems(marked.value, BOOKMARKS, own);
      rooms.bookmarked(
        items.flatMap((item) => parseBookmark(item) ?? []),
        resumed,
      );
      overview.bookmarked(items);
    }
    if (this.#meanwhile === meanwhile) this.#meanwhile = null;
    for (const tell of meanwhile) tell();
    if (connection.state.kind !== 'online') return;
    this.#parts.ready();
    if (!this.#listed) this.#relist = setTimeout(() => this.#again(), AGAIN_AFTER_MS);
  }

  /** An answer that did not come in time, on a stream that is still there. */
  #again(): void {
    if (this.#parts.connection.state.kind === 'online' && !this.#listed) void this.#lists(true);
  }

  #roster(items: readonly RosterItem[]): void {
    const listed = new Set(items.map((each) => each.address));
    this.#contacts(items);
    for (const { address, kind } of [...this.#parts.conversations.all()])
      if (kind === 'person' && !listed.has(address)) this.#removed(address);
  }

  #contacts(items: readonly RosterItem[]): void {
    const { contacts, conversations, people } = this.#parts;
    people.fromRoster(items);
    for (const item of items) {
      const { address, subscription } = item;
      if (subscription === 'remove') this.#removed(address);
      else if (address.includes('@')) conversations.with(address);
      contacts.listed(item);
      people.learn(address);
    }
  }

  #removed(address: string): void {
    const { conversations } = this.#parts;
    const of = conversations.get(address);
    if (of?.kind !== 'person' || of.isKept) return;
    conversations.end(address);
    void this.#parts.database.dropConversation(address);
  }

  #message(stanza: Element): void {
    const event = parsePepEvent(stanza, this.#parts.own);
    if (event) this.#published(event);
    else this.#parts.inbox.live(stanza);
    if (isAboutCall(stanza)) this.#parts.overview.soon();
  }

  #published(event: PepEvent): void {
    const { overview, reading } = this.#parts;
    reading.published(event);
    overview.published(event);
    if (event.node !== BOOKMARKS) return;
    this.#bookmarked(event);
    this.#meanwhile?.push(() => {
      overview.published(event);
      this.#bookmarked(event);
    });
  }

  #bookmarked(event: PepEvent): void {
    const { rooms } = this.#parts;
    for (const bookmark of event.items.flatMap((item) => parseBookmark(item) ?? []))
      rooms.changed(bookmark);
    for (const room of event.retracted) rooms.forget(room);
  }

  #question(stanza: Element): void {
    this.flush();
    const { connection, own } = this.#parts;
    const item = parseRosterPush(stanza, own);
    if (!item) return;
    connection.send(resultReply(stanza));
    this.#contacts([item]);
    this.#meanwhile?.push(() => this.#contacts([item]));
  }

  #acknowledged(stanza: Element): void {
    this.flush();
    const id = stanza.getAttribute('id');
    if (stanza.localName !== 'message' || id === null) return;
    this.#parts.outbox.acknowledged(id);
    void this.#parts.overview.later(({ acts }) => acts.acknowledged(stanza));
  }

  /**
   * Receipts and markers may come twice, invitations are one by their id; what else has an id of its
   * own is for the outbox, or an act.
   */
  #unacknowledged(stanzas: readonly Element[]): void {
    const { connection } = this.#parts;
    for (const stanza of stanzas)
      if (stanza.localName === 'message' && isAboutAnother(stanza)) connection.send(stanza);
  }
}

function isAboutAnother(message: Element): boolean {
  const has = (name: string) => message.querySelector(`:scope > ${name}`) !== null;
  return has('x[jid]') || (has('store') && !has('origin-id'));
}

function isAnswered(answer: PromiseSettledResult<unknown>): boolean {
  return answer.status === 'fulfilled' || answer.reason instanceof RequestRefused;
}

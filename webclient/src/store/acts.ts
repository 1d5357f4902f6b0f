import { blocklistRequest, parseBlocklist, parseBlockPush } from '../xmpp/blocking';
import type { LinkState } from '../xmpp/connection';
import { resultReply } from '../xmpp/iq';
import { bareOf } from '../xmpp/jid';
import { changedConfig } from '../xmpp/room_changes';
import type { Acts, KeptPage, KeptWish, OwnActs, Pinned, Report } from './act_types';
import { findKept } from './local_search';
import type { Parts } from './parts';
import { StoredPeopleActs } from './people_acts';
import { pinned, place } from './pinned';
import { StoredQueue } from './queue';
import { sendReport } from './reporting';
import { StoredRoomActs } from './room_acts';
import { StoredSearchActs } from './search_acts';
import { StoredThreads } from './threads.svelte';

/** As in glimpse/kept.ts. */
const GLIMPSE = 'stoa glimpse';

/** What is done with rooms and people, and what others do with them. */
export class StoredActs implements Acts {
  readonly queue: StoredQueue;
  readonly rooms: StoredRoomActs;
  readonly people: StoredPeopleActs;
  readonly search: StoredSearchActs;
  readonly threads: StoredThreads;
  readonly own: OwnActs;
  readonly #parts: Parts;
  #blocked: ReadonlySet<string> = new Set();

  constructor(parts: Parts, own: OwnActs) {
    this.own = own;
    this.#parts = parts;
    this.queue = new StoredQueue(parts);
    this.rooms = new StoredRoomActs(parts);
    this.people = new StoredPeopleActs(parts);
    this.search = new StoredSearchActs(parts);
    this.threads = new StoredThreads(parts);
    const { connection } = parts;
    parts.ends.push(
      connection.onState((state) => this.#state(state)),
      connection.onStanza('iq', (stanza) => this.#asked(stanza)),
      connection.onStanza('message', (stanza) => this.#heard(stanza)),
    );
    this.#state(connection.state);
  }

  findKept(wish: KeptWish, most: number, before: number | null = null): Promise<KeptPage> {
    return findKept(this.#parts, wish, most, before);
  }

  forgetKept(): Promise<void> {
    localStorage.removeItem(GLIMPSE);
    return this.#parts.database.forgetHistory();
  }

  pinned(conversation: string): Promise<Pinned> {
    return pinned(this.#parts, conversation);
  }

  place(message: string): ReturnType<Acts['place']> {
    return place(message);
  }

  report(report: Report): Promise<boolean> {
    return sendReport(this.#parts, report);
  }

  #state(state: LinkState): void {
    if (state.kind !== 'online' || (state.resumed && this.#blocked.size > 0)) return;
    const { connection } = this.#parts;
    connection.request(blocklistRequest()).then(
      (answer) => this.#become(new Set(parseBlocklist(answer))),
      () => undefined, // asked again with the next stream
    );
  }

  #asked(stanza: Element): void {
    const { connection, own } = this.#parts;
    const push = parseBlockPush(stanza, own);
    if (!push) return;
    connection.send(resultReply(stanza));
    const changed = new Set(push.addresses);
    if (push.blocked) this.#become(new Set([...this.#blocked, ...changed]));
    else if (changed.size === 0) this.#become(changed);
    else this.#become(new Set([...this.#blocked].filter((each) => !changed.has(each))));
  }

  #become(blocked: ReadonlySet<string>): void {
    this.#blocked = blocked;
    this.#parts.conversations.block(blocked);
  }

  /** A room is set otherwise: its name may be another. */
  #heard(stanza: Element): void {
    const room = bareOf(stanza.getAttribute('from'));
    if (!room || !changedConfig(stanza)) return;
    if (this.#parts.conversations.get(room)?.joined !== 'joined') return;
    this.rooms.about(room).catch(() => undefined);
  }
}

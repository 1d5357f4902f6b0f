import { type Connection, RequestRefused } from '../xmpp/connection';
import { randomId } from '../xmpp/ids';
import { acceptable } from '../xmpp/reactions';
import { actStanza, arrivalsOf, changesOf, isPossible, isTooMuch } from './act_shapes';
import type { Clock } from './clock';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import type { Database } from './database';
import { type Entry, isUnsent } from './entry';
import type { Hiding } from './hiding';
import type { History } from './history';
import type { Inbox } from './inbox';
import type { Keeper } from './keeper';
import { Placing } from './placing';
import type { Tabs } from './tabs';
import { ToldActs } from './told_acts';
import type { Mentioned } from './types';

/** What somebody does to a message. */
export type What =
  | { readonly kind: 'react'; readonly emojis: readonly string[] }
  | { readonly kind: 'edit'; readonly body: string; readonly mentions: readonly Mentioned[] }
  | { readonly kind: 'retract' }
  | { readonly kind: 'hide'; readonly on: boolean };

/** As it is kept, and told to other tabs, until the server has it. */
export interface Act {
  /** Of the message that says so. */
  readonly id: string;
  readonly isRoom: boolean;
  /** The message as it was then. */
  readonly about: Entry;
  readonly what: What;
  /** Ms since 1970, by the server's clock. */
  readonly at: number;
  /** The tab that tells the server. */
  readonly tab: string;
}

const AGAIN_AFTER_MS = 10_000;
/** A tab that is only being loaded again is back by then. */
const GONE_AFTER_MS = 5_000;

export interface MessageActsParts {
  readonly own: string;
  readonly connection: Connection;
  readonly conversations: Conversations;
  readonly database: Database;
  readonly history: History;
  readonly inbox: Inbox;
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly tabs: Tabs;
}

/**
 * Reactions, edits and retractions of one's own: shown and stored at once, sent at least once in the
 * order in which they were done, and taken back where they are refused. What may have arrived is sent
 * again only when the archive does not have it.
 */
export class MessageActs {
  readonly #parts: MessageActsParts;
  readonly #hiding: Hiding;
  readonly #told: ToldActs;
  readonly #placing: Placing;
  /** All there are, those of other tabs too. */
  readonly #all = new Map<string, Act>();
  readonly #underWay = new Set<string>();
  readonly #doubtful = new Set<string>();
  #ready = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: MessageActsParts, hiding: Hiding) {
    this.#parts = parts;
    this.#hiding = hiding;
    this.#told = new ToldActs(parts);
    this.#placing = new Placing(parts);
    this.#ready = parts.connection.state.kind === 'online';
  }

  get underWay(): readonly string[] {
    return [...this.#underWay];
  }

  add(of: StoredConversation, key: string, what: What): void {
    const about = of.timeline.get(key);
    if (!about || !isPossible(about, what) || this.#isSaid(about, what)) return;
    const act: Act = Object.freeze({
      id: randomId(),
      isRoom: of.kind === 'room',
      about,
      what: what.kind === 'react' ? { ...what, emojis: acceptable(what.emojis) } : what,
      at: Math.floor(this.#parts.clock.now()),
      tab: this.#parts.tabs.id,
    });
    this.#replaceWaiting(act);
    if (isTooMuch(of, act)) this.#show(act, true);
    else this.#begin(act);
  }

  #begin(act: Act): void {
    this.#all.set(act.id, act);
    this.#show(act);
    void this.#parts.database.keepAct(act);
    this.#parts.tabs.tell({ kind: 'act', act });
    this.flush();
  }

  /** What this browser has kept; `underWay` as in the outbox. */
  restore(acts: readonly Act[], underWay: readonly string[]): void {
    for (const act of [...acts].sort(inTime)) {
      this.seen(act);
      if (act.tab === this.#parts.tabs.id && act.what.kind !== 'hide')
        (underWay.includes(act.id) ? this.#underWay : this.#doubtful).add(act.id);
    }
  }

  /** Of another tab, which tells the server. */
  seen(act: Act): void {
    this.#all.set(act.id, act);
    this.#show(act);
  }

  /** The server has recorded it, or what waited for it to be. What is done in a room comes back. */
  acknowledged(stanza: Element): void {
    this.#placing.recorded(stanza);
    const act = this.#all.get(stanza.id);
    if (!act) this.flush();
    else if (!act.isRoom && this.#underWay.has(act.id)) this.#confirm(act);
  }

  /** It came back: from a room, another device's copy or an archive. */
  came(id: string): void {
    const act = this.#all.get(id);
    if (act) this.#confirm(act);
    else this.flush();
  }

  failed(id: string): void {
    const act = this.#all.get(id) ?? this.#told.get(id);
    if (act) this.#end(act, true);
  }

  /** Also in another tab. */
  done(act: Act, failed: boolean): void {
    this.#all.delete(act.id);
    this.#underWay.delete(act.id);
    this.#doubtful.delete(act.id);
    this.#told.done(act, failed);
    if (act.what.kind === 'hide') this.#hiding.forget(act);
    this.#show(act, failed);
  }

  interrupt(): void {
    this.#ready = false;
  }

  /** There is a stream; `resumed`: the connection brings what was under way. */
  async online(resumed: boolean): Promise<void> {
    this.#placing.look();
    if (!resumed) {
      for (const id of this.#underWay) this.#doubtful.add(id);
      this.#underWay.clear();
    }
    await this.#ask();
  }

  /** Takes over what tabs that are gone have not told. For the leading tab only. */
  async adopt(): Promise<void> {
    if ((await this.#orphans()).length === 0) return;
    await new Promise((passed) => setTimeout(passed, GONE_AFTER_MS));
    for (const orphan of await this.#orphans()) {
      const act = { ...orphan, tab: this.#parts.tabs.id };
      this.seen(act);
      if (act.what.kind !== 'hide') this.#doubtful.add(act.id);
      await this.#parts.database.keepAct(act);
    }
    if (this.#ready) await this.#ask();
  }

  stop(): void {
    clearTimeout(this.#again);
    this.#placing.stop();
    this.#ready = false;
  }

  /** In the order in which they were done. */
  flush(): void {
    if (!this.#ready) return;
    for (const act of [...this.#all.values()].sort(inTime)) {
      const isNew = !this.#underWay.has(act.id) && !this.#doubtful.has(act.id);
      if (isNew && act.tab === this.#parts.tabs.id) this.#give(act);
    }
  }

  /** Whether an edit changes nothing. */
  #isSaid({ body, key }: Entry, what: What): boolean {
    const edits = [...this.#all.values()]
      .sort(inTime)
      .flatMap(({ about, what: done }) =>
        about.key === key && done.kind === 'edit' ? done.body : [],
      );
    return what.kind === 'edit' && what.body === (edits.at(-1) ?? body);
  }

  #give(act: Act): void {
    const of = this.#conversation(act);
    const about = of.timeline.get(act.about.key) ?? act.about;
    if (act.what.kind === 'hide') void this.#hide(act);
    else if (of.isLeft || about.error !== null || about.retracted) this.#end(act, true);
    else if (of.joined !== 'joining' && !isUnsent(about)) this.#send(of, about, act);
  }

  #send(of: StoredConversation, about: Entry, act: Act): void {
    const stanza = actStanza(of, about, act);
    if (!stanza) return; // the room has not named it yet
    this.#underWay.add(act.id);
    this.#parts.connection.send(stanza);
  }

  /** It may be told twice. */
  async #hide(act: Act): Promise<void> {
    this.#underWay.add(act.id);
    try {
      await this.#hiding.tell(act);
      this.#end(act, false);
    } catch (error) {
      if (error instanceof RequestRefused) this.#end(act, true);
      else this.#underWay.delete(act.id); // on the next stream
    }
  }

  /** What was not sent yet need not be, once there is another. */
  #replaceWaiting({ about, what }: Act): void {
    for (const known of [...this.#all.values()]) {
      const same = known.about.key === about.key && known.what.kind === what.kind;
      const isNew = !this.#underWay.has(known.id) && !this.#doubtful.has(known.id);
      if (same && isNew && known.tab === this.#parts.tabs.id) this.#drop(known, false);
    }
  }

  #confirm(act: Act): void {
    const of = this.#conversation(act);
    const about = of.timeline.get(act.about.key) ?? act.about;
    const changed = of.merge(arrivalsOf(about, act, this.#parts));
    this.#parts.keeper.changed(of, changed);
    this.#end({ ...act, about }, false);
  }

  #end(act: Act, failed: boolean): void {
    this.#drop(act, failed);
    this.flush();
  }

  #drop(act: Act, failed: boolean): void {
    this.done(act, failed);
    void this.#parts.database.dropAct(act.id);
    this.#parts.tabs.tell({ kind: 'acted', act, failed });
  }

  #show(act: Act, failed = false): void {
    const { about } = act;
    if (act.what.kind === 'hide' && this.#all.has(act.id)) this.#hiding.wish(act);
    const of = this.#parts.conversations.get(about.conversation);
    const waiting = [...this.#all.values()].filter((each) => each.about.key === about.key);
    of?.changing(about.key, changesOf(waiting.sort(inTime), this.#parts.own, failed));
  }

  #conversation({ about, isRoom }: Act): StoredConversation {
    return this.#parts.conversations.with(about.conversation, isRoom ? 'room' : 'person');
  }

  async #orphans(): Promise<Act[]> {
    const present = await this.#parts.tabs.present();
    return (await this.#parts.database.acts()).filter(({ tab }) => !present.has(tab));
  }

  /** Tried again as long as there is a stream: until then nothing is sent. */
  async #ask(): Promise<void> {
    clearTimeout(this.#again);
    const doubtful = [...this.#doubtful].flatMap((id) => this.#all.get(id) ?? []);
    const settled = await this.#settle(doubtful);
    if (this.#parts.connection.state.kind !== 'online') return;
    if (settled) for (const { id } of doubtful) this.#doubtful.delete(id);
    else this.#again = setTimeout(() => void this.#ask(), AGAIN_AFTER_MS);
    this.#ready = settled;
    this.flush();
  }

  /** Whether the archives have said what they have. */
  async #settle(doubtful: readonly Act[]): Promise<boolean> {
    const oldest = new Map<StoredConversation, number>();
    for (const act of doubtful) {
      const of = this.#conversation(act);
      oldest.set(of, Math.min(oldest.get(of) ?? Infinity, act.at));
    }
    const { history } = this.#parts;
    const asked = [...oldest].map(([of, at]) => history.readSince(of, at));
    const answers = await Promise.allSettled(asked);
    return answers.every(
      (each) => each.status === 'fulfilled' || each.reason instanceof RequestRefused,
    );
  }
}

function inTime(one: Act, other: Act): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1);
}

import { type Connection, RequestRefused } from '../xmpp/connection';
import type { Clock } from './clock';
import { LEFT, type StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import type { Database } from './database';
import { type Entry, isUploading } from './entry';
import type { History } from './history';
import { besides, isTooLong, orderWhenSent, stanzaOf, written } from './outgoing';
import { ReactiveMap } from './reactive_map.svelte';
import type { Unsent } from './schema';
import type { Tabs } from './tabs';
import type { Attachment, Saying } from './types';
import type { Uploading } from './uploading';

/** `error` of a message that is too long for the server. */
export const TOO_LONG = 'too-long';
const AGAIN_AFTER_MS = 10_000;
/** A tab that is only being loaded again is back by then. */
const GONE_AFTER_MS = 5_000;
/** What goes out comes first: that it is there is drawn in the frame after. */
const FRAME_MS = 16;
/** A receipt mostly follows so soon, and is drawn with the acknowledgement. */
const RECEIPT_MS = 50;

/**
 * Own messages until the server has them. A message is stored and sent at once: whoever leaves the page
 * has both under way, and until it is stored its draft is. It is sent again under the same id only
 * when the archive does not have it: never lost, never doubled.
 */
export class Outbox {
  readonly #unsent = new ReactiveMap<Unsent>();
  /** Given to the connection, which sends them again by itself when it resumes. */
  readonly #underWay = new Set<string>();
  readonly #connection: Connection;
  readonly #conversations: Conversations;
  readonly #database: Database;
  readonly #history: History;
  readonly #tabs: Tabs;
  readonly #clock: Clock;
  readonly #own: string;
  readonly #uploading: Uploading;
  /** May have been sent: the archive has to be asked first. */
  readonly #doubtful = new Set<string>();
  #ready = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: {
    connection: Connection;
    conversations: Conversations;
    database: Database;
    history: History;
    tabs: Tabs;
    clock: Clock;
    own: string;
    uploading: Uploading;
  }) {
    this.#connection = parts.connection;
    this.#conversations = parts.conversations;
    this.#database = parts.database;
    this.#history = parts.history;
    this.#tabs = parts.tabs;
    this.#clock = parts.clock;
    this.#own = parts.own;
    this.#uploading = parts.uploading;
  }

  get underWay(): readonly string[] {
    return [...this.#underWay];
  }

  get unsent(): Iterable<Unsent> {
    return this.#unsent.values();
  }

  /** For a connection, without anybody who could have heard of it. */
  waits({ entry: { error, key, sentAt } }: Pick<Unsent, 'entry'>): boolean {
    return error === null && sentAt === null && !this.#ready && this.#isNew(key);
  }

  /** `underWay`: what a page before this one has given to the connection that goes on here. */
  async restore(underWay: readonly string[]): Promise<void> {
    for (const unsent of await this.#database.outbox()) {
      this.#show(unsent);
      if (unsent.tab !== this.#tabs.id) continue;
      const { key } = unsent.entry;
      this.#unsent.set(key, unsent);
      if (!isUploading(unsent.entry))
        (underWay.includes(key) ? this.#underWay : this.#doubtful).add(key);
    }
  }

  /** In place of the draft, where that was it. */
  send(of: StoredConversation, text: string, how: Saying): void {
    const what = { author: this.#own, body: text, ...besides(of, how) };
    const made = written(of, what, this.#clock.now());
    void this.#put(of, isTooLong(of, made) ? { ...made, error: TOO_LONG } : made);
  }

  /** A file that is to be uploaded: its key, which `known` is told before it is in the conversation. */
  share(of: StoredConversation, file: Attachment, known: (key: string) => void): string {
    const what = { author: this.#own, body: '', files: [file] };
    const made = written(of, what, this.#clock.now());
    known(made.key);
    void this.#put(of, made);
    return made.key;
  }

  /** From now on it can be sent. */
  uploaded(of: StoredConversation, key: string, facts: Partial<Attachment>): void {
    const known = of.timeline.get(key);
    const [file] = known?.files ?? [];
    if (!known || !file) return;
    const files = [Object.freeze({ ...file, ...facts })];
    void this.#put(of, { ...known, files }).then(() => this.#database.dropFile(key));
  }

  retry(of: StoredConversation, key: string): void {
    const failed = of.timeline.get(key);
    if (!failed?.own || failed.error === null || failed.error === TOO_LONG) return;
    this.#forget(key);
    if (!isUploading(failed)) this.#doubtful.add(key);
    const put = this.#put(of, { ...failed, error: null, sentAt: null });
    void put.then(() => (this.#ready ? this.#ask() : undefined));
  }

  /** Not what the archive has after all: others have it. Without a connection nobody can be asked. */
  async discard(of: StoredConversation, key: string): Promise<void> {
    const failed = of.timeline.get(key);
    if (!failed || !this.#mayGo(failed)) return;
    const { error } = failed;
    const unheard = error === null || error === TOO_LONG || isUploading(failed);
    if (!unheard && this.#connection.state.kind === 'online')
      await this.#history.readSince(of, Math.floor(failed.order / 1000)).catch(() => undefined);
    if (!this.#mayGo(of.timeline.get(key))) return;
    of.forget(key);
    this.#forget(key);
    void this.#database.dropUnsent(of.address, key);
    this.#tabs.tell({ kind: 'discarded', conversation: of.address, key });
  }

  /** In another tab. */
  discarded(conversation: string, key: string): void {
    this.#forget(key);
    this.#conversations.get(conversation)?.forget(key);
  }

  /** Of another tab, which sends it from now on. */
  seen(unsent: Unsent): void {
    this.#forget(unsent.entry.key);
    this.#show(unsent);
  }

  /** The server has taken it, and has not refused it. A room's answer is the message itself. */
  acknowledged(id: string | null): void {
    const unsent = this.#unsent.get(id ?? '');
    if (!unsent || unsent.room || unsent.entry.error !== null) return;
    const of = this.#conversations.get(unsent.entry.conversation);
    const sentAt = Math.floor(this.#clock.now());
    const { newest, entries } = of?.timeline ?? {};
    const sentBefore = entries?.findLast((each) => each.own && each.sentAt !== null)?.order ?? 0;
    const amongAll = orderWhenSent(unsent.entry.order, sentAt, newest?.order ?? 0);
    const order = Math.max(amongAll, sentBefore + 1);
    const sent = of?.quietly(() => of.update(unsent.entry.key, { sentAt, order }));
    if (!sent) return;
    of?.showWithin(RECEIPT_MS);
    this.arrived([sent]);
  }

  /** Own messages that came back: by a room, from another tab or an archive. */
  arrived(entries: readonly Entry[]): void {
    for (const each of entries) {
      if (!each.own || each.sentAt === null || !this.#unsent.has(each.key)) continue;
      this.#forget(each.key);
      const kept = this.#conversations.get(each.conversation)?.kept();
      void this.#database.keepSent(each, kept ? [kept] : []);
    }
  }

  /** The server, or whoever it was sent to, refuses it. */
  failed(of: StoredConversation, id: string, error: string): void {
    const known = of.timeline.get(id);
    if (!known?.own || known.archiveId !== null) return;
    if (known.deliveredAt !== null || known.readAt !== null) return;
    const failed = of.update(id, { error, sentAt: null });
    if (failed) void this.#keep(of, failed);
  }

  /** The stream was lost. Whether what was under way has arrived, the archive will say. */
  interrupt(): void {
    this.#ready = false;
  }

  /** There is a stream; `resumed`: the one of before, and the connection brings what was under way. */
  async online(resumed: boolean): Promise<void> {
    if (!resumed) {
      for (const key of this.#underWay) this.#doubtful.add(key);
      this.#underWay.clear();
    }
    await this.#ask();
  }

  /** Tried again as long as there is a stream: until then nothing is sent. */
  async #ask(): Promise<void> {
    clearTimeout(this.#again);
    const doubtful = [...this.#doubtful].flatMap((key) => this.#unsent.get(key) ?? []);
    const settled = await this.#settle(doubtful);
    if (this.#connection.state.kind !== 'online') return;
    if (settled) for (const { entry } of doubtful) this.#doubtful.delete(entry.key);
    else this.#again = setTimeout(() => void this.#ask(), AGAIN_AFTER_MS);
    this.#ready = settled;
    this.#flush();
  }

  stop(): void {
    this.#uploading.stop(null);
    clearTimeout(this.#again);
  }

  /** In this conversation something can be sent from now on. */
  joined(): void {
    this.#flush();
  }

  /** A room is none of ours any more: nothing can be sent there from now on. */
  left(): void {
    this.#flush();
  }

  /** Takes over what tabs that are gone have not sent. For the leading tab only. */
  async adopt(): Promise<void> {
    const orphans = await this.#orphans();
    if (orphans.length === 0) return;
    await new Promise((passed) => setTimeout(passed, GONE_AFTER_MS));
    const still = new Set((await this.#orphans()).map((each) => each.entry.key));
    const adopted: Unsent[] = [];
    for (const each of orphans.filter(({ entry }) => still.has(entry.key)))
      if (await this.#database.claim(each, this.#tabs.id))
        adopted.push({ ...each, tab: this.#tabs.id });
    for (const { entry } of adopted) if (!isUploading(entry)) this.#doubtful.add(entry.key);
    for (const each of adopted) this.#unsent.set(each.entry.key, each);
    for (const each of adopted) this.#show(each);
    if (adopted.length > 0 && this.#ready) await this.#ask();
  }

  async #orphans(): Promise<Unsent[]> {
    const present = await this.#tabs.present();
    return (await this.#database.outbox()).filter((each) => !present.has(each.tab));
  }

  /** Whether the archives have said what they have. */
  async #settle(unsent: readonly Unsent[]): Promise<boolean> {
    const oldest = new Map<StoredConversation, number>();
    for (const { entry, room } of unsent) {
      if (entry.error !== null) continue;
      const of = this.#conversations.with(entry.conversation, room ? 'room' : 'person');
      oldest.set(of, Math.min(oldest.get(of) ?? Infinity, Math.floor(entry.order / 1000)));
    }
    const answers = await Promise.allSettled(
      [...oldest].map(([of, at]) => this.#history.readSince(of, at)),
    );
    return answers.every(
      (each) => each.status === 'fulfilled' || each.reason instanceof RequestRefused,
    );
  }

  /** Sent first, and stored before anything else happens. Resolves when it is stored. */
  #put(of: StoredConversation, made: Entry): Promise<void> {
    this.#unsent.set(made.key, this.#unsentOf(of, made));
    of.quietly(() => {
      if (of.timeline.get(made.key)) of.update(made.key, made);
      else of.merge([{ kind: 'message', entry: Object.freeze(made) }]);
    });
    this.#flush();
    if (this.#underWay.has(made.key)) of.showWithin(FRAME_MS);
    else of.show();
    const now = this.#unsent.get(made.key)?.entry;
    return now ? this.#keep(of, now) : Promise.resolve();
  }

  async #keep(of: StoredConversation, made: Entry): Promise<void> {
    const unsent = this.#unsentOf(of, made);
    this.#unsent.set(made.key, unsent);
    await this.#database.keepUnsent(unsent, () => this.#conversations.draftOf(of.address));
    this.#tabs.tell({ kind: 'unsent', unsent });
  }

  #unsentOf(of: StoredConversation, entry: Entry): Unsent {
    return { entry, room: of.kind === 'room', tab: this.#tabs.id };
  }

  #show({ entry: made, room }: Unsent): void {
    const of = this.#conversations.with(made.conversation, room ? 'room' : 'person');
    const { error } = made;
    const known = of.timeline.get(made.key);
    if (!known) of.merge([{ kind: 'message', entry: made }]);
    else if (known.archiveId === null && (error !== known.error || isUploading(known)))
      of.update(made.key, { error, sentAt: made.sentAt, files: made.files });
  }

  /** In the order in which they were written. */
  #flush(): void {
    if (!this.#ready) return;
    /** Conversations in which a file is not uploaded: those after it wait, words do not. */
    const held = new Set<string>();
    const waiting = [...this.#unsent.values()].filter(({ entry }) => entry.error === null);
    for (const each of waiting.sort((a, b) => a.entry.order - b.entry.order)) {
      const made = each.entry;
      const of = this.#conversations.with(made.conversation, each.room ? 'room' : 'person');
      const known = of.timeline.get(made.key);
      if (!known) continue; // on the way into view
      if (known.sentAt !== null) this.arrived([known]);
      else if (of.joined === 'joining' || !this.#isNew(made.key)) continue;
      else if (of.isLeft) this.failed(of, made.key, LEFT);
      else if (isUploading(made)) {
        held.add(of.address);
        this.#uploading.wanted(of, made);
      } else if (made.files.length > 0 && held.has(of.address)) continue;
      else this.#give(of, made);
    }
  }

  /** Neither under way already, nor perhaps in the archive. */
  #isNew(key: string): boolean {
    return !this.#underWay.has(key) && !this.#doubtful.has(key);
  }

  /** What has failed or waits, and a file that is on its way. */
  #mayGo(entry: Entry | null): boolean {
    return entry !== null && (entry.error !== null || isUploading(entry) || this.waits({ entry }));
  }

  #give(of: StoredConversation, made: Entry): void {
    this.#underWay.add(made.key);
    this.#connection.send(stanzaOf(of, made));
  }

  #forget(key: string): void {
    this.#uploading.stop(key);
    this.#unsent.delete(key);
    this.#underWay.delete(key);
    this.#doubtful.delete(key);
  }
}

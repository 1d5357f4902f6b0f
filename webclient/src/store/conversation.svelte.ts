import type { Mark } from '../xmpp/marks';
import { NOTHING_BEGUN } from './draft';
import { type Entry, isUnsent, isUploading } from './entry';
import { type Listed, toPreview } from './listed';
import type { What } from './message_acts';
import type { Names } from './names';
import { Occupants } from './occupants.svelte';
import { Progress, shownUpload } from './progress.svelte';
import type { Kept } from './schema';
import type { Changes } from './shown';
import type { Standing } from './standing.svelte';
import { type Arrival, Timeline } from './timeline';
import type {
  Availability,
  Begun,
  Conversation,
  Mentioned,
  Message,
  Occupant,
  Preview,
  Saying,
  Upload,
  Wish,
} from './types';
import { Views } from './views';

/** What a conversation leaves to others to do. */
export interface Deeds {
  opened(of: StoredConversation): void;
  loadOlder(of: StoredConversation): Promise<void>;
  send(of: StoredConversation, body: string, how: Saying): void;
  act(of: StoredConversation, key: string, what: What): void;
  remove(of: StoredConversation, key: string, reason: string): Promise<void>;
  reach(of: StoredConversation, to: Parameters<Conversation['reach']>[0]): Promise<string | null>;
  share(of: StoredConversation, ...what: Parameters<Conversation['share']>): Promise<void>;
  retry(of: StoredConversation, key: string): void;
  discard(of: StoredConversation, key: string): void;
  draft(of: StoredConversation, text: string, begun: Begun): void;
  read(of: StoredConversation): void;
  mark(of: StoredConversation, mark: Mark, on: boolean): void;
  notify(of: StoredConversation, wish: Wish, until: number | null): void;
}

/** Messages that are kept in memory: more are only there while somebody reads them. */
const MOST_HERE = 1_500;
const LEFT_HERE = 500;

/** `refusal` of a room that is none of ours any more, and `error` of what was not sent there. */
export const LEFT = 'left';

export class StoredConversation implements Conversation {
  readonly address: string;
  readonly kind: 'person' | 'room';
  readonly timeline = new Timeline();
  readonly standing: Standing;
  name = $state('');
  picture = $state<string | null>(null);
  availability = $state<Availability>('unknown');
  statusText = $state('');
  idleSince = $state<number | null>(null);
  isNotes = false;
  toldOf = $state(0);
  blocked = $state(false);
  subject = $state('');
  draft = $state('');
  begun = $state.raw<Begun>(NOTHING_BEGUN);
  typing = $state.raw<readonly string[]>([]);
  readonly room: Occupants;
  joined = $state<Conversation['joined']>('not-a-room');
  refusal = $state<string | null>(null);
  history = $state<Conversation['history']>('unknown');
  isOpen = $state(false);
  attended = false;
  /** Everything up to here was read; microseconds. */
  displayed = $state<number | null>(null);
  /** Of what is kept in the browser, the oldest is the first there ever was. */
  keptWhole = false;
  /** The oldest id that was asked of the archive, where its page held nothing to show. */
  cursor: string | null = null;

  readonly #deeds: Deeds;
  readonly #people: Names;
  #version = $state(0);
  #isQuiet = false;
  #soon: { at: number; timer: ReturnType<typeof setTimeout> } | null = null;
  /** The line "new messages" is after this; microseconds. */
  #line = $state<number | null>(null);
  #holds = 0;
  readonly #views: Views;
  readonly #uploads = new Map<string, Progress>();
  /** What the server has not confirmed, by the key of the message. */
  readonly #changes = new Map<string, Changes>();

  readonly messages: readonly Message[] = $derived.by(() => {
    this.#read();
    return this.timeline.entries.filter(this.#isShown).map((each) => this.#view(each));
  });
  readonly preview: Preview | null = $derived.by(() => {
    this.#read();
    const { listed } = this.standing;
    const newest = this.timeline.entries.findLast(this.#isShown);
    if (listed && listed.order > (newest?.order ?? 0) && this.#isShown(listed))
      return toPreview(listed, this.#people.names);
    if (!newest) return null;
    const shown = this.#view(newest);
    return listed?.archiveId === newest.archiveId && !shown.files.length
      ? { ...shown, kind: listed.kind }
      : shown;
  });
  readonly lastOrder: number = $derived.by(() => {
    this.#read();
    return Math.max(this.timeline.newest?.order ?? 0, this.standing.listed?.order ?? 0);
  });
  readonly lastActivity: number = $derived(Math.floor(this.lastOrder / 1000));
  readonly archived: boolean = $derived.by(
    () => this.lastOrder <= (this.standing.archivedTo ?? -1),
  );
  readonly mentions: number = $derived(this.#count('mentions', (each) => each.mentioned));
  readonly unread: number = $derived.by(() => {
    this.#read();
    return this.#count('unread', () => true);
  });
  readonly unreadIsMinimum: boolean = $derived.by(() => {
    this.#read();
    const oldest = this.timeline.oldestSent;
    if (this.#counted() || this.unread === 0 || this.history === 'beginning') return false;
    return oldest === this.#unread().at(-1);
  });
  readonly firstUnreadKey: string | null = $derived.by(() => {
    this.#read();
    const suits = (each: Entry) => isIncoming(each) && this.#isShown(each);
    return this.#line === null ? null : (this.timeline.after(this.#line, suits)?.key ?? null);
  });

  constructor(
    address: string,
    kind: 'person' | 'room',
    standing: Standing,
    people: Names,
    deeds: Deeds,
  ) {
    this.address = address;
    this.kind = kind;
    this.standing = standing;
    this.#people = people;
    this.#deeds = deeds;
    this.room = new Occupants(people);
    this.#views = new Views(people);
    if (kind === 'room') this.joined = 'joining';
  }

  /** The one way for messages and what is said about them, wherever they come from. */
  merge(arrivals: Iterable<Arrival>): Entry[] {
    const changed = this.timeline.merge(arrivals);
    if (changed.length > 0 && !this.#isQuiet) this.show();
    return changed;
  }

  /** What comes by it is shown with the next that comes, or when somebody says so. */
  quietly<T>(act: () => T): T {
    this.#isQuiet = true;
    try {
      return act();
    } finally {
      this.#isQuiet = false;
    }
  }

  show(): void {
    clearTimeout(this.#soon?.timer);
    this.#soon = null;
    this.#version++;
  }

  /** In one go with what comes until then. */
  showWithin(ms: number): void {
    const at = performance.now() + ms;
    if (this.#soon && this.#soon.at <= at) return;
    clearTimeout(this.#soon?.timer);
    this.#soon = { at, timer: setTimeout(() => this.show(), ms) };
  }

  update(key: string, facts: Partial<Entry>): Entry | null {
    const changed = this.timeline.update(key, facts);
    if (changed && !this.#isQuiet) this.show();
    return changed;
  }

  /** As if there had never been such a message. */
  forget(key: string): void {
    this.timeline.remove(key);
    this.show();
  }

  /** What is being done to a message; null: nothing any more. */
  changing(key: string, changes: Changes | null): void {
    if (changes) this.#changes.set(key, changes);
    else this.#changes.delete(key);
    this.show();
  }

  /** Of a long talk, what was read and nobody looks at is left to the browser's copy and the archive. */
  forgetRead(): void {
    const { entries } = this.timeline;
    if (entries.length < MOST_HERE || this.history === 'loading' || this.#holds > 0) return;
    if (this.isOpen && !this.attended) return;
    const kept = entries.find(isOnlyHere)?.order ?? Infinity;
    const upTo = Math.min(entries.at(-LEFT_HERE)?.order ?? 0, this.displayed ?? 0, kept);
    const { order = 0 } = entries.findLast((each) => each.order <= upTo) ?? {};
    if (order <= (this.timeline.oldestSent?.order ?? 0)) return;
    const firstUnread = this.timeline.get(this.firstUnreadKey ?? '');
    if (firstUnread && firstUnread.order < order) this.eraseLine();
    this.forgetBefore(order);
  }

  hold(): () => void {
    this.#holds++;
    return () => {
      this.#holds--;
    };
  }

  /** Between what is older and what is newer there may be more: only the newer stays. */
  forgetBefore(order: number): void {
    this.timeline.forgetBefore(order);
    this.history = 'more';
    this.keptWhole = false;
    this.cursor = null;
    this.show();
  }

  get pinned(): boolean {
    return this.standing.pinned;
  }

  get markedUnread(): boolean {
    return this.standing.unread;
  }

  get notify(): Wish {
    return this.standing.notify?.wish ?? 'always';
  }

  get mutedUntil(): number | null {
    return this.standing.notify?.until ?? null;
  }

  /** Whether something would be lost, or missed, with it. */
  get isKept(): boolean {
    const { listed, isMarked } = this.standing;
    return !!(this.timeline.newest || listed || isMarked || this.draft || this.isOpen);
  }

  get hasUnsent(): boolean {
    return this.timeline.entries.some(isUnsent);
  }

  get isLeft(): boolean {
    return this.joined === 'refused' && this.refusal === LEFT;
  }

  /** It is none of ours any more: what is there can be seen, and nothing sent. */
  leave(): void {
    this.room.clear();
    this.joined = 'refused';
    this.refusal = LEFT;
  }

  isUnread(of: Entry): boolean {
    return isIncoming(of) && of.order > this.#readUpTo() && this.#isShown(of);
  }

  /** The newest that was not read. */
  get newestUnread(): Entry | null {
    return this.#unread()[0] ?? null;
  }

  /** The newest as the archive has it, where it was not read: of messages that are not here. */
  get newestListed(): Listed | null {
    const counted = this.#counted();
    return counted && counted.unread > 0 && counted.order > this.#readUpTo() ? counted : null;
  }

  /** The newest that asks to be told, among those that were not read (XEP-0333). */
  get newestMarkable(): Entry | null {
    return this.#unread().find((each) => each.markable && each.messageId !== null) ?? null;
  }

  /** True when nobody knew. */
  displayedUpTo(order: number): boolean {
    if (order <= (this.displayed ?? 0)) return false;
    this.displayed = order;
    return true;
  }

  /** Puts the line above the first message that is not read. */
  drawLine(): void {
    this.#line = this.#readUpTo();
  }

  eraseLine(): void {
    this.#line = null;
  }

  /** Whoever answers has read what was there. */
  #readUpTo(): number {
    const displayed = this.displayed ?? 0;
    for (const each of this.timeline.since(displayed)) if (isAnswer(each)) return each.order;
    return displayed;
  }

  /**
   * What the archive has counted, where what is here does not reach back to what was read, and nothing
   * was read since.
   */
  #counted(): Listed | null {
    const { listed } = this.standing;
    const upTo = this.#readUpTo();
    if (!listed || upTo > listed.readTo || this.history === 'beginning') return null;
    const oldest = this.timeline.oldestSent;
    return oldest !== null && oldest.order <= upTo ? null : listed;
  }

  #count(what: 'unread' | 'mentions', suits: (each: Entry) => boolean): number {
    this.#read();
    const counted = this.#counted();
    const found = this.#unread().filter(suits);
    if (!counted) return found.length;
    return counted[what] + found.filter((each) => each.order > counted.order).length;
  }

  /** Newest first. */
  #unread(): Entry[] {
    const found: Entry[] = [];
    for (const each of this.timeline.since(this.displayed ?? 0)) {
      if (isAnswer(each)) break;
      if (isIncoming(each) && this.#isShown(each)) found.push(each);
    }
    return found;
  }

  kept(): Kept {
    const { address, kind, name, displayed, unread } = this;
    const standing = this.standing.kept();
    const latest = this.timeline.entries.findLast((each) => !isUnsent(each)) ?? null;
    const beginning = this.history === 'beginning' || this.keptWhole;
    return { address, kind, name, displayed, unread, latest, beginning, standing };
  }

  get occupants(): readonly Occupant[] {
    return this.room.list;
  }

  get occupantCount(): number {
    return this.room.size;
  }

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    if (this.unread > 0) this.drawLine();
    this.#deeds.opened(this);
  }

  close(): void {
    this.isOpen = false;
    this.attended = false;
    this.#releasePreviews();
    this.eraseLine();
  }

  loadOlder(): Promise<void> {
    return this.#deeds.loadOlder(this);
  }

  send(body: string, how: Saying = {}): void {
    this.#deeds.send(this, body, how);
  }

  edit(key: string, body: string, mentions: readonly Mentioned[] = []): void {
    this.#deeds.act(this, key, { kind: 'edit', body, mentions });
  }

  react(key: string, emojis: readonly string[]): void {
    this.#deeds.act(this, key, { kind: 'react', emojis });
  }

  retract(key: string): void {
    this.#deeds.act(this, key, { kind: 'retract' });
  }

  hide(key: string, on: boolean): void {
    this.#deeds.act(this, key, { kind: 'hide', on });
  }

  remove(key: string, reason: string): Promise<void> {
    return this.#deeds.remove(this, key, reason);
  }

  may(_what: 'remove'): boolean {
    return this.room.size > 0 && this.room.own?.role === 'moderator';
  }

  reach(to: Parameters<Conversation['reach']>[0]): Promise<string | null> {
    return this.#deeds.reach(this, to);
  }

  thread(id: string): readonly Message[] {
    return this.messages.filter((each) => each.thread === id);
  }

  share(...what: Parameters<Conversation['share']>): Promise<void> {
    return this.#deeds.share(this, ...what);
  }

  retry(key: string): void {
    this.#deeds.retry(this, key);
  }

  discard(key: string): void {
    this.#deeds.discard(this, key);
  }

  setDraft(text: string, begun = NOTHING_BEGUN): void {
    this.#deeds.draft(this, text, begun);
  }

  attend(on: boolean): void {
    this.attended = on;
    if (on && this.unread > 0) this.markRead();
  }

  markRead(): void {
    this.#deeds.read(this);
  }

  markUnread(): void {
    this.#deeds.mark(this, 'unread', true);
  }

  pin(on: boolean): void {
    this.#deeds.mark(this, 'pinned', on);
  }

  archive(on: boolean): void {
    this.#deeds.mark(this, 'archived', on);
  }

  setNotify(wish: Wish, until: number | null): void {
    this.#deeds.notify(this, wish, until);
  }

  /** Of the upload of the file that this key names. */
  progressOf(key: string): Progress {
    const known = this.#uploads.get(key) ?? new Progress();
    this.#uploads.set(key, known);
    return known;
  }

  #upload({ key, error, files }: Entry): Upload {
    const total = files.reduce((sum, each) => sum + (each.size ?? 0), 0);
    const deeds = { retry: () => this.retry(key), cancel: () => this.discard(key) };
    return shownUpload(this.progressOf(key), { error, total }, deeds);
  }

  #releasePreviews(): void {
    for (const [key, { preview }] of this.#uploads) {
      const made = this.timeline.get(key);
      if (made && isUploading(made)) continue;
      if (preview !== undefined) URL.revokeObjectURL(preview);
      this.#uploads.delete(key);
    }
  }

  #read(): void {
    this.#version;
    this.#views.refresh();
  }

  readonly #isShown = ({ archiveId, key }: { archiveId: string | null; key?: string }): boolean => {
    const { hidden } = this.standing;
    return hidden.size === 0 || !(hidden.has(archiveId ?? '') || hidden.has(key ?? ''));
  };

  #view(of: Entry): Message {
    const isRoom = this.kind === 'room';
    const answered = of.answers && this.timeline.about(of.answers.id, isRoom);
    const changes = this.#changes.get(of.key) ?? null;
    const upload = () => (isUploading(of) ? this.#upload(of) : null);
    return (
      this.#views.known(of, answered, changes) ??
      this.#views.make(of, { answered, changes, isRoom, upload: upload() })
    );
  }
}

/** Something that somebody else says. */
function isIncoming(of: Entry): boolean {
  return !of.own && of.kind === 'text' && !of.retracted;
}

/** No archive has it. */
function isOnlyHere(of: Entry): boolean {
  return !of.own && of.kind === 'text' && of.archiveId === null;
}

function isAnswer(of: Entry): boolean {
  return of.own && of.kind === 'text';
}

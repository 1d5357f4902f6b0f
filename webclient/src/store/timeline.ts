import {
  type Author,
  change,
  combine,
  correctedBy,
  type Entry,
  earlier,
  firstRemoval,
  inOrder,
  isUnsent,
  NOTHING_SAID,
  sameAuthor,
} from './entry';
import { ids, isCopy, names } from './naming';
import { Pending } from './pending';
import { type Choice, chosen } from './reacted';

/**
 * What arrives in a conversation and changes it. Whoever makes one has decided that its sender may:
 * `receipt` and `displayed` are the other person's about own messages, `retraction` its `author`'s
 * (null: the room's own, which may retract anything). `at` in ms since 1970. What is `inRoom` names
 * messages by the ids that the room gave them, which nobody can choose.
 */
export type Arrival =
  | { readonly kind: 'message'; readonly entry: Entry }
  | { readonly kind: 'receipt' | 'displayed'; readonly id: string; readonly at: number }
  | {
      readonly kind: 'retraction';
      readonly id: string;
      readonly author: Author | null;
      readonly at: number;
      readonly reason: string | null;
    }
  | {
      readonly kind: 'reactions';
      readonly id: string;
      readonly inRoom: boolean;
      readonly choice: Choice;
    };

/** What is said about a message. */
export type About = Exclude<Arrival, { kind: 'message' }>;

/**
 * The messages of one conversation in their order, without gaps from the oldest to the newest.
 * However often and in whichever order the same things arrive, the outcome is the same.
 */
export class Timeline {
  readonly entries: Entry[] = [];
  readonly #byKey = new Map<string, Entry>();
  /** Archive ids, and origin ids with their author: what tells that two copies are one message. */
  readonly #keys = new Map<string, string>();
  readonly #byMessageId = new Map<string, Set<string>>();
  /** What was said about messages that are not here. */
  readonly pending = new Pending();
  #changed = new Map<string, Entry>();

  /** Up to here it is without gaps; what has not been sent may be older. */
  get oldestSent(): Entry | null {
    return this.entries.find((each) => !isUnsent(each)) ?? null;
  }

  get newest(): Entry | null {
    return this.entries.at(-1) ?? null;
  }

  get(key: string): Entry | null {
    return this.#byKey.get(key) ?? null;
  }

  /** The message that an id names, whoever's it is. */
  named(id: string): Entry | null {
    return this.#archived(id) ?? this.#find(id, () => true);
  }

  /** The message that an answer or a reaction names. */
  about(id: string, inRoom: boolean): Entry | null {
    return inRoom ? this.#archived(id) : this.#find(id, () => true);
  }

  /** The one way into a conversation. Returns what has changed, as it is now. */
  merge(arrivals: Iterable<Arrival>): Entry[] {
    this.#changed = new Map();
    for (const arrival of arrivals) {
      if (arrival.kind === 'message') this.#add(arrival.entry);
      else if (!this.#apply(arrival)) this.pending.add(arrival);
    }
    return [...this.#changed.values()].filter((each) => this.#byKey.has(each.key));
  }

  /** New facts about a message; null when there is no such message or nothing new. */
  update(key: string, facts: Partial<Entry>): Entry | null {
    const known = this.#byKey.get(key);
    const changed = known && change(known, facts);
    if (!known || !changed || changed === known) return null;
    this.#replace(known, changed);
    return changed;
  }

  remove(key: string): void {
    const known = this.#byKey.get(key);
    if (!known) return;
    this.entries.splice(this.#place(known), 1);
    this.#byKey.delete(key);
    for (const name of names(known)) this.#keys.delete(name);
    for (const id of ids(known)) {
      const keys = this.#byMessageId.get(id);
      if (keys?.delete(key) && !keys.size) this.#byMessageId.delete(id);
    }
  }

  /** Leaves what is newer, and what has not been sent. */
  forgetBefore(order: number): void {
    for (const each of this.entries.slice(
      0,
      this.#search((each) => each.order < order),
    ))
      if (!isUnsent(each)) this.remove(each.key);
  }

  /** Newest first, those after `order` only. */
  *since(order: number): Generator<Entry> {
    for (let at = this.entries.length - 1; at >= 0; at--) {
      const each = this.entries[at];
      if (!each || each.order <= order) return;
      yield each;
    }
  }

  /** The first such one after `order`. */
  after(order: number, suits: (each: Entry) => boolean): Entry | null {
    for (let at = this.#search((each) => each.order <= order); at < this.entries.length; at++) {
      const each = this.entries[at];
      if (each && suits(each)) return each;
    }
    return null;
  }

  #add(copy: Entry): void {
    const known = this.#known(copy);
    if (!known && copy.replaces !== null && this.#correct(copy)) return;
    const both = known ? combine(known, copy) : this.#insert(copy);
    if (known && both !== known) this.#replace(known, both);
    this.#settle(both);
  }

  #known(copy: Entry): Entry | null {
    for (const name of names(copy)) {
      const known = this.#byKey.get(this.#keys.get(name) ?? '');
      if (known && isCopy(known, copy)) return known;
    }
    return null;
  }

  #insert(copy: Entry): Entry {
    const single = change(copy, { key: this.#singleKey(copy.key) });
    const added = single.own && single.readAt === null ? this.#readByNow(single) : single;
    this.entries.splice(this.#place(added), 0, added);
    this.#index(added);
    return added;
  }

  /** Two messages that no archive has may have one id: whoever shows them tells them by their keys. */
  #singleKey(wanted: string): string {
    let key = wanted;
    for (let copies = 2; this.#byKey.has(key); copies++) key = `${wanted} ${copies}`;
    return key;
  }

  /** Whoever has read a message has read those before it (XEP-0333 v1.0.0 #format). */
  #readByNow(copy: Entry): Entry {
    for (let at = this.#place(copy); at < this.entries.length; at++) {
      const next = this.entries[at];
      if (next?.own) return next.error === null ? change(copy, { readAt: next.readAt }) : copy;
    }
    return copy;
  }

  #index(added: Entry): void {
    this.#byKey.set(added.key, added);
    this.#changed.set(added.key, added);
    for (const name of names(added)) this.#keys.set(name, added.key);
    for (const { archiveId } of added.edits)
      if (archiveId !== null) this.#keys.set(`edit ${archiveId}`, added.key);
    for (const id of ids(added)) {
      const keys = this.#byMessageId.get(id) ?? new Set();
      this.#byMessageId.set(id, keys.add(added.key));
    }
  }

  #replace(known: Entry, changed: Entry): void {
    const at = this.#place(known);
    if (known.order === changed.order) this.entries[at] = changed;
    else {
      this.entries.splice(at, 1);
      this.entries.splice(this.#place(changed), 0, changed);
    }
    this.#index(changed);
  }

  /** What came about this message before it did. */
  #settle(added: Entry): void {
    this.#settleAbout(added);
    for (const id of ids(added))
      for (const correction of this.#correctionsOf(id))
        if (correction.key !== added.key && this.#correct(correction)) this.remove(correction.key);
  }

  #settleAbout(added: Entry): void {
    const archiveIds = [added, ...added.edits].flatMap(({ archiveId }) => archiveId ?? []);
    for (const id of [...ids(added), ...archiveIds, added.replaces ?? ''])
      for (const each of this.pending.take(id)) if (!this.#apply(each)) this.pending.add(each);
  }

  #correctionsOf(id: string): Entry[] {
    return [...(this.#byMessageId.get(`replaces ${id}`) ?? [])].flatMap(
      (key) => this.#byKey.get(key) ?? [],
    );
  }

  #apply(arrival: About): boolean {
    if (arrival.kind === 'retraction') return this.#retract(arrival);
    if (arrival.kind === 'reactions') return this.#react(arrival);
    const own = this.#byKey.get(this.#find(arrival.id, (each) => each.own)?.key ?? '');
    if (!own) return false;
    if (arrival.kind === 'receipt')
      this.#note(own, { deliveredAt: earlier(own.deliveredAt, arrival.at) });
    else this.#read(own, arrival.at);
    return true;
  }

  #read(newest: Entry, at: number): void {
    for (let index = this.#place(newest); index >= 0; index--) {
      const each = this.entries[index];
      if (!each?.own || each.error !== null) continue;
      if (each.readAt !== null && each.readAt <= at) return;
      this.#note(each, { readAt: at });
    }
  }

  /** An archive that has the message no more may still have its corrections. */
  #retract({ id, author, at, reason }: Extract<About, { kind: 'retraction' }>): boolean {
    const found =
      this.#archived(id) ?? this.#find(id, (each) => author !== null && sameAuthor(each, author));
    for (const each of found ? [found] : this.#correctionsOf(id)) {
      if (author !== null && !sameAuthor(each, author)) continue;
      const removed = firstRemoval(each.removed, author ? null : { reason, at });
      // What was taken back had been sent, though nobody has told this browser.
      const sentAt = each.own ? (each.sentAt ?? at) : null;
      this.#note(each, { retracted: true, removed, sentAt, ...NOTHING_SAID });
    }
    return found !== null;
  }

  #react({ id, inRoom, choice }: Extract<About, { kind: 'reactions' }>): boolean {
    const found = this.about(id, inRoom);
    if (found && !found.retracted) this.#note(found, { reacted: chosen(found.reacted, choice) });
    return found !== null;
  }

  /** Also by the id of what has corrected it (XEP-0444 v0.2.1 #rules). */
  #archived(id: string): Entry | null {
    const key = this.#keys.get(`archive ${id}`) ?? this.#keys.get(`edit ${id}`);
    return this.#byKey.get(key ?? '') ?? null;
  }

  /** False while the message that it corrects is not here, or is somebody else's (XEP-0308 v1.2.1 #rules). */
  #correct(correction: Entry): boolean {
    const found = this.#find(
      correction.replaces ?? '',
      (each) => each.key !== correction.key && sameAuthor(each, correction),
    );
    if (!found) return false;
    const corrected = correctedBy(found, correction);
    this.#note(found, corrected);
    if (corrected.edits?.length) this.#settleAbout({ ...found, ...corrected });
    return true;
  }

  #find(id: string, suits: (each: Entry) => boolean): Entry | null {
    for (const key of [...(this.#byMessageId.get(id) ?? [])].reverse()) {
      const each = this.#byKey.get(key);
      if (each && suits(each)) return each;
    }
    return null;
  }

  #note(known: Entry, facts: Partial<Entry>): void {
    const changed = change(known, facts);
    if (changed !== known) this.#replace(known, changed);
  }

  /** Where it is, or where it belongs. */
  #place(of: Entry): number {
    return this.#search((each) => inOrder(each, of) < 0);
  }

  #search(before: (each: Entry) => boolean): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const each = this.entries[middle];
      if (each && before(each)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

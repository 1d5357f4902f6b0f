import {
  type Author,
  change,
  combine,
  type Entry,
  earlier,
  inOrder,
  isUnsent,
  NOTHING_SAID,
  sameAuthor,
} from './entry';

/**
 * What arrives in a conversation and changes it. Whoever makes one has decided that its sender may:
 * `receipt` and `displayed` are the other person's about own messages, `retraction` its `author`'s
 * (null: the room's own, which may retract anything). `at` in ms since 1970.
 */
export type Arrival =
  | { readonly kind: 'message'; readonly entry: Entry }
  | { readonly kind: 'receipt' | 'displayed'; readonly id: string; readonly at: number }
  | { readonly kind: 'retraction'; readonly id: string; readonly author: Author | null };

/** What came before the message that it is about, at most; forged ones are never about any. */
const MOST_PENDING = 1000;

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
  readonly #pending = new Map<string, Exclude<Arrival, { kind: 'message' }>[]>();
  #changed = new Map<string, Entry>();

  get oldest(): Entry | null {
    return this.entries[0] ?? null;
  }

  get newest(): Entry | null {
    return this.entries.at(-1) ?? null;
  }

  get(key: string): Entry | null {
    return this.#byKey.get(key) ?? null;
  }

  /** The message that an id names, whoever's it is. */
  named(id: string): Entry | null {
    const key = this.#keys.get(`archive ${id}`) ?? [...(this.#byMessageId.get(id) ?? [])].at(-1);
    return (key && this.#byKey.get(key)) || null;
  }

  /** The one way into a conversation. Returns what has changed, as it is now. */
  merge(arrivals: Iterable<Arrival>): Entry[] {
    this.#changed = new Map();
    for (const arrival of arrivals) {
      if (arrival.kind === 'message') this.#add(arrival.entry);
      else if (!this.#apply(arrival)) this.#postpone(arrival);
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
    for (const id of ids(known)) this.#byMessageId.get(id)?.delete(key);
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
    for (const id of ids(added)) {
      const keys = this.#byMessageId.get(id);
      if (keys) keys.add(added.key);
      else this.#byMessageId.set(id, new Set([added.key]));
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
    const names = [...ids(added), ...(added.archiveId === null ? [] : [added.archiveId])];
    for (const id of names) {
      const waiting = this.#pending.get(id);
      this.#pending.delete(id);
      for (const each of waiting ?? []) if (!this.#apply(each)) this.#postpone(each);
      for (const correction of this.#correctionsOf(id)) {
        if (correction.key !== added.key && this.#correct(correction)) this.remove(correction.key);
      }
    }
  }

  #correctionsOf(id: string): Entry[] {
    return [...(this.#byMessageId.get(`replaces ${id}`) ?? [])].flatMap(
      (key) => this.#byKey.get(key) ?? [],
    );
  }

  #apply(arrival: Exclude<Arrival, { kind: 'message' }>): boolean {
    if (arrival.kind === 'retraction') return this.#retract(arrival.id, arrival.author);
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

  #retract(id: string, author: Author | null): boolean {
    const found =
      this.#byKey.get(this.#keys.get(`archive ${id}`) ?? '') ??
      this.#find(id, (each) => author !== null && sameAuthor(each, author));
    if (!found) return false;
    if (author === null || sameAuthor(found, author))
      this.#note(found, { retracted: true, ...NOTHING_SAID });
    return true;
  }

  /** False while the message that it corrects is not here, or is somebody else's (XEP-0308 v1.2.1 #rules). */
  #correct(correction: Entry): boolean {
    const found = this.#find(
      correction.replaces ?? '',
      (each) => each.key !== correction.key && sameAuthor(each, correction),
    );
    if (!found) return false;
    const editedAt = Math.floor(correction.order / 1000);
    if (!found.retracted && (found.editedAt ?? 0) < editedAt) {
      const { body, files } = correction;
      this.#note(found, { body, files, editedAt });
    }
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

  #postpone(arrival: Exclude<Arrival, { kind: 'message' }>): void {
    if (this.#pending.size >= MOST_PENDING) this.#pending.clear();
    const waiting = this.#pending.get(arrival.id) ?? [];
    if (waiting.length < 10) this.#pending.set(arrival.id, [...waiting, arrival]);
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

function names(of: Entry): string[] {
  const origin = of.originId === null ? [] : [`origin ${of.author} ${of.originId}`];
  const archive = of.archiveId === null ? [] : [`archive ${of.archiveId}`];
  return [`key ${of.key}`, ...archive, ...origin];
}

/** What receipts, markers, corrections and retractions call it, and what it corrects. */
function ids(of: Entry): string[] {
  const own = [of.messageId, of.originId].filter((id) => id !== null);
  return of.replaces === null ? [...new Set(own)] : [...new Set(own), `replaces ${of.replaces}`];
}

/**
 * An id that its author uses twice is one message only if it says the same; what the archive has under
 * two ids, only if it was sent again under one origin id.
 */
function isCopy(known: Entry, copy: Entry): boolean {
  const archived = known.archiveId !== null && copy.archiveId !== null;
  if (archived && known.archiveId === copy.archiveId) return true;
  if (!sameAuthor(known, copy) && !(known.own && copy.own)) return false;
  const alike = known.body === copy.body && known.files[0]?.url === copy.files[0]?.url;
  if (archived) return alike && known.originId !== null && known.originId === copy.originId;
  return alike || known.own || known.editedAt !== null || known.retracted;
}

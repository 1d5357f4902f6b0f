import { type Deeds, StoredConversation } from './conversation.svelte';
import { type Draft, noDraft } from './draft';
import { type Names, titleOf } from './names';
import { ReactiveMap } from './reactive_map.svelte';
import { Standing } from './standing.svelte';

const byName = new Intl.Collator();

/** The conversation with oneself. */
export interface Notes {
  readonly address: string;
  readonly title: string;
}

/** All conversations: those of contacts and rooms, and those that somebody has begun. */
export class Conversations {
  readonly #all = new ReactiveMap<StoredConversation>();
  readonly #people: Names;
  readonly #deeds: Deeds;
  /** Up to where was read, also for conversations that have not begun here; microseconds. */
  readonly #displayed = new Map<string, number>();
  readonly #drafts = new Map<string, Draft>();
  readonly #ended = new Set<string>();
  readonly #standings = new Map<string, Standing>();
  readonly #notes: Notes;
  #blocked: ReadonlySet<string> = new Set();

  readonly list: readonly StoredConversation[] = $derived(
    [...this.#all.values()].sort(
      (one, other) =>
        Number(other.pinned) - Number(one.pinned) ||
        other.lastActivity - one.lastActivity ||
        byName.compare(one.name, other.name),
    ),
  );
  readonly unread: number = $derived(this.list.reduce((sum, each) => sum + toldOf(each), 0));

  constructor(people: Names, deeds: Deeds, notes: Notes) {
    this.#people = people;
    this.#deeds = deeds;
    this.#notes = notes;
  }

  get(address: string): StoredConversation | null {
    return this.#all.get(address) ?? null;
  }

  all(): Iterable<StoredConversation> {
    return this.#all.values();
  }

  /** What is known of a conversation beside its messages, also of one that has not begun here. */
  standing(address: string): Standing {
    const known = this.#standings.get(address);
    if (known) return known;
    const made = new Standing();
    this.#standings.set(address, made);
    return made;
  }

  standings(): Iterable<readonly [address: string, Standing]> {
    return [...this.#standings];
  }

  /** The conversation with somebody or in a room, begun now if there is none. */
  with(address: string, kind: 'person' | 'room' = 'person'): StoredConversation {
    const known = this.#all.get(address);
    if (known) return known;
    const begun = new StoredConversation(
      address,
      kind,
      this.standing(address),
      this.#people,
      this.#deeds,
    );
    begun.name = this.#people.names.get(address) ?? titleOf(address);
    begun.picture = this.#people.pictureOf(address);
    begin(begun, this.draftOf(address));
    begun.blocked = this.#blocked.has(address);
    begun.isNotes = address === this.#notes.address;
    if (begun.isNotes) begun.name = this.#notes.title;
    begun.displayed = this.#displayed.get(address) ?? null;
    if (kind === 'room' && this.#ended.delete(address)) begun.leave();
    this.#all.set(address, begun);
    return begun;
  }

  block(all: ReadonlySet<string>): void {
    this.#blocked = all;
    for (const of of this.all()) of.blocked = all.has(of.address);
  }

  draftOf(address: string): Draft {
    return this.#drafts.get(address) ?? noDraft(address);
  }

  drafts(): Iterable<Draft> {
    return [...this.#drafts.values()];
  }

  drafted(draft: Draft): void {
    this.#drafts.set(draft.address, draft);
    const of = this.get(draft.address);
    if (of) begin(of, draft);
  }

  displayedUpTo(address: string, order: number): boolean {
    this.#displayed.set(address, Math.max(order, this.#displayed.get(address) ?? 0));
    return this.get(address)?.displayedUpTo(order) ?? false;
  }

  /** For rooms that were left, and contacts that are none any more and never wrote. */
  end(address: string): void {
    if (this.#all.delete(address)) this.#ended.add(address);
  }
}

function begin(of: StoredConversation, { text, reply, mentions }: Draft): void {
  of.draft = text;
  of.begun = { reply, mentions };
}

function toldOf({ archived, mentions, notify, unread }: StoredConversation): number {
  if (archived || notify === 'never') return 0;
  return notify === 'on-mention' ? mentions : unread;
}

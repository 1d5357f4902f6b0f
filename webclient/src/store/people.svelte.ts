import type { Presence } from '../xmpp/presence';
import type { RosterItem } from '../xmpp/roster';
import type { Conversations } from './conversations.svelte';
import type { Names } from './names';
import { ReactiveMap } from './reactive_map.svelte';
import type { Person } from './sign_in';

const AT_ONCE = 100;
const LOCALPART = /^[a-z0-9][a-z0-9._-]*$/;

/** What people are called and look like: the contact list, and the directory for everybody else. */
export class People implements Names {
  names: ReadonlyMap<string, string> = $state.raw(new Map());
  conversations: Conversations | null = null;
  readonly #pictures = new ReactiveMap<string | null>();
  readonly #domain: string;
  readonly #find: (localparts: readonly string[]) => Promise<readonly Person[]>;
  readonly #asked = new Set<string>();
  /** The picture that each was last asked about. */
  readonly #hashes = new Map<string, string>();
  #next: string[] = [];

  constructor(domain: string, find: (localparts: readonly string[]) => Promise<readonly Person[]>) {
    this.#domain = domain;
    this.#find = find;
  }

  pictureOf(address: string): string | null {
    return this.#pictures.get(address) ?? null;
  }

  called(names: Iterable<readonly [address: string, name: string]>): void {
    const changed = [...names].filter(([address, name]) => this.names.get(address) !== name);
    if (changed.length === 0) return;
    this.names = new Map([...this.names, ...changed]);
    for (const [address, name] of changed) {
      const conversation = this.conversations?.get(address);
      if (conversation && !conversation.isNotes) conversation.name = name;
    }
  }

  fromRoster(items: readonly RosterItem[]): void {
    this.called(items.flatMap((item) => (item.name ? [[item.address, item.name] as const] : [])));
  }

  /** Asks the directory about those it was not asked about, many at once. */
  learn(address: string | null): void {
    const localpart = this.#localpart(address);
    if (localpart === null || this.#asked.has(localpart)) return;
    this.#asked.add(localpart);
    if (this.#next.push(localpart) === 1) setTimeout(() => void this.#ask(), 50);
  }

  /** Whether the directory knows somebody; rejects when it does not answer. */
  async know(address: string): Promise<boolean> {
    const localpart = this.#localpart(address);
    if (localpart === null) return false;
    const found = await this.#find([localpart]);
    this.#learned(found);
    return found.some(({ jid }) => jid === address);
  }

  #localpart(address: string | null): string | null {
    const [localpart = '', domain] = address?.split('@') ?? [];
    return domain === this.#domain && LOCALPART.test(localpart) ? localpart : null;
  }

  /** Asks once about each picture, or lack of one, that is not what we have (XEP-0153). */
  seen({ from, photoHash }: Presence): void {
    if (photoHash === null || this.#hashes.get(from.bare) === photoHash) return;
    this.#hashes.set(from.bare, photoHash);
    const picture = this.pictureOf(from.bare);
    if (photoHash ? picture?.endsWith(photoHash) : !picture) return;
    this.#asked.delete(from.local);
    this.learn(from.bare);
  }

  shows(address: string, picture: string | null): void {
    this.#pictures.set(address, picture);
    const conversation = this.conversations?.get(address);
    if (conversation) conversation.picture = picture;
  }

  async #ask(): Promise<void> {
    const localparts = this.#next.splice(0, AT_ONCE);
    if (this.#next.length > 0) setTimeout(() => void this.#ask(), 50);
    try {
      this.#learned(await this.#find(localparts));
    } catch {
      for (const each of localparts) this.#asked.delete(each); // asked again when seen again
    }
  }

  #learned(people: readonly Person[]): void {
    for (const { jid, picture } of people) this.shows(jid, picture);
    this.called(people.map(({ jid, name }) => [jid, name] as const));
  }
}

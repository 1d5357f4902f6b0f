import type { Presence } from '../xmpp/presence';
import type { RosterItem } from '../xmpp/roster';
import type { StoredConversation } from './conversation.svelte';
import type { Conversations } from './conversations.svelte';
import { availabilityOf } from './occupants.svelte';
import type { Availability } from './types';

/** Who is there, by their devices. */
export class Contacts {
  readonly #conversations: Conversations;
  readonly #subscribed = new Set<string>();
  readonly #devices = new Map<string, Map<string, Presence>>();

  constructor(conversations: Conversations) {
    this.#conversations = conversations;
  }

  /** Whether the server tells about somebody (RFC 6121 section 2.1.2.5). */
  listed({ address, subscription }: RosterItem): void {
    if (subscription === 'both' || subscription === 'to') this.#subscribed.add(address);
    else this.#subscribed.delete(address);
    const of = this.#conversations.get(address);
    if (of) this.show(of);
  }

  /** Whether somebody is in the list, and tells when they are there. */
  knows(address: string): boolean {
    return this.#subscribed.has(address);
  }

  present(presence: Presence): void {
    const { from, type } = presence;
    const devices = this.#devices.get(from.bare) ?? new Map<string, Presence>();
    if (type === 'available') devices.set(from.resource, presence);
    else if (type === 'unavailable' && from.resource) devices.delete(from.resource);
    else if (type === 'unavailable' || type === 'error') devices.clear();
    else return;
    this.#devices.set(from.bare, devices);
    const of = this.#conversations.get(from.bare);
    if (of) this.show(of);
  }

  /** The device with the highest priority speaks for the person, the one that changed last among equals. */
  show(of: StoredConversation): void {
    if (of.isNotes) return;
    const all = [...(this.#devices.get(of.address)?.values() ?? [])];
    const best = all.reduceRight<Presence | null>(
      (found, each) => (found && found.priority >= each.priority ? found : each),
      null,
    );
    of.availability = best ? availabilityOf(best.show) : this.#absent(of.address);
    of.statusText = best?.status ?? '';
    of.idleSince = best?.idleSince ?? null;
  }

  /** The full JID of one that is there. */
  deviceOf(address: string): string | null {
    return [...(this.#devices.get(address)?.values() ?? [])].at(-1)?.from.full ?? null;
  }

  #absent(address: string): Availability {
    return this.#subscribed.has(address) ? 'offline' : 'unknown';
  }

  /** A new stream: everybody says again who is there. */
  clear(): void {
    this.#devices.clear();
    for (const of of this.#conversations.all()) if (of.kind === 'person') this.show(of);
  }
}

import type { Show } from '../xmpp/presence';
import type { OccupantPresence } from '../xmpp/rooms';
import type { Names } from './names';
import type { Availability, Occupant } from './types';

const byName = new Intl.Collator();

/** Who is in a room. The list is made when somebody looks at it, not at each of a thousand arrivals. */
export class Occupants {
  readonly #people: Names;
  readonly #byNick = new Map<string, OccupantPresence>();
  /** This client's own. */
  own: OccupantPresence | null = null;
  #version = $state(0);

  readonly list: readonly Occupant[] = $derived.by(() => {
    this.#version;
    const all = [...this.#byNick.values()].map((each) => this.#occupant(each));
    return all.sort((one, other) => byName.compare(one.name, other.name));
  });

  constructor(people: Names) {
    this.#people = people;
  }

  get size(): number {
    this.#version;
    return this.#byNick.size;
  }

  get(nick: string): OccupantPresence | null {
    return this.#byNick.get(nick) ?? null;
  }

  set(occupant: OccupantPresence): void {
    this.#byNick.set(occupant.nick, occupant);
    if (occupant.own) this.own = occupant;
    this.#version++;
  }

  delete(nick: string): void {
    if (this.#byNick.delete(nick)) this.#version++;
  }

  clear(): void {
    this.#byNick.clear();
    this.#version++;
  }

  #occupant(of: OccupantPresence): Occupant {
    const { nick, address, role, affiliation, own, presence } = of;
    const name = (address !== null && this.#people.names.get(address)) || nick;
    const availability = availabilityOf(presence.show);
    return Object.freeze({ address, nick, name, role, affiliation, availability, own });
  }
}

export function availabilityOf(show: Show | null): Availability {
  if (show === 'dnd') return 'busy';
  return show === 'away' || show === 'xa' ? 'away' : 'online';
}

import type { Show } from '../xmpp/presence';
import type { OccupantPresence } from '../xmpp/rooms';
import type { Names } from './names';
import type { Availability, Occupant } from './types';

const byName = new Intl.Collator();
const MANY = 50;
const TOGETHER_MS = 100;
/** A room that says that so many more are there has told of some of them only. */
const UNTOLD = 20;

/** Who is in a room. The list is made when somebody looks at it, not at each of a thousand arrivals. */
export class Occupants {
  readonly #people: Names;
  readonly #byNick = new Map<string, OccupantPresence>();
  /** This client's own. */
  own: OccupantPresence | null = null;
  #version = $state(0);
  #counted = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly list: readonly Occupant[] = $derived.by(() => {
    this.#version;
    const all = [...this.#byNick.values()].map((each) => this.#occupant(each));
    return all.sort((one, other) => byName.compare(one.name, other.name));
  });

  constructor(people: Names) {
    this.#people = people;
  }

  /** As many are there, told of or not. */
  get size(): number {
    this.#version;
    const { size } = this.#byNick;
    return this.#counted > size + UNTOLD ? this.#counted : size;
  }

  /** As many as the room says are there: large ones do not tell of everybody. */
  counted(count: number): void {
    this.#counted = count;
  }

  get(nick: string): OccupantPresence | null {
    return this.#byNick.get(nick) ?? null;
  }

  set(occupant: OccupantPresence): void {
    this.#byNick.set(occupant.nick, occupant);
    if (occupant.own) this.own = occupant;
    this.#changed();
  }

  delete(nick: string): void {
    if (this.#byNick.delete(nick)) this.#changed();
  }

  clear(): void {
    this.#byNick.clear();
    this.#counted = 0;
    this.#version++;
  }

  /** Those of many are told of together: they come and go by hundreds. */
  #changed(): void {
    if (this.#byNick.size <= MANY) this.#version++;
    else
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#version++;
      }, TOGETHER_MS);
  }

  #occupant(of: OccupantPresence): Occupant {
    const { nick, address, role, affiliation, hats, own, presence } = of;
    const name = (address !== null && this.#people.names.get(address)) || nick;
    const availability = availabilityOf(presence.show);
    return Object.freeze({ address, nick, name, role, affiliation, hats, availability, own });
  }
}

export function availabilityOf(show: Show | null): Availability {
  if (show === 'dnd') return 'busy';
  return show === 'away' || show === 'xa' ? 'away' : 'online';
}

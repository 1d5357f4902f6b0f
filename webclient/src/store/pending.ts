import type { About } from './timeline';

/** Messages that something is known about, at most; forged ones are never there. */
const MOST = 1000;
const MOST_ABOUT_ONE = 200;

/** What was said about messages before they came. The oldest is forgotten first. */
export class Pending {
  readonly #about = new Map<string, readonly About[]>();
  /** Another one whenever something has changed. */
  version = 0;

  get all(): readonly About[] {
    return [...this.#about.values()].flat();
  }

  add(about: About): void {
    const known = this.#about.get(about.id) ?? [];
    if (known.length >= MOST_ABOUT_ONE || known.some((each) => isAlike(each, about))) return;
    const [oldest] = this.#about.keys();
    if (this.#about.size >= MOST && oldest !== undefined) this.#about.delete(oldest);
    this.#about.set(about.id, [...known, about]);
    this.version++;
  }

  take(id: string): readonly About[] {
    const known = this.#about.get(id) ?? [];
    if (this.#about.delete(id)) this.version++;
    return known;
  }
}

function isAlike(one: About, other: About): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

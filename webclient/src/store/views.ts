import type { Entry } from './entry';
import type { Names } from './names';
import { type Beside, toMessage } from './shown';
import type { Message } from './types';

interface Made extends Pick<Beside, 'answered' | 'changes'> {
  readonly shown: Message;
}

/** What is shown of messages: each is made again only when something about it has changed. */
export class Views {
  readonly #people: Names;
  #made = new WeakMap<Entry, Made>();
  #names: Names['names'] | null = null;

  constructor(people: Names) {
    this.#people = people;
  }

  /** People may have other names by now. */
  refresh(): void {
    if (this.#names === this.#people.names) return;
    this.#names = this.#people.names;
    this.#made = new WeakMap();
  }

  /** As it was made; null when something about it has changed. */
  known(of: Entry, answered: Beside['answered'], changes: Beside['changes']): Message | null {
    const made = this.#made.get(of);
    return made?.answered === answered && made.changes === changes ? made.shown : null;
  }

  make(of: Entry, beside: Omit<Beside, 'people'>): Message {
    const { answered, changes } = beside;
    const shown = toMessage(of, { ...beside, people: this.#people });
    this.#made.set(of, { answered, changes, shown });
    return shown;
  }
}

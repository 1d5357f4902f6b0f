import type { Entry } from './entry';
import type { Names } from './names';
import { type Beside, toMessage } from './shown';
import type { Message } from './types';

type Besides = Omit<Beside, 'people' | 'isRoom' | 'upload'>;

interface Made extends Besides {
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

  show(of: Entry, beside: Besides, rest: () => Pick<Beside, 'isRoom' | 'upload'>): Message {
    const known = this.#made.get(of);
    if (known?.answered === beside.answered && known.changes === beside.changes) return known.shown;
    const shown = toMessage(of, { ...beside, ...rest(), people: this.#people });
    this.#made.set(of, { ...beside, shown });
    return shown;
  }
}

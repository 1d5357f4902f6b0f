import type { Mentions } from './mentions';
import { type Trigger, triggerAt } from './trigger';

/** Whether something is being written that can be completed. */
export class Completing {
  trigger = $state.raw<Trigger | null>(null);
  /** Id of the option that Enter takes. */
  active = $state<string | null>(null);
  /** Where somebody has said that no list is wanted. */
  #declined = -1;
  readonly #mentions: () => Mentions;

  constructor(mentions: () => Mentions) {
    this.#mentions = mentions;
  }

  /** The text or the caret has moved. */
  look({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): void {
    const found = selectionStart === selectionEnd ? triggerAt(value, selectionStart) : null;
    if (found?.begin !== this.#declined) this.#declined = -1;
    if (this.#declined >= 0 || this.#isComplete(found)) this.trigger = null;
    else if (!same(found, this.trigger)) this.trigger = found;
  }

  #isComplete(found: Trigger | null): boolean {
    return found?.kind === 'person' && this.#mentions().has(found.query.trimEnd());
  }

  decline(): void {
    this.#declined = this.trigger?.begin ?? -1;
    this.trigger = null;
  }

  end(): void {
    this.trigger = null;
  }
}

const same = (one: Trigger | null, other: Trigger | null): boolean =>
  one?.kind === other?.kind && one?.begin === other?.begin && one?.query === other?.query;

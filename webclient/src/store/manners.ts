import type { Telling } from '../xmpp/preferences';

/** What others may be told of oneself. Nothing of it before that is known. */
export class Manners {
  #tells: Telling | null = null;
  readonly #waiting: (() => void)[] = [];

  become(tells: Telling): void {
    this.#tells = tells;
    for (const deed of this.#waiting.splice(0)) deed();
  }

  /** Whether it may be told, as far as that is known. */
  tells(what: keyof Telling): boolean {
    return this.#tells?.[what] ?? false;
  }

  /** As soon as it is known that this may be told. */
  tell(what: keyof Telling, deed: () => void): void {
    if (!this.#tells) this.#waiting.push(() => this.tell(what, deed));
    else if (this.#tells[what]) deed();
  }
}

/** What follows on something that came: it is shown first. In its order, and before what comes next. */
export class Afterwards {
  #deeds: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  add(deed: () => void): void {
    this.#deeds.push(deed);
    if (document.hidden)
      this.flush(); // nobody waits, and timers of hidden pages are slow
    else this.#timer ??= setTimeout(() => this.flush());
  }

  /** Also before the page is left. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const deed of this.#deeds.splice(0)) {
      try {
        deed();
      } catch (error) {
        reportError(error);
      }
    }
  }
}

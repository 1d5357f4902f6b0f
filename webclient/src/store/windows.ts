/** What the pages of this account in this browser show: known by locks, which end with their page. */
export interface Window {
  /** Of its stream. */
  readonly resource: string;
  /** The conversation that somebody looks at; null where nobody looks at any. */
  readonly seen: string | null;
}

export class Windows {
  readonly #prefix: string;
  readonly #locks: LockManager | undefined;
  #said = '';
  #release = () => {};

  constructor(account: string, locks: LockManager | undefined = navigator.locks) {
    this.#prefix = `stoa ${account} shows `;
    this.#locks = locks;
  }

  /** Of this page, in the place of what was said before. */
  say(now: Window): void {
    const name = this.#prefix + JSON.stringify(now);
    if (name === this.#said) return;
    this.#said = name;
    this.#release();
    const held = () => new Promise<void>((release) => (this.#release = release));
    this.#locks?.request(name, { mode: 'shared' }, held).catch(() => undefined); // the page ends
  }

  async all(): Promise<readonly Window[]> {
    const held = (await this.#locks?.query())?.held ?? [];
    const names = held.map((each) => each.name ?? '');
    return names
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => JSON.parse(name.slice(this.#prefix.length)));
  }
}

/** The one of several options that is meant: arrow keys go through them, and from the last to the first. */
export class Picking<T extends { readonly key: string }> {
  /** Of what the arrow keys have chosen. */
  #key = $state<string | null>(null);
  readonly #options: () => readonly T[];
  readonly #first: () => boolean;

  /** `first`: whether the first is meant where nothing was chosen. */
  constructor(options: () => readonly T[], first = () => true) {
    this.#options = options;
    this.#first = first;
  }

  readonly options = $derived.by(() => this.#options());
  /** -1: none. */
  readonly at = $derived.by(() => {
    const at = this.options.findIndex(({ key }) => key === this.#key);
    return at < 0 && this.#first() && this.options.length > 0 ? 0 : at;
  });
  readonly chosen = $derived.by(() => this.options[this.at]);
  /** Whether an arrow key has chosen it. */
  readonly deliberate = $derived.by(() => this.chosen?.key === this.#key);

  /** What is meant stays meant when others come before it. */
  keep(): void {
    this.#key = this.chosen?.key ?? null;
  }

  forget(): void {
    this.#key = null;
  }

  /** Whether a key was meant for the list. */
  move(key: string): boolean {
    const last = this.options.length - 1;
    if (last < 0) return false;
    if (key === 'ArrowDown')
      this.#key = this.options[this.at === last ? 0 : this.at + 1]?.key ?? null;
    else if (key === 'ArrowUp')
      this.#key = this.options[this.at <= 0 ? last : this.at - 1]?.key ?? null;
    else return false;
    return true;
  }
}

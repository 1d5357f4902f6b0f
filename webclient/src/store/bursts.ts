/** What a computer that is slow needs to draw a few that are new. */
const TOGETHER_MS = 50;
const FEW = 4;
/** A burst is over once it has been so long that hardly anything came. */
const CALM_MS = 200;

/**
 * What comes faster than it can be drawn is taken a few together, in its order, and drawn before the
 * next: the more wait, the more together. Where nobody looks, everything is taken as it comes.
 */
export class Bursts<T> {
  readonly #take: (one: T) => void;
  readonly #before: () => void;
  #waiting: T[] = [];
  /** Since the timer was started. */
  #came = 0;
  #isBurst = false;
  #calmMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `before`: called before something is taken, alone or together. */
  constructor(take: (one: T) => void, before: () => void = () => undefined) {
    this.#take = take;
    this.#before = before;
  }

  add(one: T): void {
    this.#waiting.push(one);
    this.#came += 1;
    this.#timer ??= setTimeout(() => this.#pass(), TOGETHER_MS);
    if (document.hidden || (!this.#isBurst && this.#came <= FEW)) this.flush();
  }

  /** Also before anything that may be about what waits. */
  flush(count = this.#waiting.length): void {
    if (count > 0) this.#before();
    for (const one of this.#waiting.splice(0, count)) {
      try {
        this.#take(one);
      } catch (error) {
        reportError(error);
      }
    }
  }

  stop(): void {
    this.flush();
    clearTimeout(this.#timer);
  }

  #pass(): void {
    const many = this.#came > (this.#isBurst ? 1 : FEW);
    this.#calmMs = many ? 0 : this.#calmMs + TOGETHER_MS;
    this.#isBurst = many || (this.#isBurst && this.#calmMs < CALM_MS);
    const { length } = this.#waiting;
    const on = this.#isBurst || this.#came > 0 || length > FEW;
    this.#timer = on ? setTimeout(() => this.#pass(), TOGETHER_MS) : undefined;
    this.#came = 0;
    this.flush(Math.min(length, Math.max(FEW, Math.ceil(length / 2))));
  }
}

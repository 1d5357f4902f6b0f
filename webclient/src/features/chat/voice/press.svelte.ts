/** How long a finger rests on a button to hold it, in milliseconds. */
const HOLD_MS = 400;
/** Pixels from where it was pressed that mean: not this. */
const AWAY = 96;

/** `free`: nobody holds it any more, and it goes on. */
export type Grip = 'held' | 'away' | 'free' | 'let-go' | 'dropped';

/** One press of the button that records: a tap lets it go on, to hold it means to speak meanwhile. */
export class Press {
  grip = $state<Grip>('free');
  readonly #down: PointerEvent | null;
  readonly #listening = new AbortController();

  /** @param down what began it, while that pointer is down */
  constructor(down: PointerEvent | null) {
    this.#down = down;
    if (!down) return;
    this.grip = 'held';
    const { signal } = this.#listening;
    window.addEventListener('pointermove', (event) => this.#move(event), { signal });
    window.addEventListener('pointerup', (event) => this.#letGo(event), { signal });
    window.addEventListener('pointercancel', () => this.#end('free'), { signal });
  }

  /** Nobody listens any more. */
  dispose(): void {
    this.#listening.abort();
  }

  #move(event: PointerEvent): void {
    if (event.pointerId !== this.#down?.pointerId) return;
    const { clientX, clientY } = this.#down;
    const far = Math.hypot(event.clientX - clientX, event.clientY - clientY) > AWAY;
    this.grip = far ? 'away' : 'held';
  }

  #letGo(event: PointerEvent): void {
    if (event.pointerId !== this.#down?.pointerId) return;
    const tap = event.timeStamp - this.#down.timeStamp < HOLD_MS;
    if (this.grip === 'away') this.#end('dropped');
    else this.#end(tap ? 'free' : 'let-go');
  }

  #end(grip: Grip): void {
    this.dispose();
    this.grip = grip;
  }
}

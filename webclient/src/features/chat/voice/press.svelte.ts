/** How long a finger rests on a button to hold it, in milliseconds. */
const HOLD_MS = 400;
/** Pixels from where it was pressed that mean: not this. */
const AWAY = 96;

/** `free`: nobody holds it any more, and it goes on. */
export type Grip = 'held' | 'away' | 'free' | 'let-go' | 'dropped';

/** One press of the button that records: a tap lets it go on, to hold it means to speak meanwhile. */
export class Press {
  grip = $state<Grip>('free');
  #off: () => void = () => undefined;

  /** With a pointer; a keyboard taps. */
  hold(down: PointerEvent): void {
    this.end();
    this.grip = 'held';
    const moved = (event: PointerEvent) => {
      if (event.pointerId !== down.pointerId) return;
      const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > AWAY;
      this.grip = far ? 'away' : 'held';
    };
    const up = (event: PointerEvent) => {
      if (event.pointerId === down.pointerId) this.#letGo(event.timeStamp - down.timeStamp);
    };
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('pointermove', moved, { signal });
    window.addEventListener('pointerup', up, { signal });
    window.addEventListener('pointercancel', () => this.#set('free'), { signal });
    this.#off = () => listening.abort();
  }

  tap(): void {
    this.#set('free');
  }

  end(): void {
    this.#off();
  }

  #letGo(afterMs: number): void {
    if (this.grip === 'away') this.#set('dropped');
    else this.#set(afterMs < HOLD_MS ? 'free' : 'let-go');
  }

  #set(grip: Grip): void {
    this.end();
    this.grip = grip;
  }
}

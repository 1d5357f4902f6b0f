import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

/** Pixels from the end that still count as the end. */
const NEAR_END = 48;
/** Frames a place must have stayed where it is to be final. */
const STILL = 9;
/** A wish is over after it: what was begun with a finger goes on for a while. */
const WISH_MS = 3_000;
/** What says that the reader goes elsewhere. */
const WISHES = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** Who is at the end of a scrolled element stays there, whatever grows: its content or the keyboard. */
export class Following {
  atEnd = $state(true);
  #element: HTMLElement | null = null;
  #onscroll: () => void;
  #place: (() => number) | null = null;
  #wished = Number.NEGATIVE_INFINITY;

  constructor(options: { onscroll: () => void }) {
    this.#onscroll = options.onscroll;
  }

  readonly attach: Attachment<HTMLElement> = (element) => {
    this.#element = element;
    let edge: number | undefined; // known once it is laid out
    const sizes = new ResizeObserver(() => {
      // What comes or goes above it does not move what is read.
      const { top } = element.getBoundingClientRect();
      const moved = top - (edge ?? top);
      edge = top;
      if (moved && !this.atEnd && !this.#place) element.scrollTop += moved;
      const allFits = element.scrollHeight <= element.clientHeight;
      if (this.atEnd || (allFits && !this.#place)) this.toEnd();
    });
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    const wished = () => {
      this.#wished = performance.now();
      this.#stay();
    };
    const offs = WISHES.map((wish) => on(element, wish, wished, { passive: true }));
    offs.push(on(element, 'scroll', this.#noticing(element), { capture: true }));
    return () => {
      sizes.disconnect();
      for (const off of offs) off();
      this.#stay();
      this.#element = null;
    };
  };

  toEnd(): void {
    this.#stay();
    this.atEnd = true;
    this.#element?.scrollTo({ top: this.#element.scrollHeight });
  }

  /** To a place, in pixels, that is known the better the more on the way to it was measured. */
  goTo(place: () => number): void {
    this.atEnd = false;
    this.#place = place;
    this.#settle(place, STILL);
  }

  /** Whoever scrolls elsewhere meanwhile is followed: only what was measured since moves again. */
  #settle(place: () => number, frames: number, known = { top: -1, height: -1 }): void {
    const element = this.#element;
    if (this.#place !== place || !element) return;
    const now = { top: place(), height: element.scrollHeight };
    const same = now.top === known.top && now.height === known.height;
    if (!same) element.scrollTop = now.top;
    const left = same ? frames - 1 : STILL;
    if (left > 0) requestAnimationFrame(() => this.#settle(place, left, now));
    else this.#arrive(element);
  }

  #arrive(element: HTMLElement): void {
    this.#stay();
    this.atEnd = below(element) <= NEAR_END;
  }

  #stay(): void {
    this.#place = null;
  }

  get top(): number {
    return this.#element?.scrollTop ?? 0;
  }

  /**
   * Only moving upwards leaves the end: that the content grew is no wish of the reader's, nor where
   * the list goes while its rows are measured or put away.
   */
  #noticing(element: HTMLElement): () => void {
    let [top, height] = [0, 0];
    return () => {
      const { scrollHeight, scrollTop } = element;
      if (!this.#place) {
        const isWish = scrollHeight === height || performance.now() - this.#wished < WISH_MS;
        if (below(element) <= NEAR_END) this.atEnd = true;
        else if (scrollTop < top && isWish) this.atEnd = false;
      }
      [top, height] = [scrollTop, scrollHeight];
      this.#onscroll();
    };
  }
}

/** Pixels between what is shown and the end. */
function below(element: HTMLElement): number {
  return element.scrollHeight - element.clientHeight - element.scrollTop;
}
